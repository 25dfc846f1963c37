"""What finding faces needs of a picture: its size, a small copy, and crops at full size."""

from __future__ import annotations

from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

Rgb = NDArray[np.uint8]


class Picture(Protocol):
    """Anything with pixels. `faceproof.media.Frame` is one, and converts what is asked for."""

    @property
    def width(self) -> int:
        """Pixels across."""

    @property
    def height(self) -> int:
        """Pixels down."""

    def crop_rgb(self, box_px: tuple[int, int, int, int]) -> Rgb:
        """The pixels inside ``box_px``, clipped to the picture."""

    def half_rgb(self, box_px: tuple[int, int, int, int]) -> Rgb:
        """The pixels inside ``box_px``, which lies in the picture, 2x2 blocks averaged."""

    def resized_rgb(self, width: int, height: int) -> Rgb:
        """The whole picture at another size."""


class ArrayPicture:
    """An RGB array as a picture."""

    def __init__(self, rgb: Rgb) -> None:
        self._rgb = rgb
        self.height, self.width = rgb.shape[:2]

    def crop_rgb(self, box_px: tuple[int, int, int, int]) -> Rgb:
        """A view of the pixels inside ``box_px``, clipped to the picture."""
        x0, y0, x1, y1 = box_px
        return self._rgb[max(y0, 0) : max(y1, 0), max(x0, 0) : max(x1, 0)]

    def half_rgb(self, box_px: tuple[int, int, int, int]) -> Rgb:
        """The pixels inside ``box_px`` at half size; an odd last row or column is left out."""
        crop = self.crop_rgb(box_px)
        height, width = len(crop) // 2, crop.shape[1] // 2
        return resized(crop[: 2 * height, : 2 * width], width, height)

    def resized_rgb(self, width: int, height: int) -> Rgb:
        """The whole picture, by pixel area when it shrinks."""
        return resized(self._rgb, width, height)


def resized(rgb: Rgb, width: int, height: int) -> Rgb:
    """An image at another size, by pixel area when it shrinks."""
    shrinks = width * height < rgb.shape[0] * rgb.shape[1]
    how = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(rgb, (width, height), interpolation=how), np.uint8)
