"""Noise: what high-pass filters leave of the face, and how it differs from its surround."""

from __future__ import annotations

from typing import ClassVar

import cv2
import numpy as np
from numpy.typing import NDArray

from faceproof.detectors.logistic import LinearDetector
from faceproof.detectors.view import FaceRegion
from faceproof.detectors.zones import luma, zones

# Spatial rich model: Fridrich & Kodovsky 2012, figure 1 (orders 1 to 3, the two square kernels).
FILTERS: tuple[NDArray[np.float32], ...] = tuple(
    np.array(kernel, np.float32) / np.float32(scale)
    for kernel, scale in (
        ([[0, -1, 1]], 1),
        ([[1, -2, 1]], 2),
        ([[0, 1, -3, 3, -1]], 3),
        ([[-1, 2, -1], [2, -4, 2], [-1, 2, -1]], 4),
        (
            [
                [-1, 2, -2, 2, -1],
                [2, -6, 8, -6, 2],
                [-2, 8, -12, 8, -2],
                [2, -6, 8, -6, 2],
                [-1, 2, -2, 2, -1],
            ],
            12,
        ),
    )
)
STEPS = (1.0, 3.0)
"""Widths of the middle level in grey levels: fine noise, and what survives a coarse codec."""

_ORDER = 4


class Residual(LinearDetector):
    """SRM residual co-occurrences and energies, weighed by logistic regression.

    A swap resamples one face and leaves the rest of the frame alone, so the noise inside and
    around disagree. Features of the face come first, then their differences to the surround.
    """

    name: ClassVar[str] = "residual"
    version: ClassVar[str] = "1"
    reference: ClassVar[str] = (
        "Fridrich & Kodovsky 2012, Rich Models for Steganalysis, IEEE TIFS 7(3), section II; "
        "Cozzolino et al. 2017, Recasting Residual-based Local Descriptors, IH&MMSec, section 2"
    )

    def describe_face(self, face: FaceRegion) -> NDArray[np.float32]:
        """Statistics inside, inside less around, seam less around."""
        zone = zones(face)
        grey = luma(face.rgb)
        inside, seam, around = (residual_statistics(grey, mask) for mask in zone)
        if not zone.around.any():
            around = inside
        return np.concatenate([inside, inside - around, seam - around])


def residual_statistics(grey: NDArray[np.float32], mask: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Energies of each filter, then co-occurrences of the third-order residual.

    Args:
        grey: luma 0..255 ``(h, w)``.
        mask: pixels that count.
    """
    energies: list[float] = []
    for kernel in FILTERS:
        both = [kernel] if kernel.shape[0] == kernel.shape[1] else [kernel, kernel.T]
        found = np.concatenate([np.abs(_filtered(grey, k)[mask]) for k in both])
        energies += _summary(found)
    along = _filtered(grey, FILTERS[2])
    down = _filtered(grey, FILTERS[2].T).T
    shares = []
    for step in STEPS:
        count = cooccurrence(along, mask, step=step) + cooccurrence(down, mask.T, step=step)
        shares.append(np.sqrt(count / max(float(count.sum()), 1.0)))
    return np.concatenate([np.array(energies), *shares]).astype(np.float32)


def _filtered(grey: NDArray[np.float32], kernel: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(cv2.filter2D(grey, -1, kernel), np.float32)


def _summary(absolute: NDArray[np.float32]) -> list[float]:
    """Natural logs of mean and median size, and their ratio's tail: 3 numbers."""
    if not absolute.size:
        return [0.0, 0.0, 0.0]
    mean = float(absolute.mean())
    median, tail = (float(q) for q in np.quantile(absolute, (0.5, 0.95)))
    return [float(np.log(v + 0.1)) for v in (mean, median, tail)]


def cooccurrence(
    residual: NDArray[np.float32], mask: NDArray[np.bool_], *, step: float
) -> NDArray[np.float64]:
    """How often each pattern of four neighbours along a row occurs, symmetries pooled ``(25,)``.

    Residuals become -1, 0, 1; a pattern, its reverse and its negative count as one
    (Fridrich & Kodovsky 2012, section II-C).

    Args:
        residual: ``(h, w)``.
        mask: a pattern counts when its first and last pixel are in it.
        step: width of the middle level.
    """
    level = (np.clip(np.rint(residual / step), -1, 1) + 1).astype(np.int64)
    width = level.shape[1] - _ORDER + 1
    code = sum(level[:, k : k + width] * 3**k for k in range(_ORDER))
    counted = mask[:, :width] & mask[:, _ORDER - 1 :]
    found = np.bincount(_CLASS[code[counted]], minlength=int(_CLASS.max()) + 1)
    return found.astype(np.float64)


def _classes() -> NDArray[np.int64]:
    digits = np.arange(3**_ORDER)[:, None] // 3 ** np.arange(_ORDER) % 3
    power = 3 ** np.arange(_ORDER)
    same = [digits @ power, digits[:, ::-1] @ power, (2 - digits) @ power]
    same.append((2 - digits)[:, ::-1] @ power)
    return np.unique(np.min(same, axis=0), return_inverse=True)[1]


_CLASS = _classes()
Residual.dimensions = 3 * (3 * len(FILTERS) + len(STEPS) * (int(_CLASS.max()) + 1))
