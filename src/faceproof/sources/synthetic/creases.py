"""What years write on a face: folds, wrinkles and spots, by base position and age."""

from typing import NamedTuple

import numpy as np
from scipy.spatial import cKDTree

from faceproof.sources.synthetic.arrays import Floats
from faceproof.sources.synthetic.look import smoothstep
from faceproof.sources.synthetic.noise import add_noise

_FRONT_Z = 0.62  # creases lie on the front of the head
_REACH = 3.0  # widths from its middle at which a crease ends


class Crease(NamedTuple):
    """A groove along points x, y in dm on one side of the face, mirrored to the other.

    `onset` is the age 0..1 at which it begins; it is at its full `depth` 0.55 later.
    """

    points: tuple[tuple[float, float], ...]
    width: float
    depth: float
    onset: float


CREASES: tuple[Crease, ...] = (
    # from the wings of the nose past the corners of the mouth
    Crease(((0.165, 6.97), (0.215, 6.90), (0.27, 6.80), (0.305, 6.70)), 0.020, 1.0, 0.10),
    Crease(((0.285, 6.62), (0.30, 6.55), (0.29, 6.46)), 0.018, 0.7, 0.38),
    # under the eyes
    Crease(((0.15, 7.17), (0.24, 7.09), (0.36, 7.08), (0.46, 7.14)), 0.013, 0.6, 0.28),
    Crease(((0.17, 7.12), (0.25, 7.03), (0.34, 7.00)), 0.016, 0.55, 0.42),
    # from the outer corners of the eyes
    Crease(((0.53, 7.28), (0.59, 7.33), (0.66, 7.36)), 0.010, 0.7, 0.22),
    Crease(((0.54, 7.25), (0.61, 7.26), (0.68, 7.25)), 0.010, 0.8, 0.20),
    Crease(((0.53, 7.22), (0.59, 7.18), (0.65, 7.12)), 0.010, 0.7, 0.26),
    Crease(((0.50, 7.19), (0.55, 7.12), (0.60, 7.04)), 0.010, 0.5, 0.45),
    # across the forehead
    Crease(((0.0, 7.615), (0.15, 7.625), (0.30, 7.635), (0.42, 7.61)), 0.013, 0.8, 0.24),
    Crease(((0.0, 7.690), (0.16, 7.705), (0.32, 7.705), (0.45, 7.68)), 0.013, 0.9, 0.18),
    Crease(((0.0, 7.765), (0.15, 7.780), (0.30, 7.775), (0.38, 7.76)), 0.013, 0.7, 0.32),
    # between the brows, at the bridge of the nose, on the chin
    Crease(((0.055, 7.41), (0.062, 7.47), (0.055, 7.54)), 0.011, 0.9, 0.22),
    Crease(((0.0, 7.34), (0.05, 7.335), (0.09, 7.345)), 0.011, 0.5, 0.40),
    Crease(((0.0, 6.475), (0.08, 6.480), (0.15, 6.460)), 0.020, 0.5, 0.25),
    # above the upper lip
    Crease(((0.07, 6.76), (0.072, 6.80), (0.07, 6.84)), 0.007, 0.28, 0.50),
    Crease(((0.12, 6.75), (0.127, 6.79), (0.13, 6.82)), 0.007, 0.28, 0.52),
    Crease(((0.17, 6.73), (0.182, 6.76), (0.19, 6.79)), 0.007, 0.28, 0.55),
    # down the cheeks
    Crease(((0.40, 6.82), (0.43, 6.70), (0.42, 6.58)), 0.016, 0.5, 0.50),
    Crease(((0.50, 6.86), (0.53, 6.74), (0.51, 6.63)), 0.016, 0.4, 0.58),
)


def crease_depth(points: Floats, age: float, wobble: Floats, rng: np.random.Generator) -> Floats:
    """How deep in a crease base positions ``(n, 3)`` lie, 0..1.

    Args:
        points: base positions, dm.
        age: of the actor, 0..1.
        wobble: noise ``(n,)`` that keeps the lines from being drawn with a ruler.
        rng: which creases this face has more of than others of its age.
    """
    out = np.zeros(len(points), np.float32)
    own = rng.uniform(0.45, 1.25, len(CREASES))
    front = np.nonzero(points[:, 2] > _FRONT_Z)[0]
    side = np.where(points[front, 0] >= 0, 1.0, -1.0)
    flat = np.stack([np.abs(points[front, 0]), points[front, 1]], 1)
    flat += (0.014 * wobble[front] * (1 + 0.3 * side))[:, None]
    for crease, share in zip(CREASES, own, strict=True):
        depth = crease.depth * share * float(smoothstep(0, 0.55, age - crease.onset))
        if depth < 0.02:
            continue
        line = np.array(crease.points)
        reach = _REACH * crease.width
        near = ((flat > line.min(0) - reach) & (flat < line.max(0) + reach)).all(1)
        along = np.linspace(0, 1, 40)
        curve = np.stack([np.interp(along, np.linspace(0, 1, len(line)), c) for c in line.T], 1)
        distance, at = cKDTree(curve).query(flat[near])
        inner = line[0, 0] == 0
        taper = np.minimum(1.0, (1 - along) * 3) * (1.0 if inner else np.minimum(1.0, along * 4))
        groove = depth * taper[at] * np.exp(-((distance / crease.width) ** 2))
        out[front[near]] = np.maximum(out[front[near]], groove)
    return out


def age_spots(points: Floats, age: float, rng: np.random.Generator) -> Floats:
    """How far brown spots of age cover the skin, 0..1 ``(n,)``."""
    amount = float(smoothstep(0.45, 1.0, age))
    out = np.zeros(len(points), np.float32)
    if amount:
        shifted = (points + rng.uniform(5, 30, 3) + 40).astype(np.float32)
        add_noise(shifted, 9.0, 17, 0.7, out)
        add_noise(shifted, 21.0, 5, 0.35, out)
        out = np.clip((out - 0.52) * 4, 0, 1) * amount
    return np.asarray(out, np.float32)


def moles(points: Floats, rng: np.random.Generator) -> Floats:
    """How far a few dark moles cover the skin, 0..1 ``(n,)``."""
    out = np.zeros(len(points), np.float32)
    for centre in points[rng.integers(0, len(points), rng.integers(3, 12))]:
        radius = rng.uniform(0.005, 0.012)
        square = ((points - centre) ** 2).sum(1)
        out = np.maximum(out, rng.uniform(0.4, 0.9) * np.exp(-square / radius**2))
    return np.asarray(out, np.float32)
