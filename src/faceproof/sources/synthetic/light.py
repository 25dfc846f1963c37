"""How a scene is lit: one key light with shadows, one fill, an ambient sky."""

from dataclasses import dataclass

import numpy as np

from faceproof.sources.synthetic.arrays import Floats

SHADOW_SIZE = 384
"""Texels of the square shadow map; it spans 5.2 dm around the head."""
SHADOW_SPAN_DM = 5.2
SHADOW_CENTRE = (0.0, 6.9, 0.5)

KEY, KEY_COLOUR, FILL, FILL_COLOUR, AMBIENT = range(5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rig:
    """A kind of lighting before the day's chance.

    Angles in degrees: `side` from the camera to the actor's left (+), `height` upwards. `key`,
    `fill` and `ambient` are radiances in the same unit, `warmth` shifts red against blue.
    """

    side: float
    height: float
    key: float
    fill: float
    ambient: float
    warmth: float = 0.0


RIGS: dict[str, Rig] = {
    "window": Rig(side=48, height=28, key=1.25, fill=0.30, ambient=0.22, warmth=-0.04),
    "ceiling": Rig(side=14, height=52, key=0.95, fill=0.42, ambient=0.34, warmth=0.05),
    "lamp": Rig(side=-42, height=24, key=1.15, fill=0.20, ambient=0.18, warmth=0.14),
    "stage": Rig(side=-24, height=40, key=1.40, fill=0.26, ambient=0.15, warmth=0.08),
    "sun": Rig(side=36, height=44, key=1.45, fill=0.30, ambient=0.34, warmth=0.06),
    "overcast": Rig(side=-10, height=60, key=0.75, fill=0.40, ambient=0.46, warmth=-0.05),
    "corridor": Rig(side=28, height=58, key=0.90, fill=0.34, ambient=0.24, warmth=0.02),
    "screen": Rig(side=30, height=12, key=1.00, fill=0.36, ambient=0.24, warmth=-0.10),
    "candle": Rig(side=38, height=8, key=1.05, fill=0.24, ambient=0.12, warmth=0.20),
}


def set_up(rig: Rig, rng: np.random.Generator) -> Floats:
    """Lights of one take ``(5, 3)``: key and its colour, fill and its colour, ambient."""
    side = np.radians(rig.side + rng.normal(0, 9)) * rng.choice([-1, 1])
    height = np.radians(rig.height + rng.normal(0, 5))
    key = np.array([np.sin(side) * np.cos(height), np.sin(height), np.cos(side) * np.cos(height)])
    fill = np.array([-np.sign(key[0]) * 0.75, 0.12, 0.85])
    warm = rig.warmth + rng.normal(0, 0.025)
    tint = np.array([1 + warm, 1.0, 1 - warm])
    strength = rng.uniform(0.92, 1.08, 3)
    return np.stack(
        [
            key,
            rig.key * strength[0] * tint,
            fill / np.linalg.norm(fill),
            rig.fill * strength[1] * (2 - tint) * [0.97, 1.0, 1.06],
            rig.ambient * strength[2] * np.array([0.97, 1.0, 1.05]),
        ]
    ).astype(np.float32)


def shadow_view(direction: Floats, size: int = SHADOW_SIZE) -> Floats:
    """The matrix ``(3, 4)`` from dm to texel x, texel y and depth along a light's direction."""
    towards = np.asarray(direction, np.float64) / np.linalg.norm(direction)
    up = np.array([0.0, 1.0, 0.0]) if abs(towards[1]) < 0.95 else np.array([1.0, 0.0, 0.0])
    right = np.cross(up, towards)
    right /= np.linalg.norm(right)
    scale = size / SHADOW_SPAN_DM
    out = np.zeros((3, 4))
    out[0, :3] = right * scale
    out[1, :3] = np.cross(towards, right) * scale
    out[2, :3] = -towards
    out[:2, 3] = size / 2 - out[:2, :3] @ SHADOW_CENTRE
    out[2, 3] = towards @ SHADOW_CENTRE
    return out.astype(np.float32)


def to_shadow(points: Floats, view: Floats) -> Floats:
    """Texel x, y and depth ``(n, 3)`` of points in a shadow map."""
    return np.asarray(points @ view[:, :3].T + view[:, 3], np.float32)
