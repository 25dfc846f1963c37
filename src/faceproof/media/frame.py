"""One decoded picture that turns into RGB only where it is asked to."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from faceproof.media.colour import luma_plane, rgb_halved, rgb_region, rgb_resized
from faceproof.media.orientation import Orientation


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Frame:
    """A picture as shown: turned as its file asks, in stored pixels (no aspect correction).

    Attributes:
        index: number among the pictures that decode, from 0.
        time_s: seconds since the first of them.
        picture: PyAV's decoded frame, as stored.
        orientation: how the stored picture is laid down.
    """

    index: int
    time_s: float
    picture: Any
    orientation: Orientation

    @property
    def width(self) -> int:
        """Pixels across, as shown."""
        return self.orientation.size(self.picture.width, self.picture.height)[0]

    @property
    def height(self) -> int:
        """Pixels down, as shown."""
        return self.orientation.size(self.picture.width, self.picture.height)[1]

    @property
    def stored_bytes(self) -> int:
        """Memory that its pixels take while it is kept."""
        return sum(plane.buffer_size for plane in self.picture.planes)

    def rgb(self) -> NDArray[np.uint8]:
        """The whole picture, RGB ``(height, width, 3)``."""
        return self.crop_rgb((0, 0, self.width, self.height))

    def crop_rgb(self, box_px: tuple[float, float, float, float]) -> NDArray[np.uint8]:
        """The part under ``x0, y0, x1, y1``, RGB; equals the same part of `rgb`.

        The box is widened to whole pixels and clipped to the picture, so it may come back
        smaller, or with no pixels where it lies outside.
        """
        x0, x1 = _clipped(box_px[0], box_px[2], self.width)
        y0, y1 = _clipped(box_px[1], box_px[3], self.height)
        if x0 == x1 or y0 == y1:
            return np.zeros((y1 - y0, x1 - x0, 3), np.uint8)
        stored = self.orientation.stored_box(
            (x0, y0, x1, y1), self.picture.width, self.picture.height
        )
        return self._shown(rgb_region(self.picture, stored))

    def half_rgb(self, box_px: tuple[int, int, int, int]) -> NDArray[np.uint8]:
        """The part under a box inside the picture, at half its size: 2x2 blocks averaged.

        An odd last row or column of the box is left out.
        """
        x0, y0, x1, y1 = box_px
        shown = (x0, y0, x1 - (x1 - x0) % 2, y1 - (y1 - y0) % 2)
        stored = self.orientation.stored_box(shown, self.picture.width, self.picture.height)
        if any(corner % 2 for corner in stored):  # 2x2 blocks that share chroma samples
            crop = self.crop_rgb(shown)
            half = (crop.shape[1] // 2, crop.shape[0] // 2)
            return np.asarray(cv2.resize(crop, half, interpolation=cv2.INTER_AREA), np.uint8)
        return self._shown(rgb_halved(self.picture, stored))

    def resized_rgb(self, width: int, height: int) -> NDArray[np.uint8]:
        """The whole picture at another size, RGB ``(height, width, 3)``, resized before RGB."""
        size = self.orientation.size(width, height)
        return self._shown(rgb_resized(self.picture, *size))

    def luma(self) -> NDArray[np.uint8]:
        """Brightness ``(height, width)`` in the stored range; a view, to be read only."""
        return self.orientation.shown(luma_plane(self.picture))

    def _shown(self, stored: NDArray[np.uint8]) -> NDArray[np.uint8]:
        return np.ascontiguousarray(self.orientation.shown(stored))


def _clipped(low: float, high: float, most: int) -> tuple[int, int]:
    start = min(max(math.floor(low), 0), most)
    return start, max(min(math.ceil(high), most), start)
