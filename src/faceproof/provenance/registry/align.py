"""How does a file's picture lie on an original's: scaled, cropped, stretched?"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from faceproof.provenance.registry.greys import Grey

Affine = NDArray[np.float64]

FEWEST_INLIERS = 12
"""Points that must agree on how it lies; by chance hardly more than six do."""

_POINTS = 800
_UNLIKE = 0.8  # as Lowe 2004, section 7.1: the second best must be further away than this
_OFF_PX = 2.0
_ROUNDS = 5000
_FAINT = 0.02  # half of SIFT's usual: a studio's backdrop and strong compression leave little
_STRETCHED = 1.5  # times as many points
_SCALES = (0.1, 8.0)
_LEAST_SQUARE = 0.5  # of the shorter to the longer stretch


class Points(NamedTuple):
    """Points of a picture that are found again in another.

    Attributes:
        grey: the picture.
        at_px: x and y of each ``(n, 2)``.
        looks: what is around each, SIFT's 128 numbers ``(n, 128)``; None without a point.
    """

    grey: Grey
    at_px: NDArray[np.float32]
    looks: NDArray[np.float32] | None


def points_in(grey: Grey) -> Points:
    """SIFT points of a picture (Lowe 2004, IJCV 60(2))."""
    points, looks = _sift().detectAndCompute(grey, None)
    return Points(grey, np.array([p.pt for p in points], np.float32).reshape(-1, 2), looks)


def lay_on(pairs: Sequence[tuple[Points, Points]]) -> Affine | None:
    """The affine map ``(2, 3)`` from a file's pictures to an original's; None where none is found.

    One map for all pairs: what was done to a file was done to all of it. Wrong matches of points
    are left out by RANSAC, the rest is refined on the brightness of one pair (ECC, Evangelidis &
    Psarakis 2008, PAMI 30(10)).

    Args:
        pairs: points in pictures of the file and of the original that should show the same.
    """
    matched = [_matched(one, other) for one, other in pairs]
    here, there = (np.concatenate(points) for points in zip(*matched, strict=True))
    if len(here) < FEWEST_INLIERS:
        return None
    found = _without_wrong(here, there)
    if found is None or not _is_plausible(found):
        return None
    return _refined(found, pairs)


def _without_wrong(here: NDArray[np.float32], there: NDArray[np.float32]) -> Affine | None:
    """A similarity; a free affine map only where that explains many more points."""
    best, most = None, FEWEST_INLIERS - 1
    for fit, gain in ((cv2.estimateAffinePartial2D, 1.0), (cv2.estimateAffine2D, _STRETCHED)):
        cv2.setRNGSeed(0)  # RANSAC draws; the same pictures give the same map
        found, inliers = fit(
            here, there, method=cv2.RANSAC, ransacReprojThreshold=_OFF_PX, maxIters=_ROUNDS
        )
        if found is not None and int(inliers.sum()) > gain * most:
            best, most = np.asarray(found, np.float64), int(inliers.sum())
    return best


def _matched(one: Points, other: Points) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    if one.looks is None or other.looks is None or len(other.at_px) < 2:
        return np.zeros((0, 2), np.float32), np.zeros((0, 2), np.float32)
    both = cv2.BFMatcher().knnMatch(one.looks, other.looks, k=2)
    good = [first for first, second in both if first.distance < _UNLIKE * second.distance]
    rows = np.array([(m.queryIdx, m.trainIdx) for m in good], np.int64).reshape(-1, 2)
    return one.at_px[rows[:, 0]], other.at_px[rows[:, 1]]


def _is_plausible(found: Affine) -> bool:
    """Neither turned over nor squeezed to a line."""
    stretch = np.linalg.svd(found[:, :2], compute_uv=False)
    within = _SCALES[0] <= stretch[1] and stretch[0] <= _SCALES[1]
    square = stretch[1] >= _LEAST_SQUARE * stretch[0]
    return bool(within and square and np.linalg.det(found[:, :2]) > 0)


def _refined(found: Affine, pairs: Sequence[tuple[Points, Points]]) -> Affine:
    """By the brightness of the middle pair, if that suits all pairs better."""
    one, other = pairs[len(pairs) // 2]
    back = cv2.invertAffineTransform(found).astype(np.float32)
    enough = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, 50, 1e-5)
    everywhere = np.full(one.grey.shape, 255, np.uint8)
    try:
        _, improved = cv2.findTransformECC(
            other.grey, one.grey, back, cv2.MOTION_AFFINE, enough, everywhere, 5
        )
    except cv2.error:  # it did not converge
        return found
    refined = np.asarray(cv2.invertAffineTransform(improved), np.float64)
    better = _is_plausible(refined) and _fit(refined, pairs) > _fit(found, pairs)
    return refined if better else found


def _fit(affine: Affine, pairs: Sequence[tuple[Points, Points]]) -> float:
    """Mean correlation of pairs of pictures that are laid on each other."""
    correlations = []
    for one, other in pairs:
        laid = warped(one.grey, affine, other.grey.shape)
        inside = covered(affine, one.grey.shape, other.grey.shape)
        edges = (
            cv2.Laplacian(cv2.GaussianBlur(g, (0, 0), 1.5), cv2.CV_32F) for g in (laid, other.grey)
        )
        both = np.corrcoef([each[inside] for each in edges]) if inside.any() else np.zeros((2, 2))
        correlations.append(float(np.nan_to_num(both[0, 1])))
    return float(np.mean(correlations))


def warped(grey: Grey, affine: Affine, shape: tuple[int, int]) -> Grey:
    """A picture laid on another of ``shape``; black where it does not reach."""
    size = (shape[1], shape[0])
    return np.asarray(cv2.warpAffine(grey, affine, size, flags=cv2.INTER_LINEAR), np.uint8)


def covered(affine: Affine, shape: tuple[int, ...], onto: tuple[int, ...]) -> NDArray[np.bool_]:
    """Where a picture of ``shape`` reaches on one of shape ``onto`` ``(h, w)``."""
    white = np.full(shape, 255, np.uint8)
    return warped(white, affine, (onto[0], onto[1])) > 254


@lru_cache(maxsize=1)
def _sift() -> Any:
    return cv2.SIFT.create(_POINTS, contrastThreshold=_FAINT)
