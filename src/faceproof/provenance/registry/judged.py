"""From maps of differences to what is said: altered or not, where, when, and how alike."""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from faceproof.provenance.registry.differ import Differences

ALIKE, ALTERED = 0.10, 0.15
"""Up to the first a place is as in the original, from the second on it is altered; in between
nothing is said. Copies at crf 40 and half size reached 0.14, see docs/explanation/registry.md."""

VISIBLE = 0.75
"""Where less of an exchanged face would be seen, nothing found does not mean nothing there."""

# The edge of an altered area: so many times what three quarters of the picture stay under.
_EDGE, _LOWEST_EDGE = 3.0, 0.03


class Judged(NamedTuple):
    """What was found.

    Attributes:
        altered: None where it cannot be told.
        similarity: mean share of the compared area that is as in the original.
        area: all that is altered at any time, on the grid ``(h, w)``.
        box: x0, y0, x1, y1 on the grid around its most striking part; None if nothing is.
        groups: numbers of the groups of pairs in which it is altered.
        worst: number of the group in which it is altered most.
    """

    altered: bool | None
    similarity: float
    area: NDArray[np.bool_]
    box: tuple[int, int, int, int] | None
    groups: tuple[int, ...]
    worst: int


def judge(found: Differences) -> Judged:
    """Say what differences mean."""
    peaks = found.maps.max(axis=(1, 2))
    compared = max(int(found.valid.sum()), 1)
    alike = (found.maps <= ALIKE) & found.valid
    similarity = float(alike.sum(axis=(1, 2)).mean()) / compared
    worst = int(peaks.argmax())
    area, box = _areas(found.maps.max(axis=0), found.valid)
    if box is None:
        unclear = peaks[worst] > ALIKE or found.visible < VISIBLE or not found.valid.any()
        return Judged(None if unclear else False, similarity, area, None, (), worst)
    groups = tuple(int(i) for i in np.flatnonzero(peaks > ALTERED))
    return Judged(True, similarity, area, box, groups, worst)


def _areas(
    most: NDArray[np.float32], valid: NDArray[np.bool_]
) -> tuple[NDArray[np.bool_], tuple[int, int, int, int] | None]:
    """Everything altered, and the box of the connected part that differs most in all."""
    area = np.zeros(most.shape, np.bool_)
    best, box = 0.0, None
    usual = float(np.percentile(most[valid], 75)) if valid.any() else 0.0
    edge = min(max(_EDGE * usual, _LOWEST_EDGE), ALIKE)
    count, labels = cv2.connectedComponents((most > edge).astype(np.uint8))
    for label in range(1, count):
        part = labels == label
        if most[part].max() <= ALTERED:
            continue
        area |= part
        total = float(most[part].sum())
        if total > best:
            rows, columns = np.flatnonzero(part.any(axis=1)), np.flatnonzero(part.any(axis=0))
            best = total
            box = int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1
    return area, box
