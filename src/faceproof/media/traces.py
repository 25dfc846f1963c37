"""A copy of a file without where, when and with what it was recorded; its pictures stay as stored.

Pictures and sound are copied as they are coded. What goes: EXIF, XMP, IPTC and comments, but for
which way up a picture is shown; all tags, subtitles and data tracks of a video; all chunks of a
sound but those it is played by. Not what can be seen or heard: a street sign, a voice.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import av
import av.error

from faceproof.core import replacing
from faceproof.core.errors import MediaError
from faceproof.media.container import opened
from faceproof.media.limits import LIMITS
from faceproof.media.orientation import exif_orientation

_JPEG_KEPT = {0xE0, 0xE2, 0xEE}  # JFIF, colour profile, Adobe's colour transform
_PNG_KEPT = frozenset(
    b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP sBIT pHYs bKGD acTL fcTL fdAT cICP".split()
)
_WAV_KEPT = frozenset({b"fmt ", b"data", b"fact"})
_ORIENTATION = 0x0112
_SHORT = 3


def without_traces(path: Path, out: Path) -> None:
    """Write a copy of a JPEG, PNG, WAV, MP4 or MOV file that tells nothing but what it shows.

    Raises:
        MediaError: it is of another kind, or broken.
        StorageError: the copy cannot be written.
    """
    LIMITS.check_bytes(path.name, path.stat().st_size)
    with replacing(out) as temporary, path.open("rb") as source, temporary.open("wb") as copy:
        head = source.read(12)
        source.seek(0)
        try:
            if head.startswith(b"\xff\xd8\xff"):
                copy.writelines(_jpeg(source))
            elif head.startswith(b"\x89PNG\r\n\x1a\n"):
                copy.writelines(_png(source))
            elif head.startswith(b"RIFF") and head[8:] == b"WAVE":
                copy.writelines(_wav(source))
            elif head[4:8] == b"ftyp":
                _remuxed(path, temporary, mov=head[8:] == b"qt  ")
            else:
                raise MediaError(
                    f"{path}: cannot be stripped; expected a JPEG, PNG, WAV, MP4 or MOV file"
                )
        except (struct.error, av.error.FFmpegError) as error:
            raise MediaError(f"{path}: is broken ({error}); nothing was written") from error


def _jpeg(file: BinaryIO) -> Iterator[bytes]:
    yield file.read(2)
    kept = []
    orientation = 1
    while True:
        marker = file.read(2)
        (length,) = struct.unpack(">H", file.read(2))
        data = file.read(length - 2)
        if marker[0] != 0xFF or len(data) != length - 2:
            raise MediaError("a picture breaks off before its pixels; nothing was written")
        if marker[1] == 0xE1 and data.startswith(b"Exif\0\0"):
            orientation = exif_orientation(data) or orientation
        if marker[1] in _JPEG_KEPT or not (0xE0 <= marker[1] <= 0xEF or marker[1] == 0xFE):
            kept.append(marker + struct.pack(">H", length) + data)
        if marker[1] == 0xDA:
            break
    if orientation != 1:
        exif = b"Exif\0\0" + _only_orientation(orientation)
        yield b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif
    yield from kept
    yield from iter(lambda: file.read(1 << 20), b"")


def _png(file: BinaryIO) -> Iterator[bytes]:
    yield file.read(8)
    while head := file.read(8):
        length, name = struct.unpack(">I4s", head)
        body = file.read(length + 4)
        if len(body) != length + 4:
            raise MediaError("a picture breaks off in the middle; nothing was written")
        if name in _PNG_KEPT:
            yield head + body


def _wav(file: BinaryIO) -> Iterator[bytes]:
    file.seek(12)
    kept = []
    while len(head := file.read(8)) == 8:
        name, length = struct.unpack("<4sI", head)
        body = file.read(length + length % 2)
        if name in _WAV_KEPT:
            kept.append(head + body)
    data = b"WAVE" + b"".join(kept)
    yield b"RIFF" + struct.pack("<I", len(data)) + data


def _remuxed(path: Path, out: Path, *, mov: bool) -> None:
    form = "mov" if mov else "mp4"
    options = {"movflags": "+faststart", "fflags": "+bitexact"}
    with (
        opened(path, limits=LIMITS) as source,
        av.open(out.as_posix(), "w", format=form, options=options) as copy,
    ):
        streams = [s for s in source.container.streams if s.type in {"video", "audio"}]
        places = {s.index: copy.add_stream_from_template(s) for s in streams}
        for place in places.values():
            place.metadata.clear()
        for packet in source.container.demux(streams):
            if packet.dts is not None:
                packet.stream = places[packet.stream.index]
                copy.mux(packet)


def _only_orientation(value: int) -> bytes:
    entry = struct.pack(">HHIHH", _ORIENTATION, _SHORT, 1, value, 0)
    return b"MM\0*" + struct.pack(">IH", 8, 1) + entry + struct.pack(">I", 0)
