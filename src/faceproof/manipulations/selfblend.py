"""SelfBlend: a frame blended with a slightly altered copy of itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from faceproof.core import MaskKind
from faceproof.core.errors import PlanError
from faceproof.manipulations.blend import feather
from faceproof.manipulations.footage import Footage, Painted
from faceproof.manipulations.head import Head, head_of
from faceproof.manipulations.manipulation import Manipulation
from faceproof.manipulations.mean_face import OVAL
from faceproof.manipulations.mesh import Box, box_around

# Ranges of the augmentations of Shiohara & Yamasaki 2022, section 3.2, drawn once for a clip.
SHIFT_LEVELS = 20.0  # of each of R, G and B
HUE_DEGREES = 18.0
SATURATION, BRIGHTNESS, CONTRAST = 0.3, 0.1, 0.1
RESIZED_TO = (0.25, 0.6)  # detail that is lost and interpolated again
SHARPENED_BY = (0.2, 0.6)
MOVED, SCALED = 0.03, 0.05  # of the face's size: landmarks that do not quite fit
WARPED = 0.06  # of the face's size: how far the mask's corners wander
ALPHAS = (0.25, 0.5, 0.75, 1.0, 1.0, 1.0)  # the paper's blending ratios
MARGIN = 0.25  # of the face's size that the mask may grow


@dataclass(frozen=True, kw_only=True)
class SelfBlend(Manipulation):
    """A pseudo-fake with no second person: only the traces of blending, as a hard negative.

    A copy of the frame is changed in colour and detail, moved and scaled a little, and blended
    back through a deformed hull of the landmarks. The same random change holds for the whole clip.
    Always the pasted copy is changed, never the frame around it, so that the mask stays true (the
    paper changes one or the other).

    Attributes:
        amount: scales every change; 1 draws from the ranges of the paper.
    """

    name: ClassVar[str] = "SelfBlend"
    version: ClassVar[str] = "1"
    mask_kind: ClassVar[MaskKind] = MaskKind.COMPOSITE_ALPHA
    needs_source: ClassVar[bool] = False
    reference: ClassVar[str] = (
        "Shiohara & Yamasaki 2022, Detecting Deepfakes with Self-Blended Images, CVPR, section 3"
    )

    amount: float = 1.0

    def __post_init__(self) -> None:
        if not 0 < self.amount <= 2:
            raise PlanError(f"SelfBlend's amount is {self.amount}; expected above 0, at most 2")

    def _apply(self, target: Footage, source: Footage | None, rng: np.random.Generator) -> Painted:
        del source
        frames = target.frames.copy()
        masks = np.zeros(frames.shape[:3], np.uint8)
        head = head_of(target.track, len(frames))
        change = _Change.drawn(rng, self.amount)
        for number in head.frames:
            _blend(frames[number], masks[number], head, number, change)
        return Painted(frames, masks)


class _Change(NamedTuple):
    """One clip's random change.

    Attributes:
        colour: shift of R, G, B in grey levels.
        hsv: shift of hue in degrees, factors of saturation and value.
        contrast: factor around mid-grey.
        detail: below 1 the share of the size that detail is reduced to; above 1 sharpening.
        placement: shift x, y and growth, as shares of the face's size.
        corners: how the mask's hull wanders, ``(36, 2)`` shares of the face's size.
        sigmas: of the two blurs of the mask, shares of the face's size.
        alpha: the most that the copy covers.
    """

    colour: NDArray[np.float64]
    hsv: NDArray[np.float64]
    contrast: float
    detail: float
    placement: NDArray[np.float64]
    corners: NDArray[np.float64]
    sigmas: NDArray[np.float64]
    alpha: float

    @staticmethod
    def drawn(rng: np.random.Generator, amount: float) -> _Change:
        blurs = rng.random() < 0.5
        detail = (
            1 - amount * (1 - rng.uniform(*RESIZED_TO)) if blurs
            else 1 + amount * rng.uniform(*SHARPENED_BY)
        )  # fmt: skip
        return _Change(
            colour=amount * rng.uniform(-SHIFT_LEVELS, SHIFT_LEVELS, 3),
            hsv=np.array([0, 1, 1])
            + amount * rng.uniform(-1, 1, 3) * [HUE_DEGREES, SATURATION, BRIGHTNESS],
            contrast=1 + amount * rng.uniform(-CONTRAST, CONTRAST),
            detail=max(detail, 0.1),
            placement=amount * rng.uniform(-1, 1, 3) * [MOVED, MOVED, SCALED],
            corners=_wandering(rng),
            sigmas=rng.uniform(0.015, 0.06, 2),
            alpha=float(rng.choice(ALPHAS)),
        )


def _wandering(rng: np.random.Generator) -> NDArray[np.float64]:
    """A smooth random displacement along the face's oval, ``(36, 2)``."""
    angle = 2 * np.pi * np.arange(len(OVAL)) / len(OVAL)
    waves = np.concatenate([[np.cos(k * angle), np.sin(k * angle)] for k in (1, 2, 3, 5)])
    drawn = (rng.uniform(-1, 1, (2, len(waves))) @ waves).T
    return np.asarray(WARPED * drawn / np.abs(drawn).max(), np.float64)


