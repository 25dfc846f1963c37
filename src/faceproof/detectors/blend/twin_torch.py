"""`blend` in torch: for its gradient, never for a score."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from faceproof.detectors.blend.graph import Arrays
from faceproof.detectors.blend.network import network
from faceproof.detectors.blend.network_torch import TorchCalls


def blend_torch(arrays: Arrays) -> Callable[[Any], Any]:
    """From crops, float32 RGB in 0..1 ``(n, 3, 192, 192)``, to log-odds of fake ``(n,)``.

    Args:
        arrays: of the network, see `graph`.
    """
    calls = TorchCalls(
        {name: torch.from_numpy(array.astype(np.float32)) for name, array in arrays.items()}
    )
    return lambda crops: network(calls, 2 * crops - 1).fake[:, 0, 0, 0]
