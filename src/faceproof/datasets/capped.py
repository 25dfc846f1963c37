"""The bytes of a small file of a release, or one line that says why not."""

from __future__ import annotations

import os
from pathlib import Path

from faceproof.core.errors import ManifestError


def read_capped(path: Path, *, largest: int) -> bytes:
    """A file's bytes, never more than ``largest`` of them in memory.

    Raises:
        ManifestError: it is absent, unreadable or larger.
    """
    try:
        with path.open("rb") as file:
            large = os.fstat(file.fileno()).st_size > largest
            data = b"" if large else file.read(largest + 1)
    except OSError as error:
        raise ManifestError(
            f"{path}: cannot be read ({error.strerror or error}); expected a release folder, as "
            "`faceproof release build` writes it"
        ) from error
    if large or len(data) > largest:
        raise ManifestError(f"{path}: over {largest >> 20} MiB, more than such a file ever needs")
    return data
