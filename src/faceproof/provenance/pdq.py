"""What does a picture look like, in 256 bits that compression and scaling hardly change?

PDQ (Meta 2019, "The TMK+PDQF video-hashing algorithm and the PDQ image-hashing algorithm"),
written again from its paper and reference code. Two box filters of half a block, taken twice, and
every 64th part of a side: 64x64; the lowest 16x16 frequencies of its cosine transform without the
constant ones; a bit tells which lie over their median. All but the last step is linear in the
picture, so it is done as two matrix products.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from faceproof.core.errors import MediaError

BITS = 256
WORDS = 4
"""A hash is as many uint64; the distance of two is the number of bits in which they differ."""

SMALLEST_PX = 5
"""Shortest side of a picture that the reference code hashes."""

_SIDE = 64
_LOWEST = 16


class Pdq(NamedTuple):
    """The hashes of a picture.

    Attributes:
        hash: of the picture, uint64 ``(4,)``.
        mirrored: of its mirror image, left and right exchanged.
        quality: 0 to 100; how much there is to see. The paper advises to leave alone what is
            under 50.
    """

    hash: NDArray[np.uint64]
    mirrored: NDArray[np.uint64]
    quality: int


def pdq(luma: NDArray[np.uint8] | NDArray[np.float32]) -> Pdq:
    """The PDQ hash of a picture, given its brightness ``(h, w)`` 0 to 255.

    A brighter picture or one of more contrast has the same hash, so full and limited range do.

    Raises:
        MediaError: a side is shorter than 5 pixels.

    >>> noise = np.random.default_rng(0).uniform(0, 255, (64, 64)).astype(np.float32)
    >>> distance(pdq(noise).mirrored, pdq(noise[:, ::-1]).hash)
    0
    """
    if luma.ndim != 2 or min(luma.shape) < SMALLEST_PX:
        raise MediaError(
            f"a picture of shape {luma.shape} has no hash, expected (h, w) with sides of at least "
            f"{SMALLEST_PX} pixels"
        )
    small = _reducing(luma.shape[0]) @ luma.astype(np.float32) @ _reducing(luma.shape[1]).T
    frequencies = _cosines() @ small @ _cosines().T
    return Pdq(_bits(frequencies), _bits(frequencies * _MIRROR), _quality(small))


def distance(one: NDArray[np.uint64], other: NDArray[np.uint64]) -> int:
    """In how many of 256 bits two hashes differ; those of two unrelated pictures in about 128."""
    return int(np.bitwise_count(one ^ other).sum())


# mirroring turns the sign of every cosine of odd frequency; column 0 has frequency 1
_MIRROR = np.where(np.arange(_LOWEST) % 2 == 0, -1, 1).astype(np.float32)


def _bits(frequencies: NDArray[np.float32]) -> NDArray[np.uint64]:
    """The first frequency is the lowest bit of the first word."""
    flat = frequencies.ravel()
    # of 256 numbers the reference takes the lower of the two in the middle
    over = flat > np.partition(flat, BITS // 2 - 1)[BITS // 2 - 1]
    return np.packbits(over, bitorder="little").view("<u8").astype(np.uint64)


def _quality(small: NDArray[np.float32]) -> int:
    """How much neighbours of the 64x64 differ, in whole hundredths of the range."""
    steps = (np.diff(small, axis=axis) * np.float32(100) / np.float32(255) for axis in (0, 1))
    return min(int(sum(np.abs(step.astype(np.int64)).sum() for step in steps)) // 90, 100)


@lru_cache(maxsize=64)
def _reducing(length: int) -> NDArray[np.float32]:
    """The matrix ``(64, length)`` that filters and thins one axis."""
    if length == _SIDE:
        return np.eye(_SIDE, dtype=np.float32)
    window = (length + 2 * _SIDE - 1) // (2 * _SIDE)
    after = (window + 2) // 2 - 1
    place = np.arange(length)
    off = place[None, :] - place[:, None]
    box = ((off <= after) & (off > after - window)).astype(np.float64)
    box /= box.sum(axis=1, keepdims=True)  # at the edges over what there is
    taken = ((np.arange(_SIDE) + 0.5) * length / _SIDE).astype(np.int64)
    return np.asarray((box[taken] @ box), np.float32)


@lru_cache(maxsize=1)
def _cosines() -> NDArray[np.float32]:
    frequency = np.arange(1, _LOWEST + 1)[:, None]
    place = 2 * np.arange(_SIDE)[None, :] + 1
    table = np.sqrt(2 / _SIDE) * np.cos(np.pi / 2 / _SIDE * frequency * place)
    return np.asarray(table, np.float32)
