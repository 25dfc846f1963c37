"""Which originals may a file be a copy of, and which of their pictures look alike?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from faceproof.provenance.pdq import BITS
from faceproof.provenance.registry.fingerprint import Fingerprint
from faceproof.provenance.registry.index import Index, group_of
from faceproof.provenance.registry.search import nearest
from faceproof.provenance.registry.views import GROUPS

RADIUS = 72
"""Bits that may differ: a swapped face, recompressed and cropped, is mostly within 60, strangers
mostly beyond 70. What is within by chance is looked at and dismissed."""

MOST = 6
"""Originals that are looked at, the most alike first."""


class Pair(NamedTuple):
    """A picture of the file that looks like one of an original.

    Attributes:
        at_s: when it is shown in the file.
        original_s: when the other is shown in the original.
        distance: bits in which they differ.
    """

    at_s: float
    original_s: float
    distance: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An original that a file may be a copy of.

    Attributes:
        sha256: of the original.
        mirrored: left and right would be exchanged.
        score: how many of the file's pictures look like some of the original's, and how much.
        pairs: those pictures, in order of the file.
    """

    sha256: str
    mirrored: bool
    score: float
    pairs: tuple[Pair, ...]


def candidates(asked: Fingerprint, index: Index) -> tuple[Candidate, ...]:
    """The originals that look most like a file, best first; none where no picture does."""
    found = [
        _candidate(digest, mirrored, asked, distance[:, number], original_s[:, number])
        for mirrored, (distance, original_s) in (
            (False, _by_picture(asked, asked.hash, index)),
            (True, _by_picture(asked, asked.mirrored, index)),
        )
        for number, digest in enumerate(index.digests)
        if (distance[:, number] <= RADIUS).any()
    ]
    return tuple(sorted(found, key=lambda one: (-one.score, one.sha256))[:MOST])


def _by_picture(
    asked: Fingerprint, hashes: NDArray[np.uint64], index: Index
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Of each picture in each original the least distance, and when what is nearest is shown."""
    shape = (len(asked.time_s), len(index.digests))
    distance = np.full(shape, BITS + 1, np.int64)
    original_s = np.zeros(shape, np.float64)
    groups = group_of(asked.window)
    for group in range(GROUPS):
        chosen = np.flatnonzero(groups == group)
        if len(chosen) == 0 or len(index.rows[group]) == 0:
            continue
        found = nearest(hashes[chosen], index.rows[group], index.starts[group])
        shown = index.time_s[group][found.row]  # of row -1 the last, at a distance that is none
        for row, number in enumerate(asked.of[chosen]):
            nearer = found.distance[row] < distance[number]
            distance[number, nearer] = found.distance[row, nearer]
            original_s[number, nearer] = shown[row, nearer]
    return distance, original_s


def _candidate(
    digest: str,
    mirrored: bool,
    asked: Fingerprint,
    distance: NDArray[np.int64],
    original_s: NDArray[np.float64],
) -> Candidate:
    alike = np.flatnonzero(distance <= RADIUS)
    return Candidate(
        sha256=digest,
        mirrored=mirrored,
        score=float((1 - distance[alike] / (RADIUS + 1)).sum()),
        pairs=tuple(
            Pair(float(asked.time_s[i]), float(original_s[i]), int(distance[i])) for i in alike
        ),
    )
