"""How does a folder come to be whole or not at all? By a temporary name, then one rename."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from faceproof.core.errors import StorageError
from faceproof.core.files import storage_error


@contextmanager
def appearing(out: Path) -> Iterator[Path]:
    """A folder beside ``out`` that takes its name when the block ends well.

    What a killed run left under the temporary name is cleared away by the next.

    Raises:
        StorageError: ``out`` exists, or cannot be written.
    """
    check_new(out)
    folder = out.with_name(f".{out.name}.part")
    try:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        yield folder
        folder.replace(out)
    except OSError as error:
        raise storage_error(out, error) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


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
