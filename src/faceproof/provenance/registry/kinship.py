"""Is this the same recording, or only the same room and person on another day?

A still room looks alike in all recordings made in it, and a swapped face does not in a copy of
its own original. So neither counts: what counts is whoever moves in front, without the face, and
of that the half with the most contrast, which strong compression leaves alone.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from faceproof.provenance.registry.laid import Laid

SIDE_PX = 160
"""Longest side of the grid on which recordings are compared."""

_BLOCK = 8
_SMOOTH, _WIDE = 1.0, 3.0  # pixels: finer is noise, coarser is light
_MOVING = 3.0  # variance over time, in grey levels squared
_TEXTURED = 9.0  # variance within the band
_ALIKE = 0.8
_FEWEST_BLOCKS = 6
# of a face's box: what a swap may change, and how far around it a person is
_FACE = (0.65, 0.65, 0.6)
_PERSON = (1.8, 1.6, 1.8)


class Kinship(NamedTuple):
    """How alike two clips are.

    Attributes:
        share: of the blocks that count those that are alike, 0 to 1, in the median pair.
        blocks: how many count.
    """

    share: float
    blocks: int


def kinship(laid: Laid, faces_px: NDArray[np.float32]) -> Kinship:
    """Share of the blocks in front of the room, with contrast, that are alike at the same moments.

    Args:
        laid: as many pictures of both, each with its counterpart.
        faces_px: boxes of faces in the original's small pictures ``(f, 4)``, at any moment.
    """
    file, original = (_smooth(_within(stack, laid.valid)) for stack in (laid.file, laid.original))
    alike = np.stack([_correlation(a, b) for a, b in zip(file, original, strict=True)]) > _ALIKE
    power = np.mean([_blocks(_band(one) ** 2) for one in original], axis=0)
    front = _in_front(original, power, laid, faces_px * laid.scale)
    return max(_share(alike, front & band, power) for band in _bands(front.shape))


def _share(
    alike: NDArray[np.bool_], front: NDArray[np.bool_], power: NDArray[np.float32]
) -> Kinship:
    if front.sum() < _FEWEST_BLOCKS:
        return Kinship(0.0, int(front.sum()))
    counts = front & (power >= np.median(power[front]))
    return Kinship(float(np.median(alike[:, counts].mean(axis=1))), int(counts.sum()))


def _bands(shape: tuple[int, ...]) -> list[NDArray[np.bool_]]:
    """All blocks, all but the lowest and all but the highest fifth: a caption may cover that."""
    rows, fifth = np.arange(shape[0]), math.ceil(shape[0] / 5)
    kept = (rows >= 0, rows < shape[0] - fifth, rows >= fifth)
    return [np.broadcast_to(one[:, None], shape) for one in kept]


def _in_front(
    original: NDArray[np.float32],
    power: NDArray[np.float32],
    laid: Laid,
    faces_px: NDArray[np.float32],
) -> NDArray[np.bool_]:
    """Blocks that move, or have texture near a face; without enough of them, all with texture."""
    valid = _blocks(laid.valid.astype(np.float32)) > 0.99
    within = _around(faces_px, laid.valid.shape, _FACE) > 0.3
    near = _around(faces_px, laid.valid.shape, _PERSON) > 0.5
    moving = _blocks(original.var(axis=0)) > _MOVING
    textured = power > _TEXTURED
    for chosen in ((moving | (near & textured)) & ~within, textured & ~within, textured):
        counts = np.asarray(chosen & valid, np.bool_)
        if counts.sum() >= _FEWEST_BLOCKS:
            break
    return counts


def _around(
    faces_px: NDArray[np.float32], shape: tuple[int, ...], reach: tuple[float, float, float]
) -> NDArray[np.float32]:
    """Share of each block within so many heights of a face: aside, above and below its middle."""
    aside, above, below = reach
    mask = np.zeros(shape, np.float32)
    for x0, y0, x1, y1 in faces_px:
        height, x, y = y1 - y0, (x0 + x1) / 2, (y0 + y1) / 2
        top, left = max(0, int(y - above * height)), max(0, int(x - aside * height))
        bottom, right = max(0, int(y + below * height) + 1), max(0, int(x + aside * height) + 1)
        mask[top:bottom, left:right] = 1.0
    return _blocks(mask)


def _within(stack: NDArray[np.float32], valid: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Less its mean, and nothing where only one of both reaches: an edge that is none."""
    if not valid.any():
        return np.zeros_like(stack)
    mean = stack[:, valid].mean(axis=1)
    return np.asarray(np.where(valid, stack - mean[:, None, None], 0.0), np.float32)


def _smooth(stack: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray([cv2.GaussianBlur(one, (0, 0), _SMOOTH) for one in stack], np.float32)


def _band(one: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(one - cv2.GaussianBlur(one, (0, 0), _WIDE), np.float32)


def _correlation(one: NDArray[np.float32], other: NDArray[np.float32]) -> NDArray[np.float32]:
    a, b = _band(one), _band(other)
    power = _blocks(a * a) * _blocks(b * b)
    return np.asarray(_blocks(a * b) / np.sqrt(power + 1e-3), np.float32)


def _blocks(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Means over squares of 8x8; a rest along the edges is left out."""
    rows, columns = (max(1, side // _BLOCK) for side in values.shape)
    whole = np.ascontiguousarray(values[: rows * _BLOCK, : columns * _BLOCK], np.float32)
    return np.asarray(cv2.resize(whole, (columns, rows), interpolation=cv2.INTER_AREA), np.float32)
