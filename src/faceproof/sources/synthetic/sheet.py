"""What a cast looks like: one labelled picture with a row of scenes per actor."""

from collections.abc import Sequence
from fractions import Fraction

import cv2
import numpy as np
from numpy.typing import NDArray

from faceproof.sources.synthetic.film import Take, film_with_truth
from faceproof.sources.synthetic.scene import SCENES

_FPS = Fraction(1)
_FRAMES = 2
"""The second frame, a second into the take, is shown: the face is at work by then."""

_LABEL = 12
"""A label is one of so many parts of a tile in height."""
_PAPER, _INK = 24, 225


def contact_sheet(
    seeds: Sequence[int],
    *,
    scenes: Sequence[str] | None = None,
    columns: int = 4,
    across: int = 1,
    tile: int = 320,
) -> NDArray[np.uint8]:
    """RGB picture of actors: each in `columns` scenes, `across` actors side by side.

    Under every tile stands the actor's number and the scene's name.

    Args:
        seeds: whom to show.
        scenes: taken in turn, going on from actor to actor; all by default.
        columns: scenes per actor.
        across: actors per row of the sheet.
        tile: pixels a side of one picture, cut square around the head; a label adds a twelfth.
    """
    names = list(scenes or SCENES)
    strips = []
    for index, seed in enumerate(seeds):
        played = [
            names[(index * columns + index // columns + k) % len(names)] for k in range(columns)
        ]
        strips.append(np.concatenate([_tile(seed, scene, tile) for scene in played], axis=1))
    while len(strips) % across:
        strips.append(np.full_like(strips[0], _PAPER))
    rows = [np.concatenate(strips[k : k + across], 1) for k in range(0, len(strips), across)]
    return np.concatenate(rows, axis=0)


def _tile(seed: int, scene: str, side: int) -> NDArray[np.uint8]:
    *_, frame = film_with_truth(Take(seed=seed, scene=scene, frames=_FRAMES, fps=_FPS))
    label = _label(f"{seed} {scene}", side)
    return np.concatenate([_cut(frame.image, frame.landmarks_px, side), label])


def _cut(image: NDArray[np.uint8], face: NDArray[np.float32], side: int) -> NDArray[np.uint8]:
    height, width = image.shape[:2]
    left = int(np.clip(face[:, 0].mean() - height / 2, 0, width - height))
    square = image[:, left : left + height]
    return np.asarray(cv2.resize(square, (side, side), interpolation=cv2.INTER_AREA), np.uint8)


def _label(text: str, width: int) -> NDArray[np.uint8]:
    """A dark bar with the text, made smaller until it fits."""
    height = width // _LABEL
    out = np.full((height, width, 3), _PAPER, np.uint8)
    (long, tall), _ = cv2.getTextSize(text, cv2.FONT_HERSHEY_SIMPLEX, 1, 1)
    scale = min(0.62 * height / tall, 0.96 * width / long)
    at = (max(2, width // 60), round(0.72 * height))
    cv2.putText(out, text, at, cv2.FONT_HERSHEY_SIMPLEX, scale, (_INK,) * 3, 1, cv2.LINE_AA)
    return out
