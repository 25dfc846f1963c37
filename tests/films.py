"""Short films of drawn people in furnished rooms, for tests of the registry."""

from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from actors import face_clip
from faceproof.media import encode_crf

FPS = 20
WIDTH, HEIGHT = 320, 240
# of the drawn face, which moves a little
FACE = (105, 65, 215, 185)


def filmed(seed: int, frames: int = 40) -> NDArray[np.uint8]:
    """A person who talks in front of shelves, uint8 ``(frames, 240, 320, 3)``."""
    film = face_clip(frames, WIDTH, HEIGHT, seed=seed)
    rng = np.random.default_rng([seed, 0xB00C])
    for x in (8, 40, 260, 288):
        for y in range(8, HEIGHT - 30, 26):
            height, width = rng.integers(10, 24, 2)
            film[:, y : y + height, x : x + width] = rng.integers(20, 230, 3)
    return film


def swapped(film: NDArray[np.uint8], other: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The inner face of another film put into this one."""
    fake = film.copy()
    fake[:, 90:165, 125:195] = other[: len(film), 90:165, 125:195]
    return fake


def written(path: Path, film: NDArray[np.uint8], crf: int = 23) -> Path:
    """The film as a file."""
    encode_crf(np.ascontiguousarray(film), path, crf=crf, fps=Fraction(FPS))
    return path
