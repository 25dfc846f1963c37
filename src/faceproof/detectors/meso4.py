"""Meso-4 as its makers trained it: published numbers in, a network that OpenVINO runs out."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
import safetensors.numpy
from numpy.typing import NDArray

from faceproof.faces.networks import Network, check_shipped, openvino_quietly

FILE = "meso4_df.safetensors"
SHA256 = "0e72faae9adb98fe4888beac5e29bfa2b7a186d2d48b01c33e14dc4c16795f6f"
SIDE_PX = 256

POOLS = (2, 2, 2, 4)
"""Sides of what is pooled after each convolution (Afchar et al. 2018, figure 3)."""

EPSILON = 1e-3
"""Added to a variance before its root: Keras' own default, which the published code keeps."""

SLOPE = 0.1
"""Of the leaky rectifier between the dense layers, as published."""

Arrays = Mapping[str, NDArray[np.float32]]


def published() -> dict[str, NDArray[np.float32]]:
    """The arrays in Keras' layout: kernels ``(h, w, given, made)``, dense ones ``(given, made)``.

    Raises:
        WeightsError: the file in the package is not the one that was shipped.
    """
    data = (resources.files("faceproof.detectors") / "models" / FILE).read_bytes()
    check_shipped(FILE, SHA256, hashlib.sha256(data).hexdigest())
    return dict(safetensors.numpy.load(data))


@cache
def meso4() -> Network:
    """The network: a crop RGB in 0..1 ``(256, 256, 3)`` in, log-odds of *real* out ``(1,)``.

    The sigmoid at its end and the dropout of its training are left away.
    """
    nodes, given = _nodes(), [1, SIDE_PX, SIDE_PX, 3]
    crop = nodes.parameter(given, np.float32)
    return Network(openvino_quietly().Model([_graph(nodes, crop, published())], [crop]))


def _graph(nodes: Any, crop: Any, arrays: Arrays) -> Any:
    x = nodes.transpose(crop, np.array([0, 3, 1, 2]))
    for number, pool in enumerate(POOLS, 1):
        kernel = arrays[f"conv{number}.kernel"]
        x = nodes.relu(_conv(nodes, x, kernel, arrays[f"conv{number}.bias"], pad=len(kernel) // 2))
        norm = (
            arrays[f"norm{number}.{part}"]
            for part in ("gamma", "beta", "moving_mean", "moving_variance")
        )
        x = nodes.batch_norm_inference(x, *map(nodes.constant, norm), EPSILON)
        x = nodes.max_pool(x, [pool] * 2, [1, 1], [0, 0], [0, 0], [pool] * 2).output(0)
    # A dense layer is a convolution as large as what is left of the picture, 8 x 8 x 16.
    wide = arrays["dense1.kernel"].reshape(8, 8, 16, 16)
    x = _conv(nodes, x, wide, arrays["dense1.bias"], pad=0)
    x = nodes.prelu(x, nodes.constant(np.array([SLOPE], np.float32)))
    return _conv(nodes, x, arrays["dense2.kernel"][None, None], arrays["dense2.bias"], pad=0)


def _conv(
    nodes: Any, x: Any, kernel: NDArray[np.float32], bias: NDArray[np.float32], *, pad: int
) -> Any:
    weight = nodes.constant(np.ascontiguousarray(kernel.transpose(3, 2, 0, 1)))
    made = nodes.convolution(x, weight, [1, 1], [pad] * 2, [pad] * 2, [1, 1])
    return nodes.add(made, nodes.constant(bias[None, :, None, None]))


def _nodes() -> Any:
    openvino_quietly()
    from openvino import opset13  # noqa: PLC0415 - a quarter second most commands do not need

    return opset13
