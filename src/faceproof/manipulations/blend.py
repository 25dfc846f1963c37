"""Put a painted face into a picture: feathered, by Laplacian pyramid, or by Poisson's equation."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
Plane = NDArray[np.float32]


class Blended(NamedTuple):
    """A picture ``(h, w, 3)`` and the alpha ``(h, w)`` that the painted face has in it."""

    picture: Picture
    alpha: Picture


Blend = Callable[[Picture, Picture, Picture], Blended]

PYRAMID_LEVELS = 4
BLEED_LEVELS = np.int16(16)  # grey levels by which Poisson's equation may move a colour


def feather(painted: Picture, below: Picture, alpha: Picture) -> Blended:
    """``alpha`` of the painted picture over the other; where alpha is 0, exactly the other.

    Args:
        painted: RGB uint8 ``(h, w, 3)``.
        below: the picture it is put into, likewise.
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
    share: Plane = np.where(alpha > 127, np.float32(1), np.float32(0))
    top, bottom = painted.astype(np.float32), below.astype(np.float32)
    bands: list[Plane] = []
    for _ in range(min(PYRAMID_LEVELS, int(np.log2(min(share.shape))) - 2)):
        smaller = _halved(top), _halved(bottom)
        bands.append(_mixed(top - _grown(smaller[0], top), bottom - _grown(smaller[1], top), share))
        (top, bottom), share = smaller, _halved(share)
    mixed = _mixed(top, bottom, share)
    for band in reversed(bands):
        mixed = _grown(mixed, band) + band
    return feather(np.clip(mixed, 0, 255).astype(np.uint8), below, _widened(alpha))


def _mixed(top: Plane, bottom: Plane, share: Plane) -> Plane:
    return bottom + share[..., None] * (top - bottom)


def _halved(plane: Plane) -> Plane:
    return np.asarray(cv2.pyrDown(plane), np.float32)


def _grown(plane: Plane, like: Plane) -> Plane:
    return np.asarray(cv2.pyrUp(plane, dstsize=like.shape[1::-1]), np.float32)


def poisson(painted: Picture, below: Picture, alpha: Picture) -> Blended:
    """The painted face's gradients with the picture's colours at the rim (Perez et al. 2003)."""
    inside = np.where(alpha > 64, np.uint8(255), np.uint8(0))
    inside[[0, -1]] = 0
    inside[:, [0, -1]] = 0
    x, y, w, h = cv2.boundingRect(inside)
    if w < 3 or h < 3:
        return Blended(below, np.zeros_like(alpha))
    # seamlessClone overwrites the mask it is given: `inside` is ours alone.
    middle = x + w // 2, y + h // 2
    cloned = cv2.seamlessClone(painted, below, inside, middle, cv2.NORMAL_CLONE).astype(np.int16)
    # The painted face has the picture's colour already: a larger correction is hair or a window
    # behind the rim that bleeds into the face.
    kept = np.clip(cloned, painted - BLEED_LEVELS, painted + BLEED_LEVELS)
    return feather(np.clip(kept, 0, 255).astype(np.uint8), below, _widened(alpha))


def _widened(alpha: Picture) -> Picture:
    """Alpha that is full wherever the blend itself already fades, still 0 where it was 0."""
    return np.asarray(cv2.convertScaleAbs(alpha, alpha=4), np.uint8)


BLENDS: dict[str, Blend] = {"feather": feather, "pyramid": pyramid, "poisson": poisson}
