"""Three numbers at a time inside compiled kernels: tuples stay in registers, arrays do not."""

import numpy as np

from faceproof.sources.synthetic.arrays import Floats
from faceproof.sources.synthetic.kernel import kernel

Vector = tuple[np.float32, np.float32, np.float32]

ZERO = np.float32(0)
ONE = np.float32(1)


@kernel
def row(array: Floats, index: int) -> Vector:
    """Row `index` of an array ``(n, 3)``."""
    return array[index, 0], array[index, 1], array[index, 2]


@kernel
def dot(a: Vector, b: Vector) -> np.float32:
    """Inner product."""
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


@kernel
def plus(a: Vector, b: Vector) -> Vector:
    """Sum."""
    return a[0] + b[0], a[1] + b[1], a[2] + b[2]


@kernel
def times(a: Vector, b: np.float32) -> Vector:
    """Multiple."""
    return a[0] * b, a[1] * b, a[2] * b


@kernel
def unit(a: Vector) -> Vector:
    """The same direction at length 1."""
    return times(a, ONE / np.sqrt(dot(a, a) + np.float32(1e-12)))


@kernel
def blend(array: Floats, corners: tuple[int, int, int], shares: Vector) -> Vector:
    """Rows of an array ``(n, 3)`` at three corners, weighted."""
    a, b, c = corners
    u, v, w = shares
    return (
        u * array[a, 0] + v * array[b, 0] + w * array[c, 0],
        u * array[a, 1] + v * array[b, 1] + w * array[c, 1],
        u * array[a, 2] + v * array[b, 2] + w * array[c, 2],
    )


@kernel
def blend_scalar(array: Floats, corners: tuple[int, int, int], shares: Vector) -> np.float32:
    """Entries of an array ``(n,)`` at three corners, weighted."""
    a, b, c = corners
    u, v, w = shares
    out: np.float32 = u * array[a] + v * array[b] + w * array[c]
    return out


@kernel
def clamp(x: np.float32) -> np.float32:
    """Into 0..1."""
    return min(ONE, max(ZERO, x))
