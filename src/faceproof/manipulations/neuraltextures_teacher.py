"""How the mouth painter is taught: a person's own mouth, erased, from its own geometry."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from faceproof.manipulations.neuraltextures import SIDE, context, hole
from faceproof.manipulations.samples import Samples
from faceproof.manipulations.teaching import likeness_loss, masked_error

BEYOND = 0.1  # what pixels that are not erased count
LIGHTER = 0.15  # deviation of the factor that each channel is multiplied by, before erasing

Tensor = Any


class NeuralTexturesTeacher:
    """Rebuilds what was erased."""

    def __init__(self, samples: Samples) -> None:
        self.samples = samples
        self.mean = torch.from_numpy(samples.mean_of("picture").transpose(0, 3, 1, 2) / 255)

    def loss(
        self, network: Any, layers: Any, rows: NDArray[np.int64], rng: np.random.Generator
    ) -> Tensor:
        """Under light of any colour, which the network can only read from what is left."""
        factor = np.exp(rng.normal(0, LIGHTER, (len(rows), 1, 1, 1)))
        factor = factor * np.exp(rng.normal(0, LIGHTER / 4, (len(rows), 1, 1, 3)))
        pictures = self.samples.arrays["picture"][rows]
        lit = np.clip(pictures * factor, 0, 255).astype(np.uint8)
        made, wanted, weight = self._rebuilt(network, layers, rows, lit)
        beside = torch.from_numpy(BEYOND * (1 - hole()))
        return likeness_loss(made, wanted, weight + beside)

    def errors(
        self, network: Any, layers: Any, rows: NDArray[np.int64]
    ) -> dict[str, NDArray[np.float64]]:
        """In the hole: of the network, and of the person's mean picture."""
        pictures = self.samples.arrays["picture"][rows]
        made, wanted, weight = self._rebuilt(network, layers, rows, pictures)
        return {
            "rebuilt": masked_error(made, wanted, weight),
            "mean_picture": masked_error(self.mean[self.samples.actor[rows]], wanted, weight),
        }

    def _rebuilt(
        self, network: Any, layers: Any, rows: NDArray[np.int64], pictures: NDArray[np.uint8]
    ) -> tuple[Tensor, Tensor, Tensor]:
        """What was made, what was wanted, and how much each pixel of the hole counts."""
        where = torch.from_numpy(self.samples.arrays["where"][rows])
        made = network(layers, torch.from_numpy(context(pictures)), where)
        wanted = torch.from_numpy(pictures.transpose(0, 3, 1, 2).astype(np.float32) / 255)
        free = self.samples.arrays["free"][rows].reshape(-1, 1, SIDE, SIDE)
        return made, wanted, torch.from_numpy(free.astype(np.float32) / 255 * hole())
