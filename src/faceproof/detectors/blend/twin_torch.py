"""`blend` in torch, from the shipped arrays: for its gradient, never for a score."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from faceproof.detectors.blend.detector import shipped
from faceproof.detectors.blend.network import network
from faceproof.detectors.blend.network_torch import TorchCalls


def blend_torch() -> Callable[[Any], Any]:
    """From crops, float32 RGB in 0..1 ``(n, 3, 192, 192)``, to log-odds of fake ``(n,)``.

    Raises:
        WeightsError: the file in the package is not the one that was shipped.
    """
    calls = TorchCalls(
        {name: torch.from_numpy(array.astype(np.float32)) for name, array in shipped().items()}
    )
    return lambda crops: network(calls, 2 * crops - 1).fake[:, 0, 0, 0]
