"""Where things lie on the base head: hairline, brows, beard, as functions of base position."""

import numpy as np

from faceproof.sources.synthetic.arrays import Floats
from faceproof.sources.synthetic.look import smoothstep

Points = Floats | Floats

# height in dm of the hairline by angle from the front, degrees
_HAIRLINE_ANGLE = (0, 20, 36, 48, 58, 68, 78, 88, 100, 112, 140, 180)
_HAIRLINE_Y = (7.90, 7.90, 7.84, 7.70, 7.50, 7.32, 7.10, 7.16, 7.28, 6.94, 6.52, 6.42)

# height in dm of a beard's upper edge by distance from the middle: lip, cheek, sideburn
_BEARD_X = (0.0, 0.21, 0.34, 0.52, 0.72)
_BEARD_TOP_Y = (6.88, 6.87, 6.78, 6.84, 7.10)

BROW_LENGTH_DM = 0.47
_BROW_INNER_X = 0.125
_BROW_Y = 7.455


def above_hairline(points: Points) -> Floats:
    """How far in dm base positions ``(n, 3)`` lie above the average hairline."""
    angle = np.degrees(np.arctan2(np.abs(points[:, 0]), points[:, 2] - 0.45))
    line = np.interp(angle, _HAIRLINE_ANGLE, _HAIRLINE_Y)
    return np.asarray(points[:, 1] - line, np.float32)


def blob(points: Points, x: float, y: float, width: float, height: float) -> Floats:
    """A Gaussian spot on the front of the face, the same on both sides."""
    across = (np.abs(points[:, 0]) - x) / width
    up = (points[:, 1] - y) / height
    return np.asarray(np.exp(-(across**2) - up**2), np.float32)


def brow_height(along: Points) -> Floats:
    """Height y in dm of the middle of a brow, `along` 0 at the nose to 1 at the temple."""
    arch = np.interp(along, [0, 0.3, 0.62, 0.85, 1], [0.012, 0.038, 0.058, 0.036, 0.0])
    return np.asarray(_BROW_Y + arch, np.float64)


def brow_x(along: Points) -> Floats:
    """Distance x in dm of a brow point from the middle of the face."""
    return np.asarray(_BROW_INNER_X + BROW_LENGTH_DM * along, np.float64)


def brow_half_width(along: Points) -> Floats:
    """Half the height in dm of a brow of thickness 1."""
    return np.asarray(np.interp(along, [0, 0.15, 0.6, 1], [0.026, 0.034, 0.027, 0.006]))


def brow_paint(points: Points, thickness: float) -> Floats:
    """Soft cover 0..1 of the skin under the brows."""
    along = (np.abs(points[:, 0]) - _BROW_INNER_X) / BROW_LENGTH_DM
    inside = smoothstep(-0.08, 0.10, along) * smoothstep(1.05, 0.80, along)
    off = (points[:, 1] - brow_height(along)) / (brow_half_width(along) * thickness)
    return np.asarray(inside * np.exp(-0.7 * off**2) * (points[:, 2] > 0.8), np.float32)


def beard_cover(points: Points) -> Floats:
    """Where a beard grows, 0..1: jaw, chin, upper lip, not the lips nor the hollow below them."""
    x, y, z = np.abs(points[:, 0]), points[:, 1], points[:, 2]
    tall = smoothstep(0.09, -0.09, y - np.interp(x, _BEARD_X, _BEARD_TOP_Y))
    low = smoothstep(6.12, 6.32, y + 0.1 * np.clip(z - 0.8, 0, 1)) * smoothstep(0.25, 0.55, z)
    mouth = 1 - 0.95 * blob(points, 0, 6.67, 0.20, 0.075)
    philtrum = smoothstep(0.02, 0.10, x) + smoothstep(6.62, 6.5, y) + smoothstep(6.7, 6.76, y)
    return np.asarray(tall * low * mouth * np.clip(philtrum, 0, 1), np.float32)
