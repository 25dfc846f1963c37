"""Are two recordings nearly the same pictures? A perceptual hash of a few frames of each.

The hash is a difference hash (dHash, N. Krawetz 2013, "Kind of Like That", hackerfactor.com): the
picture in grey at 17 x 16, one bit for each pair of neighbours in a row, 256 bits. It survives
another size, other compression and a little more light, and not a crop or a mirror.
"""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from faceproof.media import Decoder, spread

Hashes = NDArray[np.uint8]

FRAMES = 4
SIDE = 16
MOST_BITS = 40
"""Of 256 that may differ. Recordings of two people in one rendered scene differ by more, and one
recording at raw and at c40 by less: docs/explanation/audit.md has the figures."""


def picture_hashes(path: Path) -> Hashes:
    """Hashes of evenly spread frames, bits packed ``(t, 32)``."""
    with Decoder(path) as clip:
        wanted = set(spread(clip.facts.frames, FRAMES))
        rows = [_hash(frame.luma()) for frame in clip if frame.index in wanted]
    return np.stack(rows)


def _hash(luma: NDArray[np.uint8]) -> Hashes:
    small = cv2.resize(luma, (SIDE + 1, SIDE), interpolation=cv2.INTER_AREA).astype(np.int16)
    return np.packbits(small[:, 1:] > small[:, :-1])


def bits_apart(a: Hashes, b: Hashes) -> float:
    """How many bits a frame of one differs from the nearest frame of the other: the median."""
    distance = np.bitwise_count(a[:, None] ^ b[None]).sum(axis=2)
    return float(np.median(distance.min(axis=1)))


def look_alike(a: Hashes, b: Hashes) -> bool:
    """Whether the frames of one nearly stand in the other, both ways."""
    return max(bits_apart(a, b), bits_apart(b, a)) <= MOST_BITS
