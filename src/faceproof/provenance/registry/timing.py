"""When in the original does this file begin? By what moves, so that a still room says nothing."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from faceproof.provenance.registry.laid import Laid

ENOUGH = 5
"""Pairs from which on each side is compared with its own mean over time."""

SIDE_PX = 120
_NEAR = 0.6  # of the time between two frames of the file


class Timing(NamedTuple):
    """Where two clips fit best.

    Attributes:
        offset_s: time in the original less time in the file.
        correlation: of what moves in both, -1 to 1.
        file: rows of the file's pictures that have a counterpart, ascending ``(n,)``.
        original: rows of their counterparts ``(n,)``.
    """

    offset_s: float
    correlation: float
    file: NDArray[np.int64]
    original: NDArray[np.int64]


def fit_in_time(
    laid: Laid, file_s: NDArray[np.float64], original_s: NDArray[np.float64]
) -> Timing | None:
    """The offset at which changes over time agree best; None where nothing overlaps.

    At each offset every picture of the original meets the file's frame of the same moment. Of
    both their mean over time is taken away, then all pixels are correlated at once: what stands
    still, a caption, and another contrast leave that untouched. Under five pairs the original's
    mean over all its pictures is taken away from both instead.

    Args:
        laid: pictures of both on one grid, best small (`SIDE_PX`).
        file_s: when those of the file are shown, ascending; every frame of a stretch.
        original_s: when those of the original are shown, ascending.
    """
    file, original = _flat(laid.file, laid.valid), _flat(laid.original, laid.valid)
    step = float(np.median(np.diff(file_s))) if len(file_s) > 1 else 0.0
    meetings = [
        pairs
        for offset in _offsets(file_s, original_s, step)
        if len((pairs := _pairs(file_s + offset, original_s, step))[0]) > 0
    ]
    if not meetings:
        return None
    most = max(len(rows) for rows, _ in meetings)
    least = (most + 1) // 2
    moving = len(original) > 1
    mean = original.mean(axis=0) if moving else np.zeros(original.shape[1], np.float32)
    products = _Products(file - mean, original - mean)
    best: Timing | None = None
    for rows, others in meetings:
        if len(rows) < least:
            continue
        found = products.correlation(rows, others, centred=len(rows) >= ENOUGH)
        # of few pairs a high correlation means less
        if best is None or found - _doubt(rows) > best.correlation - _doubt(best.file):
            offset_s = float(np.median(original_s[others] - file_s[rows]))
            best = Timing(offset_s, found, rows, others)
    return best


def _doubt(rows: NDArray[np.int64]) -> float:
    return 0.5 / float(np.sqrt(len(rows)))


def _flat(stack: NDArray[np.float32], valid: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Pixels that both show, less the picture's mean ``(n, pixels)``."""
    pixels = stack[:, valid]
    return np.asarray(pixels - pixels.mean(axis=1, keepdims=True), np.float32)


def _offsets(
    file_s: NDArray[np.float64], original_s: NDArray[np.float64], step: float
) -> NDArray[np.float64]:
    low, high = original_s[0] - file_s[-1], original_s[-1] - file_s[0]
    if step == 0.0:  # a still picture may be any of them
        return np.asarray(original_s - file_s[0], np.float64)
    # steps are whole frames where both clips began with one
    return np.asarray(np.arange(np.floor(low / step), np.ceil(high / step) + 1) * step, np.float64)


def _pairs(
    file_s: NDArray[np.float64], original_s: NDArray[np.float64], step: float
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For each picture of the original the nearest of the file, where one is near enough."""
    after = np.clip(np.searchsorted(file_s, original_s), 1, max(len(file_s) - 1, 1))
    after = np.minimum(after, len(file_s) - 1)
    before = np.maximum(after - 1, 0)
    closer = np.abs(file_s[before] - original_s) < np.abs(file_s[after] - original_s)
    row = np.where(closer, before, after)
    near = np.abs(file_s[row] - original_s) <= max(_NEAR * step, 1e-3)
    return row[near].astype(np.int64), np.flatnonzero(near)


class _Products:
    """Inner products of all pictures, once, so that an offset costs no pixels."""

    def __init__(self, file: NDArray[np.float32], original: NDArray[np.float32]) -> None:
        self._both = (file @ original.T).astype(np.float64)
        self._file = (file @ file.T).astype(np.float64)
        self._original = (original @ original.T).astype(np.float64)

    def correlation(
        self, rows: NDArray[np.int64], others: NDArray[np.int64], *, centred: bool
    ) -> float:
        both = _sum(self._both, rows, others, centred=centred)
        file = _sum(self._file, rows, rows, centred=centred)
        original = _sum(self._original, others, others, centred=centred)
        power = file * original
        return both / float(np.sqrt(power)) if power > 1.0 else 0.0


def _sum(
    products: NDArray[np.float64],
    rows: NDArray[np.int64],
    others: NDArray[np.int64],
    *,
    centred: bool,
) -> float:
    total = float(products[rows, others].sum())
    if centred:
        total -= float(products[np.ix_(rows, others)].sum()) / len(rows)
    return total
