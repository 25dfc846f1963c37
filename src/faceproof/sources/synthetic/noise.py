"""Smooth random fields: value noise on a lattice hashed from a seed."""

import numpy as np

from faceproof.sources.synthetic.arrays import Floats
from faceproof.sources.synthetic.kernel import kernel


@kernel
def _lattice(i: int, j: int, k: int, seed: int) -> np.float32:
    n = (i * 374761393 + j * 668265263 + k * 1274126177 + seed * 974711) & 0xFFFFFFFF
    n = ((n ^ (n >> 13)) * 1274126177) & 0xFFFFFFFF
    return np.float32((n ^ (n >> 16)) & 0xFFFF) / np.float32(32767.5) - np.float32(1)


@kernel
def add_noise(points: Floats, frequency: float, seed: int, amplitude: float, out: Floats) -> None:
    """Add smooth value noise of a frequency per dm at points ``(n, 3)``, which lie above 0."""
    for n in range(points.shape[0]):
        x = points[n, 0] * frequency
        y = points[n, 1] * frequency
        z = points[n, 2] * frequency
        i = int(x)
        j = int(y)
        k = int(z)
        u = x - i
        v = y - j
        w = z - k
        u = u * u * (3 - 2 * u)
        v = v * v * (3 - 2 * v)
        w = w * w * (3 - 2 * w)
        total = 0.0
        for a in range(2):
            share_x = u if a == 1 else 1 - u
            for b in range(2):
                share_y = v if b == 1 else 1 - v
                near = _lattice(i + a, j + b, k, seed)
                far = _lattice(i + a, j + b, k + 1, seed)
                total += share_x * share_y * (near + w * (far - near))
        out[n] += amplitude * total
