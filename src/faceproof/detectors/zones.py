"""Which pixels are face, and which of the same frame are not: inside, seam, around."""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from faceproof.core.errors import FaceError
from faceproof.detectors.view import FaceRegion

LEAST_PX = 64
"""Fewest pixels inside a face from which its noise can be measured."""


class Zones(NamedTuple):
    """Boolean masks over a region ``(h, w)``; no pixel is in two.

    Attributes:
        inside: the face, a seam's width in from its outline.
        seam: along the outline, where a blend would be.
        around: hair, neck, background; empty when the face fills the picture.
    """

    inside: NDArray[np.bool_]
    seam: NDArray[np.bool_]
    around: NDArray[np.bool_]


def zones(face: FaceRegion) -> Zones:
    """Part a region by the outline of its landmarks.

    Raises:
        FaceError: fewer than `LEAST_PX` pixels are left inside.
    """
    height, width = face.rgb.shape[:2]
    outline = np.rint(cv2.convexHull(face.landmarks_px.astype(np.float32))).astype(np.int32)
    across = float(np.ptp(face.landmarks_px[:, 0]))
    hull = np.zeros((height, width), np.uint8)
    cv2.fillConvexPoly(hull, outline, 1)
    reach = max(2, round(across * 0.06))
    ball = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
    inside, near = np.zeros((2, height, width), bool)
    part = _within(outline, reach, width, height)  # beyond it nothing is face or near
    inside[part] = cv2.erode(hull[part], ball)
    near[part] = cv2.dilate(hull[part], ball)
    if inside.sum() < LEAST_PX:
        raise FaceError(
            f"frame {face.frame}: {inside.sum()} pixels of the face are in the picture, expected "
            f"at least {LEAST_PX}; give a larger recording"
        )
    return Zones(inside=inside, seam=near & ~inside, around=~near)


def _within(outline: NDArray[np.int32], reach: int, width: int, height: int) -> tuple[slice, slice]:
    """Rows and columns of a picture no farther than ``reach`` from an outline; at least one."""
    x, y, across, down = cv2.boundingRect(outline)
    x0, y0 = min(max(x - reach, 0), width - 1), min(max(y - reach, 0), height - 1)
    return slice(y0, max(y + down + reach, y0 + 1)), slice(x0, max(x + across + reach, x0 + 1))


def luma(rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
    """BT.601 luma of RGB, 0..255, not rounded, float32 ``(h, w)``."""
    return np.asarray(cv2.cvtColor(rgb.astype(np.float32), cv2.COLOR_RGB2GRAY), np.float32)
