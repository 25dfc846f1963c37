"""A face's triangles with a strip around them, on which a warp fades out."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from faceproof.manipulations.mean_face import OVAL, layout

FRAME_OF_FACE = 1.35  # the warp fades out on a ring this much wider than the face


@cache
def framed_triangles() -> NDArray[np.int32]:
    """Triangles of the face and of the strip between it and its ring, the strip below all."""
    here = np.array(OVAL)
    there = len(layout().uv) + np.arange(len(OVAL))
    after_here, after_there = np.roll(here, -1), np.roll(there, -1)
    strip = [np.stack([here, there, after_there], 1), np.stack([here, after_there, after_here], 1)]
    return np.concatenate([*strip, layout().triangles]).astype(np.int32)


def ring_around(points: NDArray[np.float32]) -> NDArray[np.float32]:
    """Where the strip ends, one point beyond each of the face's oval ``(36, 2)``."""
    oval = points[list(OVAL)]
    centre = oval.mean(axis=0)
    ring: NDArray[np.float32] = centre + FRAME_OF_FACE * (oval - centre)
    return ring
