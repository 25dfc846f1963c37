"""What stands behind the actor: painted, out-of-focus rooms and streets."""

from collections.abc import Callable

import cv2
import numpy as np

from faceproof.sources.synthetic.arrays import Floats
from faceproof.sources.synthetic.canvas import Canvas
from faceproof.sources.synthetic.outdoors import (
    paint_cafe,
    paint_park,
    paint_square,
    paint_street,
)
from faceproof.sources.synthetic.rooms import (
    paint_couch,
    paint_dark_room,
    paint_hall,
    paint_kitchen,
    paint_living_room,
    paint_meeting,
    paint_office,
    paint_stage,
    paint_wall,
)

MARGIN = 0.20
"""A background is wider than the picture by this share of its height on each side, to pan."""

PAINTERS: dict[str, Callable[[Canvas], None]] = {
    "wall": paint_wall,
    "kitchen": paint_kitchen,
    "couch": paint_couch,
    "stage": paint_stage,
    "office": paint_office,
    "meeting": paint_meeting,
    "living_room": paint_living_room,
    "dark_room": paint_dark_room,
    "hall": paint_hall,
    "park": paint_park,
    "street": paint_street,
    "square": paint_square,
    "cafe": paint_cafe,
}


def paint(kind: str, width: int, height: int, rng: np.random.Generator) -> Floats:
    """A blurred background in linear RGB ``(height, width + 2 * margin, 3)``, wider to pan.

    Args:
        kind: key of `PAINTERS`.
        width: of the picture, pixels.
        height: of the picture, pixels.
        rng: the room's stream.
    """
    whole = width + 2 * round(MARGIN * height)
    # painted at one fixed size, so that the room does not depend on the resolution
    pixels = np.zeros((240, round(240 * whole / height), 3), np.float32)
    canvas = Canvas(pixels=pixels, rng=rng)
    PAINTERS[kind](canvas)
    pixels += rng.normal(0, 0.01, (*pixels.shape[:2], 1))
    soft = cv2.GaussianBlur(pixels, (0, 0), rng.uniform(2.2, 4.4))
    large = cv2.resize(soft, (whole, height), interpolation=cv2.INTER_CUBIC)
    return np.maximum(large, 0.002).astype(np.float32)
