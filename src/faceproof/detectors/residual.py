"""Noise: what high-pass filters leave of the face, and how it differs from its surround."""

from __future__ import annotations

from typing import ClassVar, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from faceproof.detectors.linear import FaceByFace
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
_FINE = 16


class Residual(FaceByFace):
    """SRM residual co-occurrences and energies, weighed by logistic regression.

    A swap resamples one face and leaves the rest of the frame alone, so the noise inside and
    around disagree. Features of the face come first, then their differences to the surround.
    """

    name: ClassVar[str] = "residual"
    family: ClassVar[str] = "noise"
    version: ClassVar[str] = "1"
    reference: ClassVar[str] = (
        "Fridrich & Kodovsky 2012, Rich Models for Steganalysis, IEEE TIFS 7(3), section II; "
        "Cozzolino et al. 2017, Recasting Residual-based Local Descriptors, IH&MMSec, section 2"
    )

    def describe_face(self, face: FaceRegion) -> NDArray[np.float32]:
        """Statistics inside, inside less around, seam less around."""
        zone = zones(face)
        noise = noise_of(luma(face.rgb))
        inside, seam, around = (residual_statistics(noise, mask) for mask in zone)
        if not zone.around.any():
            around = inside
        return np.concatenate([inside, inside - around, seam - around])


class Noise(NamedTuple):
    """What the filters leave of a picture, before anybody asks where.

    Attributes:
        sizes: for each filter the absolute residuals, one ``(h, w)`` a direction.
        patterns: for each step the classes of four neighbours along rows ``(h, w - 3)`` and
            along columns ``(h - 3, w)``.
    """

    sizes: list[list[NDArray[np.float32]]]
    patterns: list[tuple[NDArray[np.uint8], NDArray[np.uint8]]]


def noise_of(grey: NDArray[np.float32]) -> Noise:
    """All residuals of a picture, luma 0..255 ``(h, w)``."""
    sizes = [
        [
            np.abs(_filtered(grey, k))
            for k in ([kernel] if _is_square(kernel) else [kernel, kernel.T])
        ]
        for kernel in FILTERS
    ]
    along = _filtered(grey, FILTERS[2])
    down = _filtered(grey, FILTERS[2].T)
    return Noise(sizes, [(patterns(along, step), patterns(down.T, step).T) for step in STEPS])


def residual_statistics(noise: Noise, mask: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Energies of each filter, then co-occurrences of the third-order residual.

    Args:
        noise: of the whole picture.
        mask: pixels that count ``(h, w)``.
    """
    energies: list[float] = []
    for directions in noise.sizes:
        energies += _summary(np.concatenate([size[mask] for size in directions]))
    reach = _ORDER - 1
    in_row, in_column = mask[:, :-reach] & mask[:, reach:], mask[:-reach] & mask[reach:]
    shares = []
    for along, down in noise.patterns:
        count = cooccurrence(along[in_row]) + cooccurrence(down[in_column])
        shares.append(np.sqrt(count / max(float(count.sum()), 1.0)))
    return np.concatenate([np.array(energies), *shares]).astype(np.float32)


def _is_square(kernel: NDArray[np.float32]) -> bool:
    return bool(kernel.shape[0] == kernel.shape[1])


def _filtered(grey: NDArray[np.float32], kernel: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(cv2.filter2D(grey, -1, kernel), np.float32)


def _summary(absolute: NDArray[np.float32]) -> list[float]:
    """Natural logs of mean, median and 95% quantile, to a sixteenth of a grey level."""
    if not absolute.size:
        return [0.0, 0.0, 0.0]
    # Counting is six times faster than sorting, and finer than what 8 bits hold.
    share = np.cumsum(np.bincount((absolute * _FINE).astype(np.int32))) / absolute.size
    median, tail = ((np.searchsorted(share, q) + 0.5) / _FINE for q in (0.5, 0.95))
    return [float(np.log(v + 0.1)) for v in (absolute.mean(), median, tail)]


def patterns(residual: NDArray[np.float32], step: float) -> NDArray[np.uint8]:
    """The class of each four neighbours along a row ``(h, w - 3)``, symmetries pooled.

    Residuals become -1, 0, 1; a pattern, its reverse and its negative count as one
    (Fridrich & Kodovsky 2012, section II-C).

    Args:
        residual: ``(h, w)``.
        step: width of the middle level.
    """
    level = (np.clip(np.rint(residual / np.float32(step)), -1, 1) + 1).astype(np.uint8)
    width = level.shape[1] - _ORDER + 1
    code = level[:, :width].copy()
    for k in range(1, _ORDER):
        code += level[:, k : k + width] * np.uint8(3**k)
    return np.asarray(_CLASS[code], np.uint8)


def cooccurrence(found: NDArray[np.uint8]) -> NDArray[np.float64]:
    """How often each class of patterns occurs ``(25,)``."""
    return np.bincount(found, minlength=int(_CLASS.max()) + 1).astype(np.float64)


def _classes() -> NDArray[np.uint8]:
    digits = np.arange(3**_ORDER)[:, None] // 3 ** np.arange(_ORDER) % 3
    power = 3 ** np.arange(_ORDER)
    same = [digits @ power, digits[:, ::-1] @ power, (2 - digits) @ power]
    same.append((2 - digits)[:, ::-1] @ power)
    return np.unique(np.min(same, axis=0), return_inverse=True)[1].astype(np.uint8)


_CLASS = _classes()
Residual.dimensions = 3 * (3 * len(FILTERS) + len(STEPS) * (int(_CLASS.max()) + 1))
