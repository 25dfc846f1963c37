"""Which picture of each original is nearest to each of these hashes? All of them are compared."""

from __future__ import annotations

from typing import NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from faceproof.provenance.pdq import BITS


class Nearest(NamedTuple):
    """Of each query in each original the nearest row.

    Attributes:
        distance: bits that differ, int64 ``(queries, originals)``; 257 where there is no row.
        row: which row, int64 ``(queries, originals)``; -1 where there is none.
    """

    distance: NDArray[np.int64]
    row: NDArray[np.int64]


def nearest(
    queries: NDArray[np.uint64], rows: NDArray[np.uint64], starts: NDArray[np.int64]
) -> Nearest:
    """Compare every query with every row: exact, no index that could miss.

    Rows are taken by blocks that stay in the processor's cache while all queries pass over them.

    Args:
        queries: hashes ``(q, 4)``.
        rows: hashes of all originals, one after the other ``(n, 4)``.
        starts: where each original begins, and the end of the last ``(originals + 1,)``.
    """
    shape = (len(queries), len(starts) - 1)
    found = Nearest(np.full(shape, BITS + 1, np.int64), np.full(shape, -1, np.int64))
    _scan(queries, np.ascontiguousarray(rows), starts, found.distance, found.row)
    return found


@numba.njit(cache=True, nogil=True, inline="always")
def _bits_set(word: np.uint64) -> np.uint64:
    """How many; LLVM knows this pattern for the processor's own instruction."""
    word -= (word >> np.uint64(1)) & np.uint64(0x5555555555555555)
    pairs = np.uint64(0x3333333333333333)
    word = (word & pairs) + ((word >> np.uint64(2)) & pairs)
    word = (word + (word >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return (word * np.uint64(0x0101010101010101)) >> np.uint64(56)


_BLOCK = 1024


@numba.njit(cache=True, nogil=True)
def _scan(
    queries: NDArray[np.uint64],
    rows: NDArray[np.uint64],
    starts: NDArray[np.int64],
    distance: NDArray[np.int64],
    row: NDArray[np.int64],
) -> None:
    for original in range(len(starts) - 1):
        for begin in range(starts[original], starts[original + 1], _BLOCK):
            end = min(begin + _BLOCK, starts[original + 1])
            for q in range(len(queries)):
                a, b, c, d = queries[q, 0], queries[q, 1], queries[q, 2], queries[q, 3]
                least, nearest_row = np.uint64(distance[q, original]), row[q, original]
                for i in range(begin, end):
                    away = (
                        _bits_set(rows[i, 0] ^ a)
                        + _bits_set(rows[i, 1] ^ b)
                        + _bits_set(rows[i, 2] ^ c)
                        + _bits_set(rows[i, 3] ^ d)
                    )
                    if away < least:
                        least, nearest_row = away, i
                distance[q, original], row[q, original] = np.int64(least), nearest_row
