"""Put a painted face into a picture: feathered, by Laplacian pyramid, or by Poisson's equation."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]


class Blended(NamedTuple):
    """A picture ``(h, w, 3)`` and the alpha ``(h, w)`` that the painted face has in it."""

    picture: Picture
    alpha: Picture


Blend = Callable[[Picture, Picture, Picture], Blended]

PYRAMID_LEVELS = 4


def feather(painted: Picture, below: Picture, alpha: Picture) -> Blended:
    """``alpha`` of the painted picture over the other; where alpha is 0, exactly the other.

    Args:
        painted, below: RGB uint8 ``(h, w, 3)``.
        alpha: uint8 ``(h, w)``, 255 shows the painted picture alone.
    """
    a = cv2.merge([alpha] * 3)
    over = cv2.add(
        cv2.multiply(painted, a, scale=1 / 255),
        cv2.multiply(below, cv2.bitwise_not(a), scale=1 / 255),
    )
    return Blended(np.where(a == 0, below, over), alpha)


def pyramid(painted: Picture, below: Picture, alpha: Picture) -> Blended:
    """Each band of detail crosses the border over its own width (Burt & Adelson 1983)."""
    core = np.where(alpha > 127, np.float32(1), np.float32(0))
    top, bottom = painted.astype(np.float32), below.astype(np.float32)
    levels = min(PYRAMID_LEVELS, int(np.log2(min(core.shape))) - 2)
    bands = []
    for _ in range(levels):
        tops, bottoms = cv2.pyrDown(top), cv2.pyrDown(bottom)
        size = core.shape[::-1]
        bands.append(
            (top - cv2.pyrUp(tops, dstsize=size), bottom - cv2.pyrUp(bottoms, dstsize=size), core)
        )
        top, bottom, core = tops, bottoms, cv2.pyrDown(core)
    mixed = cv2.blendLinear(top, bottom, core, 1 - core)
    for high, low, share in reversed(bands):
        mixed = cv2.pyrUp(mixed, dstsize=share.shape[::-1]) + cv2.blendLinear(
            high, low, share, 1 - share
        )
    blended = np.clip(mixed, 0, 255).astype(np.uint8)
    return feather(blended, below, _widened(alpha))


def poisson(painted: Picture, below: Picture, alpha: Picture) -> Blended:
    """The painted face's gradients with the picture's colours at the rim (Perez et al. 2003)."""
    inside = np.where(alpha > 64, np.uint8(255), np.uint8(0))
    inside[[0, -1]] = 0
    inside[:, [0, -1]] = 0
    x, y, w, h = cv2.boundingRect(inside)
    if w < 3 or h < 3:
        return Blended(below, np.zeros_like(alpha))
    # seamlessClone overwrites the mask it is given: `inside` is ours alone.
    cloned = cv2.seamlessClone(painted, below, inside, (x + w // 2, y + h // 2), cv2.NORMAL_CLONE)
    return feather(cloned, below, _widened(alpha))


def _widened(alpha: Picture) -> Picture:
    """Alpha that is full wherever the blend itself already fades, still 0 where it was 0."""
    return cv2.convertScaleAbs(alpha, alpha=4)


BLENDS: dict[str, Blend] = {"feather": feather, "pyramid": pyramid, "poisson": poisson}
