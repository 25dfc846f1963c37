"""Pictures of a file and of an original on one grid, as fine as the coarser of the two."""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from faceproof.provenance.registry.align import Affine, covered, warped
from faceproof.provenance.registry.greys import Pictures

_EDGE = 2  # pixels along a picture's edge in which interpolation mixes in what is outside


class Laid(NamedTuple):
    """Two stacks of pictures that lie on each other.

    Attributes:
        file: float32 ``(n, h, w)``, 0 where it does not reach.
        original: float32 ``(m, h, w)``.
        valid: where both are, ``(h, w)``.
        scale: pixels of the grid in one of the original's small picture.
    """

    file: NDArray[np.float32]
    original: NDArray[np.float32]
    valid: NDArray[np.bool_]
    scale: float


def lay(file: Pictures, original: Pictures, affine: Affine, *, side: int) -> Laid:
    """Lay a file's pictures on an original's.

    Args:
        file: its pictures.
        original: its pictures; as many, or others.
        affine: from the file's pixels to the original's ``(2, 3)``.
        side: longest side of the grid; it is smaller where the file shows less detail.
    """
    height, width = original.grey.shape[1:]
    stretch = float(np.sqrt(np.linalg.det(affine[:, :2])))
    scale = min(1.0, side / max(height, width), 1.0 / stretch)
    shape = (max(1, round(height * scale)), max(1, round(width * scale)))
    down = _resizing(width, shape[1]), _resizing(height, shape[0])
    # the file is first brought to about the grid's resolution, by pixel area
    near = min(1.0, stretch * scale)
    rows, columns = (max(1, round(side * near)) for side in file.grey.shape[1:])
    up = _resizing(columns, file.grey.shape[2]), _resizing(rows, file.grey.shape[1])
    whole = _then(_then(_diagonal(*up), affine), _diagonal(*down))
    reduced = [_resized(grey, columns, rows) for grey in file.grey]
    valid = covered(whole, (rows, columns), shape)
    edge = np.ones((2 * _EDGE + 1, 2 * _EDGE + 1), np.uint8)
    inside = cv2.erode(valid.astype(np.uint8), edge, borderType=cv2.BORDER_CONSTANT, borderValue=0)
    return Laid(
        file=_stacked([warped(grey, whole, shape) for grey in reduced], shape),
        original=_stacked([_resized(g, shape[1], shape[0]) for g in original.grey], shape),
        valid=inside.astype(np.bool_),
        scale=scale,
    )


def _stacked(greys: list[NDArray[np.uint8]], shape: tuple[int, int]) -> NDArray[np.float32]:
    return np.asarray(greys, np.float32).reshape(-1, *shape)


def _resized(grey: NDArray[np.uint8], width: int, height: int) -> NDArray[np.uint8]:
    if grey.shape == (height, width):
        return grey
    return np.asarray(cv2.resize(grey, (width, height), interpolation=cv2.INTER_AREA), np.uint8)


def _resizing(before: int, after: int) -> tuple[float, float]:
    """Slope and offset by which resizing moves pixel centres along one axis."""
    slope = after / before
    return slope, (slope - 1) / 2


def _diagonal(across: tuple[float, float], down: tuple[float, float]) -> Affine:
    return np.array([[across[0], 0.0, across[1]], [0.0, down[0], down[1]]])


def _then(first: Affine, second: Affine) -> Affine:
    """One affine map after another."""
    square = np.vstack([first, [0.0, 0.0, 1.0]])
    return np.asarray(second @ square, np.float64)
