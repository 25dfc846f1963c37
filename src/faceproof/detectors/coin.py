"""The floor of every board: a coin thrown with the file's own bytes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from faceproof.core import sha256_file
from faceproof.detectors.unfitted import Unfitted
from faceproof.detectors.view import View

SURENESS = 0.01
"""Largest LLR of a frame: a coin knows nothing, so it claims next to nothing."""


@dataclass(frozen=True)
class Coin(Unfitted):
    """Scores drawn from a digest of the file; any AUC away from .5 is chance.

    Never a constant: a board that mishandles ties would show it as an accuracy.
    """

    name: ClassVar[str] = "coin"
    family: ClassVar[str] = "trivial"
    version: ClassVar[str] = "1"
    reference: ClassVar[str] = "none: it knows nothing"
    calibrated: ClassVar[bool] = True
    trivial: ClassVar[bool] = True

    seed: int = 0

    def identity(self) -> dict[str, str | int]:
        """Name, version and seed."""
        return {"name": self.name, "version": self.version, "seed": self.seed}

    def describe(self, view: View) -> NDArray[np.float32]:
        """A number in -1..1 for each frame, from sha256 of seed, file and frame number."""
        content = sha256_file(view.path)
        throws = [_throw(f"{self.seed}:{content}:{frame}") for frame in view.frame_index]
        return np.array(throws, np.float32)[:, None]

    def decide(self, features: NDArray[np.float32]) -> NDArray[np.float64]:
        """The throws, scaled to `SURENESS`."""
        return features[:, 0].astype(np.float64) * SURENESS


def _throw(text: str) -> float:
    digest = hashlib.sha256(text.encode()).digest()
    return int.from_bytes(digest[:6], "big") / 2**47 - 1.0
