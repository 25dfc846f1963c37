"""The few layers that learned methods are built of, written once for training and for use.

A method describes its network once, in calls of `Layers`. `OpenVinoLayers` makes of them a graph
with the weights as constants, which needs no torch; `teaching` runs the same calls with torch.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol, cast

import numpy as np
from numpy.typing import NDArray

from faceproof.faces.networks import SETTINGS, openvino_quietly

Arrays = Mapping[str, NDArray[np.float32]]
SLOPE = 0.1  # of the leaky rectifier


class Layers(Protocol):
    """What a network may do; pictures are ``(n, channels, height, width)``."""

    def conv(self, x: Any, name: str, *, stride: int = 1) -> Any:
        """Convolution with the arrays ``name.weight`` and ``name.bias``, as large as before."""

    def own_conv(self, x: Any, name: str) -> Any:
        """The same with arrays that each actor has for themself."""

    def dense(self, x: Any, name: str, shape: tuple[int, ...]) -> Any:
        """A linear map of everything, its result in some shape.

        It is a convolution as large as the picture: matrix products of some libraries round
        differently from one place in memory to another.
        """

    def own(self, name: str) -> Any:
        """An array that each actor has for themself, ``(n, ...)``."""

    def relu(self, x: Any) -> Any:
        """Leaky rectifier."""

    def widen(self, x: Any) -> Any:
        """Twice as high and wide with a quarter of the channels (Shi et al. 2016)."""

    def join(self, x: Any, y: Any) -> Any:
        """Channels of both."""

    def look_up(self, texture: Any, where: Any) -> Any:
        """Bilinear values of a texture at x y in -1..1 ``(n, h, w, 2)``; 0 outside."""


def convolution(
    rng: np.random.Generator, size: int, given: int, made: int, gain: float = 1.0
) -> NDArray[np.float32]:
    """Weights to begin with, ``(made, given, size, size)`` (He et al. 2015)."""
    spread = gain * np.sqrt(2 / (given * size * size))
    return rng.normal(0, spread, (made, given, size, size)).astype(np.float32)


class OpenVinoLayers:
    """The calls of a network as nodes of an OpenVINO graph, for one actor."""

    def __init__(self, arrays: Arrays, actor: int) -> None:
        self.arrays, self.actor = arrays, actor
        openvino_quietly()
        from openvino import opset13  # noqa: PLC0415 - a quarter second most commands do not need

        self.nodes: Any = opset13

    def conv(self, x: Any, name: str, *, stride: int = 1) -> Any:
        """Convolution."""
        return self._conv(x, self.arrays[f"{name}.weight"], self.arrays[f"{name}.bias"], stride)

    def own_conv(self, x: Any, name: str) -> Any:
        """Convolution with the actor's weights."""
        weight, bias = (self.arrays[f"{name}.{part}"][self.actor] for part in ("weight", "bias"))
        return self._conv(x, weight, bias, 1)

    def dense(self, x: Any, name: str, shape: tuple[int, ...]) -> Any:
        """A linear map."""
        made = self._conv(x, self.arrays[f"{name}.weight"], self.arrays[f"{name}.bias"], 1, pad=0)
        return self.nodes.reshape(made, np.array([1, *shape], np.int64), False)

    def own(self, name: str) -> Any:
        """The actor's array."""
        return self._constant(self.arrays[name][self.actor][None])

    def relu(self, x: Any) -> Any:
        """Leaky rectifier."""
        return self.nodes.prelu(x, self._constant(np.array([SLOPE], np.float32)))

    def widen(self, x: Any) -> Any:
        """Pixel shuffle."""
        return self.nodes.depth_to_space(x, "depth_first", 2)

    def join(self, x: Any, y: Any) -> Any:
        """Channels of both."""
        return self.nodes.concat([x, y], 1)

    def look_up(self, texture: Any, where: Any) -> Any:
        """Bilinear values."""
        how = {"align_corners": True, "mode": "bilinear", "padding_mode": "zeros"}
        return self.nodes.grid_sample(texture, where, how)

    def _conv(
        self,
        x: Any,
        weight: NDArray[np.float32],
        bias: NDArray[np.float32],
        stride: int,
        *,
        pad: int | None = None,
    ) -> Any:
        pads = [weight.shape[2] // 2 if pad is None else pad] * 2
        made = self.nodes.convolution(x, self._constant(weight), [stride] * 2, pads, pads, [1, 1])
        return self.nodes.add(made, self._constant(bias[None, :, None, None]))

    def _constant(self, array: NDArray[np.float32]) -> Any:
        return self.nodes.constant(np.ascontiguousarray(array, np.float32))


class Compiled:
    """A network of one actor, ready to run on one thread; not for two threads at once."""

    def __init__(
        self,
        network: Callable[..., Any],
        arrays: Arrays,
        actor: int,
        shapes: tuple[tuple[int, ...], ...],
    ) -> None:
        """Compile ``network(layers, *inputs)`` for one actor and inputs of these shapes."""
        openvino = openvino_quietly()
        layers = OpenVinoLayers(arrays, actor)
        given = [layers.nodes.parameter(list(shape), np.float32) for shape in shapes]
        model = openvino.Model([network(layers, *given)], given)
        self._request = openvino.Core().compile_model(model, "CPU", SETTINGS).create_infer_request()

    def __call__(self, *inputs: NDArray[np.float32]) -> NDArray[np.float32]:
        """What the network makes of its inputs; a copy."""
        for i, array in enumerate(inputs):
            self._request.get_input_tensor(i).data[:] = array
        self._request.infer()
        return cast("NDArray[np.float32]", self._request.get_output_tensor(0).data.copy())
