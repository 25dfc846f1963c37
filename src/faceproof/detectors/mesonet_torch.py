"""Meso-4 in torch, from the same published numbers: for its gradient, never for a score."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch.nn import functional

from faceproof.detectors.meso4 import EPSILON, POOLS, SLOPE, published

Tensor = Any


def meso4_torch() -> Callable[[Tensor], Tensor]:
    """From crops, float32 RGB in 0..1 ``(n, 3, 256, 256)``, to log-odds of fake ``(n,)``.

    Raises:
        WeightsError: the file in the package is not the one that was shipped.
    """
    arrays = {name: torch.from_numpy(array) for name, array in published().items()}

    def log_odds(crops: Tensor) -> Tensor:
        x = crops
        for number, pool in enumerate(POOLS, 1):
            kernel = arrays[f"conv{number}.kernel"].permute(3, 2, 0, 1)
            bias = arrays[f"conv{number}.bias"]
            x = functional.conv2d(x, kernel, bias, padding=kernel.shape[-1] // 2).relu()
            mean, variance, gamma, beta = (
                arrays[f"norm{number}.{part}"]
                for part in ("moving_mean", "moving_variance", "gamma", "beta")
            )
            x = functional.batch_norm(x, mean, variance, gamma, beta, eps=EPSILON)
            x = functional.max_pool2d(x, pool)
        x = x.permute(0, 2, 3, 1).flatten(1)  # Keras counts channels last
        x = x @ arrays["dense1.kernel"] + arrays["dense1.bias"]
        x = functional.leaky_relu(x, SLOPE)
        real = x @ arrays["dense2.kernel"] + arrays["dense2.bias"]
        return -real[:, 0]

    return log_odds
