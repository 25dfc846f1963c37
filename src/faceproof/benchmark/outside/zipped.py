"""The one file in a zip, or why it is not taken; nothing is unpacked before it is measured."""

from __future__ import annotations

import struct
import zipfile
import zlib
from typing import BinaryIO

from faceproof.benchmark.tables import one_line
from faceproof.core.errors import ScoreError

_LARGEST = 16 << 20
_DENSEST = 200
_ENCRYPTED = 1
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
# What zipfile raises for bytes that are something else.
_MALFORMED = (
    zipfile.BadZipFile, zlib.error, ValueError, EOFError, NotImplementedError, RuntimeError,
    LookupError, OverflowError, struct.error,
)  # fmt: skip


def only_file(name: str, file: BinaryIO) -> bytes:
    """The bytes of a zip's only file.

    Raises:
        ScoreError: it holds another number of files, one in a folder, one that would be too large
            or is packed too densely; or it is no zip.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            if len(members) != 1:
                raise ValueError(f"it holds {len(members)} files")
            _check(members[0])
            return archive.read(members[0])
    except _MALFORMED as error:
        raise ScoreError(
            f"{name}: cannot be unpacked ({one_line(str(error)):.200}); expected a zip that holds "
            "exactly one JSON"
        ) from error


def _check(member: zipfile.ZipInfo) -> None:
    if {"/", "\\"} & set(member.filename):
        raise ValueError(f"{member.filename!a:.80} stands in a folder")
    if member.file_size > _LARGEST:
        raise ValueError(f"{member.filename!a:.80} is over {_LARGEST >> 20} MiB")
    if member.file_size > _DENSEST * max(member.compress_size, 1):
        raise ValueError(f"{member.filename!a:.80} is packed over {_DENSEST} to 1")
    if member.compress_type not in _METHODS or member.flag_bits & _ENCRYPTED:
        raise ValueError(f"{member.filename!a:.80} is encrypted or packed in an unusual way")
