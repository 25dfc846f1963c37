"""Frequencies: power spectrum and block transform of the face, and against its surround."""

from __future__ import annotations

from typing import ClassVar

import cv2
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray
from scipy.fft import dctn, rfft2

from faceproof.detectors.linear import FaceByFace
from faceproof.detectors.view import FaceRegion
from faceproof.detectors.zones import zones

PATCH = 16
STRIDE = 8
BLOCK = 8
FLOOR = 1.0 / 12.0
"""Power of rounding to whole grey levels: nothing below it was ever measured."""

_UPPER = np.triu_indices(BLOCK)


class Spectrum(FaceByFace):
    """Azimuthal power spectrum and 8x8 DCT statistics, weighed by logistic regression.

    Everything is taken at the camera's own resolution: scaling a 70 px face to a 256 px crop
    writes the interpolator's spectrum over the one in question. The surround of the same frame
    went through the same camera and codec, so half of the features are its differences to the
    face. DCT blocks lie on the frame's own 8 px grid, where codecs put theirs.
    """

    name: ClassVar[str] = "spectrum"
    family: ClassVar[str] = "frequency"
    version: ClassVar[str] = "1"
    reference: ClassVar[str] = (
        "Durall et al. 2020, Watch your Up-Convolution, CVPR, section 3; "
        "Frank et al. 2020, Leveraging Frequency Analysis, ICML, section 4"
    )
    dimensions: ClassVar[int] = 2 * (3 * PATCH // 2 + len(_UPPER[0]))

    def describe_face(self, face: FaceRegion) -> NDArray[np.float32]:
        """Log power of the face, then the same less that of its surround ``(120,)``."""
        zone = zones(face)
        unit = cv2.cvtColor(face.rgb.astype(np.float32) / 255, cv2.COLOR_RGB2YCrCb)
        planes = np.asarray(unit, np.float32) * 255
        inside = _spectra(planes, zone.inside, face.origin_px)
        if not zone.around.any():
            return np.concatenate([inside, np.zeros_like(inside)])
        around = _spectra(planes, zone.around, face.origin_px)
        return np.concatenate([inside, inside - around])


def _spectra(
    planes: NDArray[np.float32], mask: NDArray[np.bool_], origin_px: tuple[int, int]
) -> NDArray[np.float32]:
    radial = [radial_power(planes[..., c], mask) for c in range(3)]
    return np.concatenate([*radial, block_power(planes[..., 0], mask, origin_px)])


def radial_power(plane: NDArray[np.float32], mask: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Natural log of the azimuthally averaged power at 1/16 .. 8/16 cycles a pixel ``(8,)``.

    Welch's average of Hann-windowed 16x16 patches whose centre is in ``mask``, every 8 pixels.
    """
    patches = sliding_window_view(plane, (PATCH, PATCH))[::STRIDE, ::STRIDE]
    centres = mask[PATCH // 2 :: STRIDE, PATCH // 2 :: STRIDE][
        : patches.shape[0], : patches.shape[1]
    ]
    chosen = patches[centres]
    if not len(chosen):
        return np.full(PATCH // 2, np.log(FLOOR), np.float32)
    window = np.hanning(PATCH + 1)[:-1].astype(np.float32)
    window = np.outer(window, window)
    flat = chosen - chosen.mean((1, 2), keepdims=True)
    power = (np.abs(rfft2(flat * window)) ** 2).mean(0) / (window**2).sum()
    total = np.bincount(_RING.ravel(), power.ravel(), PATCH)
    count = np.bincount(_RING.ravel(), minlength=PATCH)
    mean = total[1 : PATCH // 2 + 1] / count[1 : PATCH // 2 + 1]
    return np.log(mean + FLOOR).astype(np.float32)


def block_power(
    plane: NDArray[np.float32], mask: NDArray[np.bool_], origin_px: tuple[int, int]
) -> NDArray[np.float32]:
    """Natural log of the mean square of each 8x8 DCT coefficient, transposed pairs pooled.

    Args:
        plane: grey levels ``(h, w)``.
        mask: blocks whose centre is in it are counted.
        origin_px: of ``plane`` in the full frame, to find the frame's grid.

    Returns:
        ``(36,)``, the constant coefficient first (as the spread of block means).
    """
    x, y = (-origin_px[0] % BLOCK, -origin_px[1] % BLOCK)
    blocks = sliding_window_view(plane, (BLOCK, BLOCK))[y::BLOCK, x::BLOCK]
    centres = mask[y + BLOCK // 2 :: BLOCK, x + BLOCK // 2 :: BLOCK]
    chosen = blocks[centres[: blocks.shape[0], : blocks.shape[1]]]
    if not len(chosen):
        return np.full(len(_UPPER[0]), np.log(FLOOR), np.float32)
    square = np.square(dctn(chosen - chosen.mean(), axes=(1, 2), norm="ortho")).mean(0)
    power = np.log((square + square.T)[_UPPER] / 2 + FLOOR)
    return np.asarray(power, np.float32)


def _rings() -> NDArray[np.int64]:
    down = np.minimum(np.arange(PATCH), PATCH - np.arange(PATCH))
    across = np.arange(PATCH // 2 + 1)
    return np.rint(np.hypot(down[:, None], across)).astype(np.int64)


_RING = _rings()
