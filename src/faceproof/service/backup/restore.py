"""Bring rows and files of releases back, and see that all is there."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from faceproof.core.errors import BackupError
from faceproof.service import storage
from faceproof.service.backup.archive import Archive
from faceproof.service.backup.held import Held, held
from faceproof.service.backup.parts import RELEASES, ROWS
from faceproof.service.backup.rows import load
from faceproof.service.backup.unpack import finish


def restore(archive: Archive, data: Path) -> Held:
    """Fill an empty database and the storage, and hold both against what the archive says.

    Args:
        archive: found whole, its keys and log in the folder already.
        data: the folder.

    Raises:
        BackupError: the database is not empty, or something else came back than was kept.
        LedgerError: the journal does not hold.
        BrokenLogError: the log does not.
        StorageError: a file cannot be stored.
    """
    for part, file in archive.files():
        if part.name.startswith(RELEASES):
            storage.put_stream(part.name.removeprefix(RELEASES), file)
    for part, file in archive.files():
        if part.name == ROWS:
            load(file)
    found = held(data)
    if asdict(found) != archive.held:
        raise BackupError(f"{archive.path} says it holds something else than came back")
    finish(data)
    return found