def _blend(
    frame: NDArray[np.uint8], mask: NDArray[np.uint8], head: Head, number: int, change: _Change
) -> None:
    """Blend one frame with its changed copy, in place."""
    oval = head.landmarks_px[number][list(OVAL)]
    size = float(np.sqrt(np.prod(np.ptp(oval, axis=0))))
    box = box_around(oval, mask.shape, margin=int(MARGIN * size) + 2)
    if box is None:
        return
    x0, y0, x1, y1 = box
    below = frame[y0:y1, x0:x1]
    copy = _moved(_recoloured(below, change), oval.mean(axis=0) - [x0, y0], size, change)
    mixed = feather(copy, below, _mask(oval, box, size, change))
    frame[y0:y1, x0:x1] = mixed.picture
    mask[y0:y1, x0:x1] = mixed.alpha


def _recoloured(picture: NDArray[np.uint8], change: _Change) -> NDArray[np.uint8]:
    """Shift of RGB, then of hue, saturation and value, contrast, and loss or gain of detail."""
    shifted = np.clip(picture + change.colour, 0, 255).astype(np.float32) / 255
    hsv = cv2.cvtColor(shifted, cv2.COLOR_RGB2HSV)
    hsv[..., 0] = (hsv[..., 0] + change.hsv[0]) % 360
    hsv[..., 1:] = np.clip(hsv[..., 1:] * change.hsv[1:].astype(np.float32), 0, 1)
    coloured = 0.5 + change.contrast * (cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB) - 0.5)
    detailed = _redetailed(coloured.astype(np.float32), change.detail)
    return np.asarray(np.round(np.clip(detailed, 0, 1) * 255), np.uint8)


def _redetailed(picture: NDArray[np.float32], detail: float) -> NDArray[np.float32]:
    """Fine detail lost, below 1, by way of a smaller picture, or sharpened, above 1."""
    size = picture.shape[1::-1]
    if detail < 1:
        smaller = [max(2, round(detail * side)) for side in size]
        reduced = cv2.resize(picture, smaller, interpolation=cv2.INTER_AREA)
        return np.asarray(cv2.resize(reduced, size, interpolation=cv2.INTER_LINEAR), np.float32)
    soft = cv2.GaussianBlur(picture, (0, 0), 1.5)
    return np.asarray(cv2.addWeighted(picture, detail, soft, 1 - detail, 0), np.float32)


def _moved(
    picture: NDArray[np.uint8], centre: NDArray[np.float64], size: float, change: _Change
) -> NDArray[np.uint8]:
    """The picture grown about the face's centre and shifted."""
    dx, dy, growth = change.placement
    shift = centre - (1 + growth) * centre + size * np.array([dx, dy])
    matrix = np.array([[1 + growth, 0, shift[0]], [0, 1 + growth, shift[1]]])
    size_px = picture.shape[1::-1]
    moved = cv2.warpAffine(picture, matrix, size_px, borderMode=cv2.BORDER_REFLECT)
    return np.asarray(moved, np.uint8)


def _mask(oval: NDArray[np.float32], box: Box, size: float, change: _Change) -> NDArray[np.uint8]:
    """The deformed hull, blurred twice: the first blur erodes it, the second softens it."""
    x0, y0, x1, y1 = box
    hull = cv2.convexHull((oval + size * change.corners).astype(np.float32))[:, 0]
    inside = np.zeros((y1 - y0, x1 - x0), np.float32)
    cv2.fillPoly(inside, [np.round((hull - [x0, y0]) * 16).astype(np.int32)], 1, cv2.LINE_8, 4)
    first, second = size * change.sigmas
    eroded = (cv2.GaussianBlur(inside, (0, 0), first) > 0.9).astype(np.float32)
    soft = np.minimum(cv2.GaussianBlur(eroded, (0, 0), second), _fading(inside.shape))
    return np.round(255 * change.alpha * soft).astype(np.uint8)


def _fading(shape: tuple[int, int]) -> NDArray[np.float32]:
    """0 on the border of a box, 1 from a few pixels inside: a box never shows as an edge."""
    inside = np.zeros(shape, np.uint8)
    inside[1:-1, 1:-1] = 1
    fading: NDArray[np.float32] = np.minimum(cv2.distanceTransform(inside, cv2.DIST_L2, 3) / 4, 1)
    return fading
