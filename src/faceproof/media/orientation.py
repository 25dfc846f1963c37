"""Which way up is a picture shown, given how it is stored?"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from faceproof.core.errors import MediaError

Box = tuple[int, int, int, int]
_ONE = 1 << 16


@dataclass(frozen=True, slots=True)
class Orientation:
    """One of the eight ways to lay a picture down: transpose, then mirror what is asked.

    >>> Orientation(transpose=True, flip_x=True).shown(np.array([[1, 2]])).tolist()
    [[1], [2]]
    """

    transpose: bool = False
    flip_x: bool = False
    flip_y: bool = False

    def shown(self, stored: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """A view of a stored picture ``(h, w, ...)`` as it is shown."""
        turned = stored.swapaxes(0, 1) if self.transpose else stored
        return turned[:: -1 if self.flip_y else 1, :: -1 if self.flip_x else 1]

    def size(self, width: int, height: int) -> tuple[int, int]:
        """Width and height as shown; its own inverse."""
        return (height, width) if self.transpose else (width, height)

    def stored_box(self, box: Box, width: int, height: int) -> Box:
        """A shown box ``x0, y0, x1, y1`` in the stored picture of ``width`` by ``height``."""
        x0, y0, x1, y1 = box
        shown_width, shown_height = self.size(width, height)
        if self.flip_x:
            x0, x1 = shown_width - x1, shown_width - x0
        if self.flip_y:
            y0, y1 = shown_height - y1, shown_height - y0
        return (y0, x0, y1, x1) if self.transpose else (x0, y0, x1, y1)


UPRIGHT = Orientation()


def orientation_of(picture: Any, name: str) -> Orientation:
    """The orientation a decoded picture's display matrix asks for; upright without one.

    Reference:
        FFmpeg libavutil/display.h: x' = a x + c y, y' = b x + d y, in 16.16 fixed point.

    Raises:
        MediaError: the matrix turns by anything but quarter turns.
    """
    side_data = picture.side_data.get("DISPLAYMATRIX")
    if side_data is None:
        return UPRIGHT
    a, b, _, c, d, *_ = struct.unpack("=9i", bytes(side_data))
    match [0 if abs(v) < _ONE // 64 else v // abs(v) for v in (a, b, c, d)]:
        case [1 | -1 as x, 0, 0, 1 | -1 as y]:
            return Orientation(flip_x=x < 0, flip_y=y < 0)
        case [0, 1 | -1 as y, 1 | -1 as x, 0]:
            return Orientation(transpose=True, flip_x=x < 0, flip_y=y < 0)
        case _:
            raise MediaError(
                f"{name}: asks to be shown through the matrix {(a, b, c, d)}, expected "
                "quarter turns and mirrors only; convert it so that the turn is in the pixels"
            )
