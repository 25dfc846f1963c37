"""The Square attack: random squares, kept where the detector's answer moves the right way.

Andriushchenko et al. 2020, "Square Attack: a query-efficient black-box adversarial attack via
random search", ECCV, algorithm 1 with the L-inf proposals of algorithm 2. Two things are added:
one pattern serves all frames of a clip, stretched over each region; and the first question is
about the untouched clip, which stays the answer where nothing found is better.
"""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from faceproof.benchmark.attacks.pixels import Rgb, with_pixels
from faceproof.detectors import View

SIDE = 256
"""Of the pattern that is stretched over the regions."""

SHARE = 0.8
"""Of the pattern that the first squares cover, p.

As in AutoAttack (Croce & Hein 2020, ICML); the paper's own .05 moves an answer less in so few
questions.
"""

HALVED_AT = (0.001, 0.005, 0.02, 0.1, 0.2, 0.4, 0.6, 0.8)
"""Shares of the search after which p halves (section 3: 10, 50, ... of 10,000 questions)."""

Signs = NDArray[np.int8]


def square(
    view: View,
    ask: Callable[[View], float],
    *,
    eps: int,
    budget: int,
    sign: int,
    rng: np.random.Generator,
) -> View:
    """The best that so many questions find.

    All changes are of exactly ``eps`` (or to the end of the scale), as in the paper.

    Args:
        view: the untouched clip.
        ask: the detector's LLR of a view; asked ``budget`` times.
        eps: grey levels of 255.
        budget: at least 2.
        sign: 1 to raise the LLR, -1 to lower it.
        rng: for squares, places and signs.
    """
    untouched = sign * ask(view)
    signs = _stripes(rng)
    best = sign * ask(_stamped(view, signs, eps))
    for number in range(2, budget):
        tried = _with_square(signs, side_of_square(number / budget), rng)
        found = sign * ask(_stamped(view, tried, eps))
        if found > best:
            signs, best = tried, found
    return _stamped(view, signs, eps) if best > untouched else view


def side_of_square(searched: float) -> int:
    """Side of the next square in pixels of the pattern.

    Args:
        searched: share of the budget that is spent, 0 to 1.

    >>> side_of_square(0.0), side_of_square(1.0)
    (229, 14)
    """
    share = SHARE / 2 ** sum(searched > end for end in HALVED_AT)
    return max(round(SIDE * float(np.sqrt(share))), 1)


def _stripes(rng: np.random.Generator) -> Signs:
    """Vertical, one pixel of the pattern wide, each channel by itself (section 3)."""
    row = rng.choice(np.array([-1, 1], np.int8), (1, SIDE, 3))
    return np.repeat(row, SIDE, axis=0)


def _with_square(signs: Signs, side: int, rng: np.random.Generator) -> Signs:
    # To add +-2 eps and to come back into the ball (algorithm 2) is to set the sign.
    y, x = rng.integers(0, SIDE - side + 1, 2)
    tried = signs.copy()
    tried[y : y + side, x : x + side] = rng.choice(np.array([-1, 1], np.int8), 3)
    return tried


def _stamped(view: View, signs: Signs, eps: int) -> View:
    return with_pixels(view, [_added(face.rgb, signs, eps) for face in view.regions])


def _added(rgb: Rgb, signs: Signs, eps: int) -> Rgb:
    pattern = cv2.resize(signs, rgb.shape[1::-1], interpolation=cv2.INTER_NEAREST)
    return np.asarray(np.clip(rgb + eps * pattern.astype(np.int16), 0, 255), np.uint8)
