"""The turned square in which the mesh looks for one face."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from faceproof.faces.picture import Picture, Rgb, resized

Points = NDArray[np.float32]

RIGHT_EYE, LEFT_EYE = 33, 263
"""Outer eye corners in the 468 points; right is the person's right."""

_ROOM = 1.5  # side of the region in sides of the face: as the mesh was trained


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A square in full-frame pixels.

    Attributes:
        x, y: its centre.
        side: its side.
        angle: radians by which its rows turn from the frame's, clockwise as seen.
    """

    x: float
    y: float
    side: float
    angle: float

    def to_frame(self, size: int) -> NDArray[np.float64]:
        """Affine ``(2, 3)`` from pixels of the square drawn at ``size`` to the frame's."""
        k = self.side / size
        c, s = k * math.cos(self.angle), k * math.sin(self.angle)
        half = (size - 1) / 2
        return np.array(
            [[c, -s, self.x - (c - s) * half], [s, c, self.y - (s + c) * half]], np.float64
        )


def region_of_face(landmarks_px: Points) -> Region:
    """The region around known landmarks, upright along the line of the eyes."""
    across = landmarks_px[LEFT_EYE] - landmarks_px[RIGHT_EYE]
    angle = math.atan2(across[1], across[0])
    c, s = math.cos(angle), math.sin(angle)
    turn = np.array([[c, s], [-s, c]], np.float32)
    upright = landmarks_px @ turn.T
    low, high = upright.min(axis=0), upright.max(axis=0)
    x, y = turn.T @ ((low + high) / 2)
    return Region(x=float(x), y=float(y), side=float((high - low).max()) * _ROOM, angle=angle)


def draw(picture: Picture, region: Region, size: int) -> Rgb:
    """The region as an upright square image; outside the frame its edge is repeated.

    Only the frame's pixels under the region are converted; they are halved by pixel area until
    they shrink by less than two.
    """
    box = _under(region, picture)
    to_crop = region.to_frame(size)
    to_crop[:, 2] -= box[:2]
    shrinks = _shrinks(region.side, size, box[2] - box[0], box[3] - box[1])
    crop = picture.half_rgb(box) if shrinks else picture.crop_rgb(box)
    side = region.side
    while shrinks:
        to_crop /= 2
        to_crop[:, 2] -= 0.25  # pixel centres lie at whole numbers
        side /= 2
        shrinks = _shrinks(side, size, *crop.shape[1::-1])
        if shrinks:
            crop = np.asarray(crop[: len(crop) // 2 * 2, : crop.shape[1] // 2 * 2])
            crop = resized(crop, crop.shape[1] // 2, len(crop) // 2)
    how = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    edge = cv2.BORDER_REPLICATE
    return np.asarray(
        cv2.warpAffine(crop, to_crop, (size, size), flags=how, borderMode=edge), np.uint8
    )


def _shrinks(side: float, size: int, width: int, height: int) -> bool:
    return side >= 2 * size and min(width, height) > 1


def _under(region: Region, picture: Picture) -> tuple[int, int, int, int]:
    """The frame's pixels that the region covers; at least one, where it lies outside."""
    turn = abs(math.cos(region.angle)) + abs(math.sin(region.angle))
    reach = region.side * turn / 2 + 2
    # Even corners, where 2x2 blocks share their chroma.
    x0 = min(max(math.floor(region.x - reach), 0), picture.width - 1) // 2 * 2
    y0 = min(max(math.floor(region.y - reach), 0), picture.height - 1) // 2 * 2
    x1 = max(min(math.ceil(region.x + reach), picture.width), x0 + 1)
    y1 = max(min(math.ceil(region.y + reach), picture.height), y0 + 1)
    return x0, y0, x1, y1
