"""Paint a source face in another's shape and light: one pass over the pixels."""

from __future__ import annotations

from typing import NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from faceproof.manipulations.mean_face import layout
from faceproof.manipulations.mesh import NOWHERE, Box, lookup
from faceproof.manipulations.texture import texels

Planes = NDArray[np.float32]


class Look(NamedTuple):
    """How a source is shown in one frame.

    Attributes:
        mix, offset: of its colours 0..255, ``(3, 3)`` and ``(3,)``.
        shade: added at each texel ``(SIDE, SIDE, 3)``.
        shown: how much may be shown at each texel ``(SIDE, SIDE)``.
        in_sight: how well each point can be shown ``(468,)``.
    """

    mix: Planes
    offset: Planes
    shade: Planes
    shown: Planes
    in_sight: Planes


class Dressed(NamedTuple):
    """A painted face within a box.

    Attributes:
        picture: RGB uint8 ``(h, w, 3)``; as it was where there is no face.
        shown: how much of it may be shown, float32 0..1 ``(h, w)``; below 0 where there is no face.
    """

    picture: NDArray[np.uint8]
    shown: Planes


def dress(
    picture: NDArray[np.uint8],
    source: Planes,
    target: Planes,
    look: Look,
    *,
    box: Box,
    below: NDArray[np.uint8],
) -> Dressed:
    """The face of a picture in the shape of another.

    Args:
        picture: with the source's face.
        source: its landmarks there ``(468, 2)``.
        target: the landmarks in the frame that is painted on.
        look: what makes its colours the target's, and where it may be seen.
        box: of the frame, to be painted.
        below: the frame within the box, left as it is.
    """
    carried = np.concatenate([source, texels(), look.in_sight[:, None]], axis=1)
    where = lookup(target, carried, layout().triangles, box)
    painted = below.copy()
    alpha = np.full(where.shape[:2], NOWHERE, np.float32)
    _paint(where, picture, *look[:4], painted, alpha)
    return Dressed(painted, alpha)


@numba.njit(cache=True, nogil=True)
def _paint(  # noqa: PLR0917 - kernels take no keywords
    where: Planes,
    picture: NDArray[np.uint8],
    mix: Planes,
    offset: Planes,
    shade: Planes,
    shown: Planes,
    painted: NDArray[np.uint8],
    alpha: Planes,
) -> None:  # pragma: no cover
    """Bilinear colours of the picture at where[..., :2], light and alpha at where[..., 2:4]."""
    zero, half, full = np.float32(0), np.float32(0.5), np.float32(255)
    colour = np.empty(3, np.float32)
    for i in range(where.shape[0]):
        for j in range(where.shape[1]):
            if where[i, j, 0] == NOWHERE:
                continue
            x0, x1, fx = _between(where[i, j, 0], picture.shape[1])
            y0, y1, fy = _between(where[i, j, 1], picture.shape[0])
            u0, u1, fu = _between(where[i, j, 2], shown.shape[1])
            v0, v1, fv = _between(where[i, j, 3], shown.shape[0])
            for k in range(3):
                colour[k] = _mixed(
                    picture[y0, x0, k],
                    picture[y0, x1, k],
                    picture[y1, x0, k],
                    picture[y1, x1, k],
                    fx,
                    fy,
                )
            for k in range(3):
                lit = mix[k, 0] * colour[0] + mix[k, 1] * colour[1] + mix[k, 2] * colour[2]
                lit += (
                    offset[k]
                    + half
                    + _mixed(
                        shade[v0, u0, k],
                        shade[v0, u1, k],
                        shade[v1, u0, k],
                        shade[v1, u1, k],
                        fu,
                        fv,
                    )
                )
                painted[i, j, k] = np.uint8(min(max(lit, zero), full))
            alpha[i, j] = where[i, j, 4] * _mixed(
                shown[v0, u0], shown[v0, u1], shown[v1, u0], shown[v1, u1], fu, fv
            )


@numba.njit(cache=True, nogil=True, inline="always")
def _mixed(  # noqa: PLR0917 - kernels take no keywords
    a: np.float32, b: np.float32, c: np.float32, d: np.float32, right: np.float32, down: np.float32
) -> np.float32:  # pragma: no cover
    """Bilinear mean of four neighbours."""
    above = np.float32(a) + right * (np.float32(b) - np.float32(a))
    under = np.float32(c) + right * (np.float32(d) - np.float32(c))
    return above + down * (under - above)


@numba.njit(cache=True, nogil=True, inline="always")
def _between(
    at: np.float32, length: int
) -> tuple[np.uint32, np.uint32, np.float32]:  # pragma: no cover
    """The whole numbers around a place within 0..length - 1, and its way from the first."""
    inside = min(max(at, np.float32(0)), np.float32(length - 1))
    first = np.uint32(inside)
    second = np.uint32(min(first + np.uint32(1), np.uint32(length - 1)))
    return first, second, inside - np.float32(first)
