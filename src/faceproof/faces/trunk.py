"""What does FaceMesh see in a face before it says where the points are?"""

from __future__ import annotations

from functools import cache

import numpy as np

from faceproof.faces.networks import (
    INPUT_PX,
    Model,
    Network,
    Tensor,
    graph_of,
    openvino_quietly,
)
from faceproof.faces.picture import Picture
from faceproof.faces.region import Points, draw, region_of_face

CHANNELS = 128
_LAST = [1, CHANNELS, 6, 6]
"""The last layer before the network parts into points and confidence, as `_trunk` finds it."""


def trunk_features(picture: Picture, landmarks_px: Points) -> Tensor:
    """Mean of each channel of the last layer that both answers share, float32 ``(128,)``.

    The network looks at the same square as when it follows the face.
    """
    net = _trunk()
    square = draw(picture, region_of_face(landmarks_px), INPUT_PX)
    np.multiply(square, 1 / 255, out=net.input, dtype=np.float32)
    return np.asarray(net.run()[0].reshape(CHANNELS, -1).mean(axis=1), np.float32)


@cache
def _trunk() -> Network:
    graph = graph_of(Model.MESH)
    # The file names no inner layer; those of this size stand in one line, the last is the fork.
    last = [
        layer
        for layer in graph.get_ordered_ops()
        if layer.get_type_name() == "PRelu" and list(layer.output(0).shape) == _LAST
    ][-1]
    return Network(openvino_quietly().Model([last.output(0)], graph.get_parameters()))
