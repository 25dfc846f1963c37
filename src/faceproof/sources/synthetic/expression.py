"""What a face can do: the 52 ARKit units as sparse moves, mouth shapes and moods made of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

import numpy as np

from faceproof.sources.synthetic.arrays import Floats, Ints
from faceproof.sources.synthetic.head import load_head

UNIT_FLOOR_DM = 5e-5
"""Smaller displacements of a unit are dropped: 5 micrometres."""

GAZE_YAW = 0.50
GAZE_PITCH = 0.42
"""Radians an eyeball turns at level 1 of the look units."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Units:
    """All units, sparse: unit u moves coarse vertices `indices[indptr[u]:indptr[u+1]]`."""

    names: tuple[str, ...]
    indptr: Ints
    indices: Ints
    deltas: Floats


@cache
def load_units() -> Units:
    """The expression units of the head asset."""
    head = load_head()
    moved = [np.nonzero(np.abs(unit).max(1) > UNIT_FLOOR_DM)[0] for unit in head.units]
    return Units(
        names=head.unit_names,
        indptr=np.cumsum([0, *map(len, moved)]).astype(np.int32),
        indices=np.concatenate(moved).astype(np.int32),
        deltas=np.concatenate([unit[at] for unit, at in zip(head.units, moved, strict=True)]),
    )


def both(name: str, level: float) -> dict[str, float]:
    """The same level on the left and the right unit of a pair.

    >>> both("eyeBlink", 0.5)
    {'eyeBlinkLeft': 0.5, 'eyeBlinkRight': 0.5}
    """
    return {f"{name}Left": level, f"{name}Right": level}


Levels = Mapping[str, float]
"""Level 0..1 by unit name; absent means 0."""

VISEMES: Mapping[str, Levels] = MappingProxyType(
    {
        "rest": {},
        "aa": {"jawOpen": 0.50, **both("mouthLowerDown", 0.30), **both("mouthUpperUp", 0.15)},
        "oh": {"jawOpen": 0.30, "mouthFunnel": 0.45, "mouthPucker": 0.15},
        "oo": {"jawOpen": 0.10, "mouthPucker": 0.60},
        "ee": {
            "jawOpen": 0.16,
            **both("mouthStretch", 0.35),
            **both("mouthUpperUp", 0.25),
            **both("mouthLowerDown", 0.30),
        },
        "eh": {"jawOpen": 0.28, **both("mouthStretch", 0.15), **both("mouthLowerDown", 0.2)},
        "mm": {**both("mouthPress", 0.40), "mouthRollLower": 0.2, "mouthRollUpper": 0.15},
        "ff": {"jawOpen": 0.08, "mouthRollLower": 0.45, **both("mouthUpperUp", 0.20)},
        "ss": {"jawOpen": 0.07, **both("mouthStretch", 0.25), **both("mouthUpperUp", 0.15)},
    }
)
"""Mouth shapes of speech, built of units (the maker's own viseme pack is not in the wheel)."""

MOODS: Mapping[str, Levels] = MappingProxyType(
    {
        "calm": {**both("mouthSmile", 0.18), "browInnerUp": 0.22},
        "happy": {
            **both("mouthSmile", 0.55),
            **both("cheekSquint", 0.45),
            **both("eyeSquint", 0.18),
            "browInnerUp": 0.12,
        },
        "laughing": {
            **both("mouthSmile", 0.80),
            **both("cheekSquint", 0.60),
            **both("eyeSquint", 0.30),
            **both("mouthUpperUp", 0.30),
            "jawOpen": 0.14,
        },
        "angry": {
            **both("browDown", 0.60),
            **both("noseSneer", 0.25),
            **both("mouthFrown", 0.30),
            **both("eyeSquint", 0.20),
            **both("mouthPress", 0.10),
        },
        "serious": {**both("browDown", 0.14), **both("mouthPress", 0.12), "browInnerUp": 0.06},
        "secretive": {
            **both("browDown", 0.16),
            **both("eyeSquint", 0.25),
            **both("mouthSmile", 0.12),
            **both("mouthPress", 0.18),
            "browInnerUp": 0.12,
        },
        "surprised": {
            "browInnerUp": 0.55,
            **both("browOuterUp", 0.5),
            **both("eyeWide", 0.5),
            "jawOpen": 0.16,
        },
        "disgusted": {
            **both("noseSneer", 0.60),
            **both("browDown", 0.30),
            **both("mouthUpperUp", 0.35),
            **both("mouthFrown", 0.25),
        },
    }
)
"""How a scene biases every frame's face."""


def levels_vector(levels: Levels) -> Floats:
    """Levels ``(52,)`` in the order of the asset's units."""
    names = load_units().names
    out = np.zeros(len(names), np.float32)
    for name, level in levels.items():
        out[names.index(name)] += level
    return out
