"""What does a corruption do to one picture? Functions of its pixels, a number and a generator.

Each takes RGB uint8 ``(h, w, 3)``, leaves it as it is, and returns new pixels of the same size.
Values are rounded to the nearest and clipped at 0 and 255; DeeperForensics-1.0, whose code six of
them follow (Jiang et al. 2020, section 5, ``perturbation/distortions.py``), cuts the fraction off.
"""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

Rgb = NDArray[np.uint8]
Picture = Callable[[Rgb, float, np.random.Generator], Rgb]

_LUMA = np.array([0.299, 0.587, 0.114])  # ITU-R BT.601
_RGB_OF_YCBCR = np.array([[1, 0, 1.402], [1, -0.344136, -0.714136], [1, 1.772, 0]])
_LIMITED_RANGE = np.array([219, 224, 224]) / 255
_BLOCK_PX, _BLOCK_GREY = 8, 128
_BLOCKS_ARE_FOR_PX = 256
_SIGMAS_IN_KERNEL = 6


def saturation(rgb: Rgb, factor: float, _: np.random.Generator) -> Rgb:
    """Chroma (BT.601) times ``factor``: 1 changes nothing, 0 leaves grey."""
    mixed = factor * np.eye(3) + (1 - factor) * np.tile(_LUMA, (3, 1))
    return np.asarray(cv2.transform(rgb, mixed.astype(np.float32)), np.uint8)


def contrast(rgb: Rgb, factor: float, _: np.random.Generator) -> Rgb:
    """Every value times ``factor``, so that it grows darker too; 1 changes nothing."""
    return _mapped(rgb, np.arange(256) * factor)


def gamma(rgb: Rgb, exponent: float, _: np.random.Generator) -> Rgb:
    """Values of 0 to 1 to the power of ``exponent``: under 1 brightens, over 1 darkens."""
    return _mapped(rgb, (np.arange(256) / 255) ** exponent * 255)


def blocks(rgb: Rgb, count: float, rng: np.random.Generator) -> Rgb:
    """Grey squares of 8x8 pixels at random places, within the picture, that may overlap.

    There are ``count`` of them for each whole 256 pixels of the shorter side, and at least
    ``count``: DeeperForensics-1.0 would draw none on pictures under 256 pixels.
    """
    height, width = rgb.shape[:2]
    n = int(count) * max(1, min(height, width) // _BLOCKS_ARE_FOR_PX)
    tops = rng.integers(0, max(0, height - _BLOCK_PX) + 1, n)
    lefts = rng.integers(0, max(0, width - _BLOCK_PX) + 1, n)
    covered = rgb.copy()
    for top, left in zip(tops, lefts, strict=True):
        covered[top : top + _BLOCK_PX, left : left + _BLOCK_PX] = _BLOCK_GREY
    return covered


def gaussian_noise(rgb: Rgb, variance: float, rng: np.random.Generator) -> Rgb:
    """White noise of this variance in luma and both chromas, each held as 0 to 1 (BT.601 limited).

    So its spread in RGB is over ``255 * sqrt(variance)``: 1.2 times that in luma, and coloured.
    """
    white = rng.standard_normal(rgb.shape, dtype=np.float32)
    to_rgb = 255 * np.sqrt(variance) * _RGB_OF_YCBCR / _LIMITED_RANGE
    noisy = rgb + cv2.transform(white, to_rgb.astype(np.float32))
    return _rounded(noisy)


def gaussian_blur(rgb: Rgb, kernel_px: float, _: np.random.Generator) -> Rgb:
    """A Gaussian kernel of ``kernel_px`` on a side, odd, and a sixth of that as its sigma."""
    side = int(kernel_px)
    return np.asarray(cv2.GaussianBlur(rgb, (side, side), side / _SIGMAS_IN_KERNEL), np.uint8)


def pixelate(rgb: Rgb, divisor: float, _: np.random.Generator) -> Rgb:
    """Smaller by ``divisor`` and back, both bilinear; what DeeperForensics-1.0 calls JPEG."""
    return _there_and_back(rgb, 1 / divisor, down=cv2.INTER_LINEAR, up=cv2.INTER_LINEAR)


def resize(rgb: Rgb, factor: float, _: np.random.Generator) -> Rgb:
    """Sides times ``factor`` by averaging, and back to the old size by bicubic interpolation."""
    return _there_and_back(rgb, factor, down=cv2.INTER_AREA, up=cv2.INTER_CUBIC)


def jpeg(rgb: Rgb, quality: float, _: np.random.Generator) -> Rgb:
    """Saved and read again as JPEG of ``quality`` 0 to 100 (libjpeg), chroma at half size."""
    settings = [cv2.IMWRITE_JPEG_QUALITY, int(quality)]
    data = cv2.imencode(".jpg", cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR), settings)[1]
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR_RGB), np.uint8)


def _mapped(rgb: Rgb, values: NDArray[np.floating]) -> Rgb:
    return np.asarray(cv2.LUT(rgb, _rounded(values)), np.uint8)


def _rounded(values: NDArray[np.floating]) -> Rgb:
    return np.asarray(np.clip(np.rint(values), 0, 255), np.uint8)


def _there_and_back(rgb: Rgb, factor: float, *, down: int, up: int) -> Rgb:
    height, width = rgb.shape[:2]
    small = (max(1, int(width * factor)), max(1, int(height * factor)))
    shrunk = cv2.resize(rgb, small, interpolation=down)
    return np.asarray(cv2.resize(shrunk, (width, height), interpolation=up), np.uint8)
