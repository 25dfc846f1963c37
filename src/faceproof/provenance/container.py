"""Where in a file are its credentials? Their bytes as they stand, for four families of files.

A file's kind is what its first bytes say, never what its name says.

Reference:
    C2PA Technical Specification 2.2, appendix A: JPEG XT segments, a PNG chunk, a RIFF chunk, and
    a box of ISO base media files.
"""

from __future__ import annotations

import stat
import struct
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import BinaryIO

from faceproof.core.errors import MediaError
from faceproof.media.limits import LIMITS

LARGEST_STORE = 32 << 20
"""Bytes of credentials that are read; with many parents they grow, but not to this."""

_MOST_PARTS = 200_000  # segments, chunks or boxes of one file
_UUID = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")
_MANIFEST = (b"manifest\0", b"original\0", b"update\0")


class Kind(Enum):
    """A kind of file, by the name that it has among media types."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    WEBP = "image/webp"
    WAV = "audio/wav"
    AVI = "video/avi"
    MP4 = "video/mp4"


def kind_of(path: Path) -> Kind | None:
    """The kind of a file that can hold credentials; None where it is another.

    Raises:
        MediaError: it cannot be read, is empty, or over the limit.
    """
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise MediaError(f"{path}: is not a file; expected a picture, video or sound")
        with path.open("rb") as file:
            head = file.read(12)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise MediaError(f"{path}: cannot be read ({why})") from error
    if not head:
        raise MediaError(f"{path}: is empty; expected a picture, video or sound")
    LIMITS.check_bytes(path.name, found.st_size)
    if head.startswith(b"\xff\xd8\xff"):
        return Kind.JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return Kind.PNG
    if head.startswith(b"RIFF"):
        return {b"WEBP": Kind.WEBP, b"WAVE": Kind.WAV, b"AVI ": Kind.AVI}.get(head[8:12])
    return Kind.MP4 if head[4:8] == b"ftyp" else None


def holds_credentials(path: Path) -> bool:
    """Whether there are credentials in a file, whatever they say.

    Raises:
        MediaError: as `kind_of` and `manifest_store`.
    """
    kind = kind_of(path)
    return kind is not None and manifest_store(path, kind) is not None


def manifest_store(path: Path, kind: Kind) -> bytes | None:
    """The credentials in a file, as JUMBF; None where it holds none.

    Raises:
        MediaError: the file's structure is broken before they are found, or they are too large.
    """
    parts = {Kind.JPEG: _jpeg, Kind.PNG: _png, Kind.MP4: _boxes}.get(kind, _riff)
    try:
        with path.open("rb") as file:
            found = b"".join(_capped(parts(file)))
    except (OSError, struct.error) as error:
        raise MediaError(f"{path}: ends in the middle of a part ({error})") from error
    return found or None


def _capped(pieces: Iterator[bytes]) -> Iterator[bytes]:
    total = 0
    for number, piece in enumerate(pieces):
        total += len(piece)
        if total > LARGEST_STORE or number > _MOST_PARTS:
            raise MediaError(f"credentials are over {LARGEST_STORE >> 20} MiB; expected kilobytes")
        yield piece


def _jpeg(file: BinaryIO) -> Iterator[bytes]:
    """Payloads of APP11 segments; the box header of a continued segment is not repeated."""
    file.seek(2)
    for _ in range(_MOST_PARTS):
        marker = file.read(2)
        if len(marker) < 2 or marker[0] != 0xFF or marker[1] in {0xDA, 0xD9}:
            return
        (length,) = struct.unpack(">H", file.read(2))
        data = file.read(max(length - 2, 0))
        if marker[1] == 0xEB and data[:2] == b"JP" and len(data) >= 16:
            (sequence,) = struct.unpack(">I", data[4:8])
            yield data[8:] if sequence == 1 else data[16:]


def _png(file: BinaryIO) -> Iterator[bytes]:
    file.seek(8)
    for _ in range(_MOST_PARTS):
        head = file.read(8)
        if len(head) < 8:
            return
        length, name = struct.unpack(">I4s", head)
        if name == b"caBX":
            yield _read(file, length)
            file.seek(4, 1)
        else:
            file.seek(length + 4, 1)


def _riff(file: BinaryIO) -> Iterator[bytes]:
    file.seek(12)
    for _ in range(_MOST_PARTS):
        head = file.read(8)
        if len(head) < 8:
            return
        name, length = struct.unpack("<4sI", head)
        if name == b"C2PA":
            yield _read(file, length)
        else:
            file.seek(length + length % 2, 1)


def _boxes(file: BinaryIO) -> Iterator[bytes]:
    for _ in range(_MOST_PARTS):
        head = file.read(8)
        if len(head) < 8:
            return
        size, name = struct.unpack(">I4s", head)
        body = size - 8
        if size == 1:
            body = struct.unpack(">Q", file.read(8))[0] - 16
        if size == 0 or body < 0:
            return  # the last box reaches to the end
        end = file.tell() + body
        if name == b"uuid" and file.read(16) == _UUID:
            file.seek(4, 1)
            rest = _read(file, end - file.tell())
            purpose = next((p for p in _MANIFEST if rest.startswith(p)), None)
            if purpose is not None:
                yield rest[len(purpose) + 8 :]
        file.seek(end)


def _read(file: BinaryIO, length: int) -> bytes:
    if not 0 <= length <= LARGEST_STORE:
        raise MediaError(f"credentials are over {LARGEST_STORE >> 20} MiB; expected kilobytes")
    return file.read(length)
