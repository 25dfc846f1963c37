"""Whole files or none: replace by rename, and digest without reading all at once."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from faceproof.core.errors import NoSpaceError, StorageError

_CHUNK = 1 << 20
_FULL = {errno.ENOSPC, errno.EFBIG, errno.EDQUOT}


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A temporary name beside ``path`` that takes its place when the block ends well.

    After an error, or a kill, the old file stands untouched. The temporary name keeps the
    ending, so that codecs and readers still see what kind of file it is.

    Raises:
        NoSpaceError: the disk (or quota) is full.
        StorageError: the folder cannot be written, or another file that the block uses, which is
            then the one named, cannot be read.
    """
    temporary = path.with_name(f".{path.stem}.{os.getpid()}.part{path.suffix}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield temporary
        temporary.replace(path)
    except OSError as error:
        named = Path(error.filename) if isinstance(error.filename, str) else temporary
        if named not in {temporary, path, *path.parents}:
            raise StorageError(
                f"{named}: cannot be used while {path.name} is written "
                f"({error.strerror or error}); nothing was written"
            ) from error
        raise storage_error(path, error) from error
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def storage_error(path: Path, error: OSError) -> StorageError:
    """One line that says why a file could not be written; a `NoSpaceError` on a full disk."""
    if error.errno in _FULL:
        return NoSpaceError(f"{path.name}: no space left while writing; free some")
    return StorageError(f"{path}: cannot be written ({error.strerror or error})")


def write_bytes(path: Path, data: bytes) -> None:
    """Write a whole file or leave the old one."""
    with replacing(path) as temporary:
        temporary.write_bytes(data)


def sha256_file(path: Path) -> str:
    """Hex sha256 of a file's bytes.

    Raises:
        StorageError: it cannot be read.
    """
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
    except OSError as error:
        raise StorageError(f"{path}: cannot be read ({error.strerror or error})") from error
    return digest.hexdigest()
