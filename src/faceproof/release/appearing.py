"""How does a folder come to be whole or not at all? By a temporary name, then one rename."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from faceproof.core.errors import StorageError
from faceproof.core.files import storage_error


@contextmanager
def appearing(out: Path) -> Iterator[Path]:
    """A folder beside ``out`` that takes its name when the block ends well.

    What a killed run left under the temporary name is cleared away by the next.

    Raises:
        StorageError: ``out`` exists, cannot be written, or another command is writing it.
    """
    check_new(out)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with _alone(out):
            folder = out.with_name(f".{out.name}.part")
            try:
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir()
                yield folder
                folder.replace(out)
            finally:
                shutil.rmtree(folder, ignore_errors=True)
    except OSError as error:
        raise storage_error(out, error) from error


@contextmanager
def _alone(out: Path) -> Iterator[None]:
    """A lock on a name, which ends with the process however that ends."""
    path = out.with_name(f".{out.name}.lock")
    with path.open("ab") as lock:
        if not _taken(lock, path):
            raise StorageError(
                f"{out}: another command is writing it; wait for it, or choose a new name"
            )
        try:
            yield
        finally:
            path.unlink(missing_ok=True)


def _taken(lock: BinaryIO, path: Path) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return os.path.samestat(os.fstat(lock.fileno()), path.stat())
    except (BlockingIOError, FileNotFoundError):  # held, or just let go and taken away
        return False


def check_new(out: Path) -> None:
    """Return only when nothing stands at ``out`` yet.

    Raises:
        StorageError: something does.
    """
    if out.exists() or out.is_symlink():
        raise StorageError(f"{out}: exists already; choose a new name")


def check_apart(out: Path, root: Path) -> None:
    """Return only when neither of two places lies in the other.

    Raises:
        StorageError: one does.
    """
    inner, outer = out.resolve(), root.resolve()
    if inner.is_relative_to(outer) or outer.is_relative_to(inner):
        raise StorageError(f"{out}: lies in {root}, or the other way round; choose a place outside")
