"""The floor of every board: a coin thrown with the file's own bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from faceproof.core import sha256_file
from faceproof.core.errors import WeightsError
from faceproof.detectors.base import Detector
from faceproof.detectors.view import View

SURENESS = 0.01
"""Largest LLR of a frame: a coin knows nothing, so it claims next to nothing."""


@dataclass(frozen=True)
class Coin(Detector):
    """Scores drawn from a digest of the file; any AUC away from .5 is chance.

    Never a constant: a board that mishandles ties would show it as an accuracy.
    """

    name: ClassVar[str] = "coin"
    version: ClassVar[str] = "1"
    reference: ClassVar[str] = "none: it knows nothing"
    fitted: ClassVar[bool] = False

    seed: int = 0

    def identity(self) -> dict[str, str | int]:
        """Name, version and seed."""
        return {"name": self.name, "version": self.version, "seed": self.seed}

    def describe(self, view: View) -> NDArray[np.float32]:
        """A number in -1..1 for each frame, from sha256 of seed, file and frame number."""
        content = sha256_file(view.path)
        throws = [_throw(f"{self.seed}:{content}:{frame}") for frame in view.frame_index]
        return np.array(throws, np.float32)[:, None]

    def fit(
        self,
        features: Sequence[NDArray[np.float32]],  # noqa: ARG002 - nothing to learn
        fake: NDArray[np.bool_],  # noqa: ARG002
        rng: np.random.Generator,  # noqa: ARG002
        *,
        weight: NDArray[np.float64] | None = None,  # noqa: ARG002
    ) -> Self:
        """Learn nothing."""
        return self

    def decide(self, features: NDArray[np.float32]) -> NDArray[np.float64]:
        """The throws, scaled to `SURENESS`."""
        return features[:, 0].astype(np.float64) * SURENESS

    def arrays(self) -> dict[str, NDArray[np.float64]]:
        """Nothing was learned."""
        return {}

    def restore(self, arrays: Mapping[str, NDArray[np.float64]]) -> Self:
        """Take back nothing."""
        if arrays:
            raise WeightsError(f"coin learns nothing, yet its weights hold {sorted(arrays)}")
        return self


def _throw(text: str) -> float:
    digest = hashlib.sha256(text.encode()).digest()
    return int.from_bytes(digest[:6], "big") / 2**47 - 1.0
