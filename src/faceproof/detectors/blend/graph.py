"""The taught network as OpenVINO runs it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from faceproof.detectors.blend.network import SIDE_PX, Answers, network, padding
from faceproof.faces.networks import openvino_quietly

Arrays = Mapping[str, NDArray[np.floating[Any]]]


class GraphCalls:
    """The calls of the network as nodes with the weights as constants."""

    def __init__(self, arrays: Arrays) -> None:
        self.arrays = arrays
        openvino_quietly()
        from openvino import opset13  # noqa: PLC0415 - a quarter second most commands do not need

        self.nodes: Any = opset13

    def conv(
        self, x: Any, name: str, *, size: int = 1, stride: int = 1, by_channel: bool = False
    ) -> Any:
        """Convolution."""
        before, after = (size // 2, size // 2) if stride == 1 else padding(size)
        weight = self.constant(self.arrays[f"{name}.weight"])
        space = ([stride] * 2, [before] * 2, [after] * 2, [1, 1])
        if by_channel:
            shape = np.array([len(self.arrays[f"{name}.weight"]), 1, 1, size, size], np.int64)
            weight = self.nodes.reshape(weight, shape, False)
            made = self.nodes.group_convolution(x, weight, *space)
        else:
            made = self.nodes.convolution(x, weight, *space)
        return self.nodes.add(made, self._bias(name))

    def clip(self, x: Any) -> Any:
        """0 to 6."""
        return self.nodes.clamp(x, 0.0, 6.0)

    def add(self, x: Any, y: Any) -> Any:
        """Sum."""
        return self.nodes.add(x, y)

    def mean(self, x: Any) -> Any:
        """Mean over the picture."""
        return self.nodes.reduce_mean(x, np.array([2, 3], np.int64), True)

    def linear(self, x: Any, name: str) -> Any:
        """Convolution of size 1 with a bias."""
        return self.conv(x, name)

    def constant(self, array: NDArray[Any]) -> Any:
        """A constant of float32, whatever it is stored as."""
        return self.nodes.constant(np.ascontiguousarray(array, np.float32))

    def _bias(self, name: str) -> Any:
        return self.constant(self.arrays[f"{name}.bias"][None, :, None, None])


def graph(arrays: Arrays) -> Any:
    """An OpenVINO model: a crop RGB 0..255 ``(1, 192, 192, 3)`` in, `Answers` out."""
    calls = GraphCalls(arrays)
    nodes = calls.nodes
    crop = nodes.parameter([1, SIDE_PX, SIDE_PX, 3], np.float32)
    scaled = nodes.transpose(crop, np.array([0, 3, 1, 2]))
    scaled = nodes.subtract(
        nodes.multiply(scaled, calls.constant(np.array(1 / 127.5))), calls.constant(np.array(1.0))
    )
    answers: Answers = network(calls, scaled)
    return openvino_quietly().Model(list(answers), [crop])
