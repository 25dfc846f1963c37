"""The head that is going to be the log's: on the disk before the lines it speaks of."""

from __future__ import annotations

import os
from pathlib import Path

from faceproof.core import canonical_json
from faceproof.provenance.log.folder import HEAD_FILE, NEXT_HEAD_FILE
from faceproof.provenance.log.head import Head, head_to_json


def announce(folder: Path, head: Head) -> None:
    """Write ``next-head.json``, whole and for good."""
    path = folder / NEXT_HEAD_FILE
    temporary = path.with_name(f".{NEXT_HEAD_FILE}.part")
    with temporary.open("wb") as file:
        file.write(canonical_json(head_to_json(head)) + b"\n")
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    _sync(folder)


def put_in_place(folder: Path) -> None:
    """Make ``next-head.json`` the head."""
    (folder / NEXT_HEAD_FILE).replace(folder / HEAD_FILE)
    _sync(folder)


def take_back(folder: Path) -> None:
    """Forget ``next-head.json``, if there is one."""
    (folder / NEXT_HEAD_FILE).unlink(missing_ok=True)


def _sync(folder: Path) -> None:
    """Make names in a folder outlast a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
