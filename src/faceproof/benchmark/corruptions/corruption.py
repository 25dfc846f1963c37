"""Which kind at which level, and what determines the pixels that it gives?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy as np

from faceproof.benchmark.corruptions.table import CORRUPTIONS, VERSION
from faceproof.core import sha256_of
from faceproof.core.errors import ScoreError
from faceproof.media import ENCODER


@dataclass(frozen=True, slots=True, kw_only=True)
class Corruption:
    """One line of `CORRUPTIONS` at one of its levels.

    Attributes:
        kind: the line's name.
        level: 1 (mild) to as many as the kind has.

    Raises:
        ScoreError: there is no such kind, or it has no such level.

    >>> Corruption(kind="double-h264", level=2).parameters
    (23, 32)
    """

    kind: str
    level: int

    def __post_init__(self) -> None:
        if self.kind not in CORRUPTIONS:
            raise ScoreError(
                f"corruption {self.kind!r} is unknown, expected one of {', '.join(CORRUPTIONS)}"
            )
        most = len(CORRUPTIONS[self.kind].levels)
        if self.level not in range(1, most + 1):
            raise ScoreError(
                f"corruption {self.kind!r} has no level {self.level!r}, expected 1 (mild) to {most}"
            )

    @property
    def name(self) -> str:
        """Kind and level, such as ``gaussian-noise-3``."""
        return f"{self.kind}-{self.level}"

    @property
    def parameters(self) -> tuple[float, ...]:
        """The numbers used: one for each step of the kind, so one for most kinds."""
        return CORRUPTIONS[self.kind].levels[self.level - 1]


def levels_of(kind: str) -> int:
    """How many levels a kind has.

    Raises:
        ScoreError: there is no such kind.

    >>> levels_of("resize")
    3
    """
    return len(CORRUPTIONS[Corruption(kind=kind, level=1).kind].levels)


def corruption_digest(corruptions: Iterable[Corruption], *, seed: int, frames: int) -> str:
    """Hex sha256 over everything but the clip that determines the corrupted pixels.

    That is the numbers of each corruption, the seed, how many frames are kept, and the versions
    of the code, of OpenCV, of NumPy (its generator) and of the encoder. Their order does not count.
    """
    return sha256_of(
        {
            "version": VERSION,
            "corruptions": {one.name: list(one.parameters) for one in corruptions},
            "seed": seed,
            "frames": frames,
            "tools": {"opencv": cv2.__version__, "numpy": np.__version__, "encoder": ENCODER},
        }
    )
