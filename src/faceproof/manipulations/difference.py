"""Where does an outside clip differ from its target, beyond what re-encoding did to it?"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from faceproof.core.errors import ManipulationError
from faceproof.manipulations.footage import Footage, Frames
from faceproof.manipulations.head import head_of
from faceproof.manipulations.mean_face import OVAL

LARGEST_NOISE = 10.0  # grey levels; more over half of a frame is no re-encoding
LEAST_CHANGE = 4.0  # grey levels that count as a change in a clip without any noise
NOISES = 4.0  # a change is this many times the usual noise outside the face
BLUR_SHARE = 0.02  # sigma of the difference's blur, in widths of the face
REACH = 0.35  # widths of the face around it within which changes are looked for
SOFT_SHARE = 0.06  # width of the mask's soft rim, in widths of the face
LEAST_PIECE = 0.002  # of the face's area; smaller pieces are noise


def difference_masks(outside: Frames, target: Footage) -> NDArray[np.uint8]:
    """Soft masks ``(t, h, w)`` of what a tool changed around the face.

    The largest channel's difference is blurred and compared with the noise beyond the face, which
    is what the tool's encoder did to pixels it left alone. Pieces that clearly stand out are
    closed, freed of specks, and given a soft rim outwards.

    Args:
        outside: the tool's frames, of the target's shape.
        target: what it was made of, with the face tracked.

    Raises:
        ManipulationError: it differs all over, so it is no fake of this target.
    """
    masks = np.zeros(outside.shape[:3], np.uint8)
    head = head_of(target.track, len(outside))
    for number in head.frames:
        oval = head.landmarks_px[number][list(OVAL)]
        width = max(float(np.ptp(oval[:, 0])), 8.0)
        near = _near(oval, width, masks.shape[1:])
        changed = cv2.absdiff(outside[number], target.frames[number]).max(axis=2)
        soft = cv2.GaussianBlur(changed.astype(np.float32), (0, 0), max(BLUR_SHARE * width, 1))
        noise = _noise(soft, near, f"frame {number}", target)
        stands_out = near & (soft > max(LEAST_CHANGE, NOISES * noise))
        masks[number] = _softened(_pieces(stands_out, width), width)
    return masks


def _near(oval: NDArray[np.float32], width: float, shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """Pixels of the face and around it."""
    canvas = np.zeros(shape, np.uint8)
    cv2.fillConvexPoly(canvas, np.round(cv2.convexHull(oval)).astype(np.int32), 1)
    side = 2 * round(REACH * width) + 1
    round_brush = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    return cv2.dilate(canvas, round_brush) > 0


def _noise(
    soft: NDArray[np.float32], near: NDArray[np.bool_], where: str, target: Footage
) -> float:
    """The usual difference far from the face, or of the stillest quarter where there is no far."""
    far = soft[~near]
    noise = float(np.median(far)) if far.size else float(np.quantile(soft, 0.25))
    if noise > LARGEST_NOISE:
        raise ManipulationError(
            f"the outside clip of {target.clip}: {where} differs by {noise:.0f} grey levels far "
            f"from the face, at most {LARGEST_NOISE:.0f} can be re-encoding; was it made of "
            "another recording, or its colours converted (expected BT.601, limited range)?"
        )
    return noise


def _pieces(region: NDArray[np.bool_], width: float) -> NDArray[np.uint8]:
    """The region with its gaps closed, without pieces too small for a change of a face."""
    side = 2 * round(0.04 * width) + 1
    brush = np.ones((side, side), np.uint8)
    closed = cv2.morphologyEx(region.astype(np.uint8), cv2.MORPH_CLOSE, brush)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(closed)
    large = stats[:, cv2.CC_STAT_AREA] >= LEAST_PIECE * width**2
    large[0] = False
    return np.asarray(large[labels], np.uint8)


def _softened(region: NDArray[np.uint8], width: float) -> NDArray[np.uint8]:
    """255 on the region, falling to 0 over a rim around it."""
    rim = max(SOFT_SHARE * width, 2)
    away = cv2.distanceTransform(1 - region, cv2.DIST_L2, cv2.DIST_MASK_3)
    share = np.clip(1 - away / rim, 0, 1)
    return np.asarray(np.round(255 * share * region.any()), np.uint8)
