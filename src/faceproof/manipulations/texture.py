"""A face laid flat: the same texel is the same spot of the face in every frame and person."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from faceproof.manipulations.head import Head
from faceproof.manipulations.mean_face import INNER_LIPS, LEFT_EYE, OVAL, RIGHT_EYE, layout
from faceproof.manipulations.mesh import lookup, sample

RIGHT_BROW = (70, 63, 105, 66, 107, 55, 65, 52, 53, 46)
LEFT_BROW = (300, 293, 334, 296, 336, 285, 295, 282, 283, 276)
SIDE = 96  # texels; an eye distance is about 50 of them, more than most faces have pixels
_MARGIN = 4


@cache
def texels() -> NDArray[np.float32]:
    """Each point's place in the texture, x y in texels ``(468, 2)``."""
    uv = layout().uv
    low, high = uv.min(axis=0), uv.max(axis=0)
    scale = (SIDE - 1 - 2 * _MARGIN) / (high - low).max()
    placed: NDArray[np.float32] = ((uv - (low + high) / 2) * scale + (SIDE - 1) / 2).astype(
        np.float32
    )
    return placed


def flatten(frame: NDArray[np.uint8], landmarks: NDArray[np.float32]) -> NDArray[np.uint8]:
    """The texture of the face in one frame, RGB ``(SIDE, SIDE, 3)``; black off the face."""
    where = lookup(texels(), landmarks, layout().triangles, (0, 0, SIDE, SIDE))
    return sample(frame, where)


def flatten_all(
    frames: NDArray[np.uint8], head: Head, numbers: NDArray[np.int64]
) -> NDArray[np.uint8]:
    """Textures of the frames with these numbers, ``(n, SIDE, SIDE, 3)``."""
    return np.stack([flatten(frames[i], head.landmarks_px[i]) for i in numbers])


@cache
def on_face() -> NDArray[np.bool_]:
    """Texels of the face at all."""
    return _filled(OVAL)


@cache
def skin() -> NDArray[np.bool_]:
    """Texels that show skin in everyone: the face without eyes, mouth and outer rim."""
    rimless = cv2.erode(on_face().astype(np.uint8), np.ones((9, 9), np.uint8)) > 0
    return rimless & ~_grown(_filled(RIGHT_EYE) | _filled(LEFT_EYE), 7) & ~_grown(mouth(), 4)


@cache
def mouth() -> NDArray[np.bool_]:
    """Texels between the lips."""
    return _filled(INNER_LIPS)


@cache
def eyelids() -> NDArray[np.bool_]:
    """Texels of the eyes and the lids around them."""
    return _grown(_filled(RIGHT_EYE) | _filled(LEFT_EYE), 3)


@cache
def moving() -> NDArray[np.bool_]:
    """Texels that look different from one expression to the next: eyes, brows, lips, mouth."""
    features = _filled(RIGHT_EYE) | _filled(LEFT_EYE) | _filled(RIGHT_BROW) | _filled(LEFT_BROW)
    return _grown(features, 4) | _grown(mouth(), 6)


def _filled(ring: tuple[int, ...]) -> NDArray[np.bool_]:
    canvas = np.zeros((SIDE, SIDE), np.uint8)
    cv2.fillPoly(canvas, [np.round(texels()[list(ring)]).astype(np.int32)], 1)
    return canvas.astype(bool)


def _grown(region: NDArray[np.bool_], texels_wide: int) -> NDArray[np.bool_]:
    kernel = np.ones((2 * texels_wide + 1,) * 2, np.uint8)
    return cv2.dilate(region.astype(np.uint8), kernel).astype(bool)
