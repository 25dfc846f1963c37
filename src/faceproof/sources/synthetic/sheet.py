"""What a cast looks like: one picture with a row of frames per actor."""

from collections.abc import Sequence
from fractions import Fraction

import cv2
import numpy as np
from numpy.typing import NDArray

from faceproof.sources.synthetic.film import Take, film_with_truth
from faceproof.sources.synthetic.scene import SCENES

_FPS = Fraction(2)
"""Filmed slowly, so that few frames show much of a performance."""


def contact_sheet(
    seeds: Sequence[int],
    *,
    scenes: Sequence[str] | None = None,
    columns: int = 4,
    across: int = 1,
    tile: int = 320,
) -> NDArray[np.uint8]:
    """RGB picture of actors: `columns` frames of each, `across` actors side by side.

    Args:
        seeds: whom to show.
        scenes: taken in turn, one per actor; all by default.
        columns: frames per actor.
        across: actors per row of the sheet.
        tile: pixels a side of one frame, cut square around the head.
    """
    names = list(scenes or SCENES)
    strips = []
    for index, seed in enumerate(seeds):
        take = Take(seed=seed, scene=names[index % len(names)], frames=columns, fps=_FPS)
        tiles = [_cut(frame.image, tile) for frame in film_with_truth(take)]
        strips.append(np.concatenate(tiles, axis=1))
    while len(strips) % across:
        strips.append(np.zeros_like(strips[0]))
    rows = [np.concatenate(strips[k : k + across], 1) for k in range(0, len(strips), across)]
    return np.concatenate(rows, axis=0)


def _cut(image: NDArray[np.uint8], tile: int) -> NDArray[np.uint8]:
    height, width = image.shape[:2]
    side = min(height, width)
    left = (width - side) // 2
    square = image[:side, left : left + side]
    return np.asarray(cv2.resize(square, (tile, tile), interpolation=cv2.INTER_AREA), np.uint8)
