"""Which way up is a picture shown, given how it is stored?"""

from __future__ import annotations

import re
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
# EXIF 2.32, tag Orientation: which row and column of the picture is stored first.
_EXIF = {
    1: UPRIGHT,
    2: Orientation(flip_x=True),
    3: Orientation(flip_x=True, flip_y=True),
    4: Orientation(flip_y=True),
    5: Orientation(transpose=True),
    6: Orientation(transpose=True, flip_x=True),
    7: Orientation(transpose=True, flip_x=True, flip_y=True),
    8: Orientation(transpose=True, flip_y=True),
}
_ORIENTATION_TAG = 0x0112
# PyAV 18 frees what a picture's side data say of themselves twice, and the process dies some time
# later. These decoders write such a thing (the name of a colour profile): never asked for.
_OWNS_ITS_METADATA = {"png", "apng"}
# EXIF in JPEG (Exif), PNG (eXIf) and WebP (EXIF, size), or a TIFF file itself.
_TIFF = re.compile(rb"(?:\A|Exif\0\0|eXIf|EXIF.{4})(?P<tiff>II\*\0|MM\0\*)", re.DOTALL)


def orientation_of(picture: Any, name: str, *, codec: str, head: bytes) -> Orientation:
    """The orientation a decoded picture's display matrix, or EXIF, asks for; upright without.

    Args:
        picture: PyAV's frame.
        name: begins the message.
        codec: FFmpeg's name of what decoded it.
        head: the file's first bytes.

    Reference:
        FFmpeg libavutil/display.h: x' = a x + c y, y' = b x + d y, in 16.16 fixed point.

    Raises:
        MediaError: the matrix turns by anything but quarter turns.
    """
    if codec in _OWNS_ITS_METADATA:
        return _by_exif(head) or _by_angle(picture.rotation, name)
    try:
        side_data = picture.side_data.get("DISPLAYMATRIX")
    except ValueError:  # PyAV 18 names no EXIF side data and then gives none at all
        return _by_exif(head) or _by_angle(picture.rotation, name)
    return UPRIGHT if side_data is None else _by_matrix(bytes(side_data), name)


def _by_matrix(side_data: bytes, name: str) -> Orientation:
    a, b, _, c, d, *_ = struct.unpack("=9i", side_data)
    match [0 if abs(v) < _ONE // 64 else v // abs(v) for v in (a, b, c, d)]:
        case [1 | -1 as x, 0, 0, 1 | -1 as y]:
            return Orientation(flip_x=x < 0, flip_y=y < 0)
        case [0, 1 | -1 as y, 1 | -1 as x, 0]:
            return Orientation(transpose=True, flip_x=x < 0, flip_y=y < 0)
        case _:
            raise _askew(name, f"the matrix {(a, b, c, d)}")


def exif_orientation(head: bytes) -> int | None:
    """The orientation, 1 to 8, in the first EXIF of some bytes; None without one.

    Reference:
        EXIF 2.32, tag Orientation.
    """
    found = _TIFF.search(head)
    if found is None:
        return None
    start, order = found.start("tiff"), "<" if found["tiff"].startswith(b"I") else ">"
    try:
        (ifd,) = struct.unpack_from(f"{order}I", head, start + 4)
        (count,) = struct.unpack_from(f"{order}H", head, start + ifd)
        for i in range(count):
            entry = start + ifd + 2 + 12 * i
            tag, _, _, value = struct.unpack_from(f"{order}HHIH", head, entry)
            if tag == _ORIENTATION_TAG:
                return int(value) if value in _EXIF else None
    except struct.error:  # it points outside of what there is
        return None
    return None


def _by_exif(head: bytes) -> Orientation | None:
    value = exif_orientation(head)
    return None if value is None else _EXIF[value]


def _by_angle(degrees: int, name: str) -> Orientation:
    """From degrees counterclockwise."""
    match degrees % 360:
        case 0:
            return _EXIF[1]
        case 90:
            return _EXIF[8]
        case 180:
            return _EXIF[3]
        case 270:
            return _EXIF[6]
        case _:
            raise _askew(name, f"{degrees} degrees")


def _askew(name: str, found: str) -> MediaError:
    return MediaError(
        f"{name}: asks to be turned by {found}, expected quarter turns and mirrors only; convert "
        "it so that the turn is in the pixels"
    )
