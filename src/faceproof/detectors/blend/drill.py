"""What does a taught network meet where it goes on against somebody who works against it?"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from faceproof.core import sha256_file
from faceproof.detectors.blend.course import Course
from faceproof.detectors.blend.degrade import degraded
from faceproof.detectors.blend.lesson import Pair


@dataclass(frozen=True, slots=True, kw_only=True)
class Drill:
    """How the second part of a course attacks what it shows.

    Attributes:
        network: file of the taught network that goes on.
        attacked: share of the pairs of a step whose pixels are pushed, the genuine face towards
            fake and the fake towards genuine.
        eps: most grey levels of 255 by which a channel is pushed; drawn for each crop.
        gradients: most that are followed; drawn for each step, from one on.
        again: how often a pair went through a second treatment before that.
    """

    network: Path
    attacked: float = 0.5
    eps: float = 2.0
    gradients: int = 3
    again: float = 0.25

    def as_json(self) -> dict[str, Any]:
        """Everything about it that decides what is learned, the network by its digest."""
        return asdict(self) | {"network": sha256_file(self.network)}


def drill_course(*, processes: int, seed: int) -> Course:
    """The course of a drill: shorter and slower than the first, on from where that ended.

    Args:
        processes: that take each step together.
        seed: of pairs and attacks.
    """
    return Course(steps=1_200, processes=processes, rate=1e-4, rise=100, seed=seed)


def treated_again(pair: Pair, rng: np.random.Generator) -> Pair:
    """The pair after a second treatment, one and the same for both of it."""
    genuine, fake = degraded([pair.genuine, pair.fake], rng)
    return Pair(genuine, fake, pair.heat)
