"""How the face autoencoder is taught: it sees bent close-ups and must paint them straight."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from faceproof.manipulations.deepfakes import evened
from faceproof.manipulations.samples import Samples
from faceproof.manipulations.teaching import likeness_loss, masked_error

BEND = 0.05  # deviation of the warp's 5 x 5 knots, in half sides
BEYOND = 0.1  # what pixels beside the face count

Tensor = Any


class DeepfakesTeacher:
    """Rebuilds each person by their own decoder."""

    def __init__(self, samples: Samples) -> None:
        self.samples = samples
        self.mean = torch.from_numpy(samples.mean_of("picture").transpose(0, 3, 1, 2) / 255)

    def loss(
        self, network: Any, layers: Any, rows: NDArray[np.int64], rng: np.random.Generator
    ) -> Tensor:
        """Of pictures shown bent, by any smooth small warp."""
        pictures, faces = self._of(rows)
        shown = _bent(torch.from_numpy(evened(pictures, faces)), rng)
        wanted, weight = _tensors(pictures, faces)
        return likeness_loss(network(layers, shown), wanted, BEYOND + (1 - BEYOND) * weight)

    def errors(
        self, network: Any, layers: Any, rows: NDArray[np.int64]
    ) -> dict[str, NDArray[np.float64]]:
        """On the face: of the decoder, and of the person's mean picture."""
        pictures, faces = self._of(rows)
        wanted, weight = _tensors(pictures, faces)
        made = network(layers, torch.from_numpy(evened(pictures, faces)))
        mean = self.mean[self.samples.actor[rows]]
        return {
            "rebuilt": masked_error(made, wanted, weight),
            "mean_picture": masked_error(mean, wanted, weight),
        }

    def _of(self, rows: NDArray[np.int64]) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
        return self.samples.arrays["picture"][rows], self.samples.arrays["face"][rows]


def _tensors(pictures: NDArray[np.uint8], faces: NDArray[np.uint8]) -> tuple[Tensor, Tensor]:
    wanted = torch.from_numpy(pictures.transpose(0, 3, 1, 2).astype(np.float32) / 255)
    return wanted, torch.from_numpy(faces[:, None].astype(np.float32) / 255)


def _bent(shown: Tensor, rng: np.random.Generator) -> Tensor:
    count, _, height, width = shown.shape
    knots = torch.from_numpy(rng.normal(0, BEND, (count, 2, 5, 5)).astype(np.float32))
    moves = functional.interpolate(knots, (height, width), mode="bilinear", align_corners=True)
    y, x = torch.meshgrid(
        torch.linspace(-1, 1, height), torch.linspace(-1, 1, width), indexing="ij"
    )
    grid = torch.stack([x, y], 2)[None] + moves.permute(0, 2, 3, 1)
    return functional.grid_sample(shown, grid, align_corners=True, padding_mode="zeros")
