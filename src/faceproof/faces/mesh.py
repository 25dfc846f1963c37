"""Where are the 468 points of one face? FaceMesh.

Kartynnik et al. 2019, "Real-time Facial Surface Geometry from Monocular Video on Mobile GPUs".
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from faceproof.faces.networks import INPUT_PX, Model, network
from faceproof.faces.picture import Picture
from faceproof.faces.region import Points, Region, draw

POINTS = 468


class Face(NamedTuple):
    """Landmarks of one face in one picture.

    Attributes:
        landmarks_px: x, y, float32 ``(468, 2)``; whole numbers are the middles of pixels.
        confidence: that there is a face in the region, 0..1.
    """

    landmarks_px: Points
    confidence: float


def measure(picture: Picture, region: Region) -> Face:
    """The points of the face in ``region``, and whether there is one."""
    net = network(Model.MESH)
    np.multiply(draw(picture, region, INPUT_PX), 1 / 255, out=net.input, dtype=np.float32)
    points, flag = net.run()
    # the network counts from the square's edge, images from the middle of their first pixel
    square = points.reshape(POINTS, 3)[:, :2] - 0.5
    to_frame = region.to_frame(INPUT_PX).astype(np.float32)
    landmarks = square @ to_frame[:, :2].T + to_frame[:, 2]
    return Face(np.ascontiguousarray(landmarks, np.float32), _sigmoid(float(flag[0])))


def _sigmoid(logit: float) -> float:
    return 1 / (1 + math.exp(-max(min(logit, 50.0), -50.0)))
