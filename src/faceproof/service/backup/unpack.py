"""Put an archive's files into an empty folder, before anything reads its settings from there."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import IO

from faceproof.core.errors import BackupError
from faceproof.core.files import storage_error
from faceproof.service.backup.archive import Archive
from faceproof.service.backup.parts import KEPT, SECRETS
from faceproof.service.place import RESTORING_FILE

_OWNERS, _EVERYBODYS = 0o600, 0o644


def unpack(archive: Archive, data: Path) -> None:
    """Keys and log into the folder; it counts as unfinished until `finish`.

    Raises:
        BackupError: something is kept there.
        StorageError: it cannot be written.
    """
    try:
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
        _make_empty(data)
        (data / RESTORING_FILE).touch()
        for part, file in archive.files():
            if part.name in KEPT:
                _write(data / part.name, file, _OWNERS if part.name in SECRETS else _EVERYBODYS)
    except OSError as error:
        raise storage_error(data, error) from error


def finish(data: Path) -> None:
    """Everything is back: the folder may be served from now on."""
    (data / RESTORING_FILE).unlink(missing_ok=True)


def _make_empty(data: Path) -> None:
    """Take away what an interrupted restore left: it began in an empty folder, so all is its."""
    here = list(data.iterdir())
    if here and not (data / RESTORING_FILE).exists():
        raise BackupError(
            f"{data} is in use ({here[0].name} is there); restore into an empty folder"
        )
    for path in here:
        if path.name != RESTORING_FILE:
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def _write(path: Path, file: IO[bytes], mode: int) -> None:
    path.parent.mkdir(exist_ok=True, mode=0o700)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as out:
        shutil.copyfileobj(file, out)
        out.flush()
        os.fsync(out.fileno())
