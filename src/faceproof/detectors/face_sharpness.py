"""Trivial: how sharp is the face? The release audit asks the same of what fakes change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import cv2
import numpy as np
from numpy.typing import NDArray

from faceproof.detectors.linear import FaceByFace
from faceproof.detectors.view import FaceRegion
from faceproof.detectors.zones import zones

_FLOOR = 0.05  # of a grey level, so that a flat region has a logarithm


class FaceSharpness(FaceByFace):
    """Mean step between neighbouring pixels of the face, one number and no surround.

    It cannot tell a soft lens from a soft fake.
    """

    name: ClassVar[str] = "face-sharpness"
    family: ClassVar[str] = "trivial"
    version: ClassVar[str] = "1"
    reference: ClassVar[str] = "none: how well the camera focused"
    trivial: ClassVar[bool] = True
    dimensions: ClassVar[int] = 1

    def describe_face(self, face: FaceRegion) -> NDArray[np.float32]:
        """`sharpness` inside the outline of the landmarks ``(1,)``."""
        return np.array([sharpness([face.rgb], zones(face).inside)], np.float32)


def sharpness(frames: Sequence[NDArray[np.uint8]], inside: NDArray[np.bool_]) -> float:
    """Logarithm of the mean step in grey levels between neighbours along rows.

    Args:
        frames: RGB ``(h, w, 3)``.
        inside: pixels of every frame that count ``(h, w)``; 0.0 where there are none.
    """
    pairs = inside[:, 1:] & inside[:, :-1]
    steps = [np.abs(np.diff(_grey(frame), axis=1))[pairs] for frame in frames]
    together = np.concatenate(steps) if steps else np.zeros(0)
    return float(np.log(together.mean() + _FLOOR)) if together.size else 0.0


def _grey(rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
    return np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), np.float32)
