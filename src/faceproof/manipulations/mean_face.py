"""The mean face: 468 points in space, what they are called, and their triangles."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import Delaunay

# Point numbers of the FaceMesh-468 topology (Kartynnik et al. 2019, arXiv:1907.06724).
OVAL = (
    10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377,
    152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
)  # fmt: skip
INNER_LIPS = (
    78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308, 415, 310, 311, 312, 13, 82, 81, 80, 191,
)  # fmt: skip
OUTER_LIPS = (
    61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291, 409, 270, 269, 267, 0, 37, 39, 40, 185,
)  # fmt: skip
RIGHT_EYE = (33, 7, 163, 144, 145, 153, 154, 155, 133, 173, 157, 158, 159, 160, 161, 246)
LEFT_EYE = (263, 249, 390, 373, 374, 380, 381, 382, 362, 398, 384, 385, 386, 387, 388, 466)
# Points that hold still when a face moves: forehead, temples, bridge, eye corners, nostrils' root.
STABLE = (
    10, 151, 109, 338, 67, 297, 103, 332, 54, 284, 21, 251, 162, 389, 127, 356, 234, 454,
    168, 6, 197, 195, 5, 4, 1, 33, 133, 362, 263, 2, 98, 327, 116, 345, 123, 352, 50, 280,
)  # fmt: skip
AXIS = 1.2  # eye distances from the middle of the face back to the axis of that cylinder
EYES = (33, 263)  # outer corners; their distance is the unit of length here


@cache
def mean_face() -> NDArray[np.float32]:
    """Points of the mean face, ``(468, 3)``: x right, y down, z away from the camera.

    Unit: the distance of the outer eye corners. `tools/bake_mean_face.py` makes it from FaceMesh
    on the frontal synthetic actors, so no person's shape is in it.
    """
    with files("faceproof.manipulations").joinpath("data/mean_face.npy").open("rb") as file:
        points: NDArray[np.float32] = np.load(file, allow_pickle=False)
    points.setflags(write=False)
    return points


class Layout(NamedTuple):
    """The face laid flat, as a texture that is the same for everyone.

    Attributes:
        uv: each point's place in units of eye distance, ``(468, 2)``.
        triangles: point numbers ``(n, 3)``, those farther from the camera first.
        in_mouth: which triangles lie between the lips ``(n,)``.
    """

    uv: NDArray[np.float32]
    triangles: NDArray[np.int32]
    in_mouth: NDArray[np.bool_]


@cache
def layout() -> Layout:
    """The face laid flat, its mouth pulled open so that lips and mouth never share a texel."""
    face = mean_face()
    uv = _opened(face[:, :2])
    # Seen from the front the sides overlap; unrolled from a cylinder every point has its place.
    around = AXIS * np.arctan2(face[:, 0], AXIS - face[:, 2])
    unrolled = _opened(np.stack([around, face[:, 1]], axis=1))
    triangles = clockwise(unrolled, Delaunay(unrolled).simplices.astype(np.int32))
    triangles = triangles[_inside(unrolled[list(OVAL)], unrolled[triangles].mean(axis=1))]
    depth = face[triangles, 2].mean(axis=1)
    triangles = triangles[np.argsort(-depth, kind="stable")]
    in_mouth = np.asarray(np.isin(triangles, INNER_LIPS).all(axis=1))
    return Layout(uv, triangles, in_mouth)


def _opened(points: NDArray[np.float32], gap: float = 0.35) -> NDArray[np.float32]:
    """The points with everything under the line between the lips moved down, most in its middle.

    At the corners of the mouth nothing moves; towards the chin the whole width does.
    """
    x: NDArray[np.float64] = points[:, 0].astype(np.float64)
    y: NDArray[np.float64] = points[:, 1].astype(np.float64)
    line = np.array([points[78], *_between_lips(points), points[308]])
    line_y = np.interp(x, line[:, 0], line[:, 1])
    below = y > line_y
    below[[78, 308, 61, 291]] = False
    depth = np.clip((y - line_y) / (y[152] - line_y), 0, 1)
    half_width = (1 + 12 * depth) * (points[308, 0] - points[78, 0]) / 2
    share = np.sqrt(np.clip(1 - (x / half_width) ** 2, 0, 1))
    return np.stack([x, y + np.where(below, gap * share, 0)], axis=1).astype(np.float32)


def _between_lips(points: NDArray[np.float32]) -> NDArray[np.float32]:
    """Where the lips meet, from the right corner to the left, without the corners ``(9, 2)``."""
    upper, lower = INNER_LIPS[:10:-1], INNER_LIPS[1:10]
    return np.asarray((points[list(upper)] + points[list(lower)]) / 2, np.float32)


def _inside(ring: NDArray[np.float32], points: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Which points lie inside a polygon: an odd number of its edges pass above them."""
    x, y = points[:, :1], points[:, 1:]
    (x0, y0), (x1, y1) = ring.T, np.roll(ring, -1, axis=0).T
    spans = (x0 > x) != (x1 > x)
    above = y0 + (x - x0) * (y1 - y0) / np.where(x1 == x0, 1, x1 - x0) < y
    return np.asarray((spans & above).sum(axis=1) % 2 == 1)


def clockwise(points: NDArray[np.float32], triangles: NDArray[np.int32]) -> NDArray[np.int32]:
    """The triangles, each turned so that it runs clockwise on the screen (y points down)."""
    a, b, c = (points[triangles[:, k]].astype(np.float64) for k in range(3))
    area = (b - a)[:, 0] * (c - a)[:, 1] - (c - a)[:, 0] * (b - a)[:, 1]
    return np.where((area > 0)[:, None], triangles, triangles[:, [0, 2, 1]])
