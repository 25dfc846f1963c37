"""What may stand in an archive, under which names, and how large?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from faceproof.core import fields
from faceproof.core.errors import BackupError
from faceproof.provenance.log.folder import ENTRIES_FILE, HEAD_FILE, LARGEST, NEXT_HEAD_FILE
from faceproof.service.place import CODE_FILE, KEY_FILE, LOG, LOG_KEY, LOG_PUBLIC

MANIFEST, ROWS, RELEASES = "manifest.json", "rows.jsonl", "releases/"
LARGEST_MANIFEST = 256 << 20
SECRETS = (KEY_FILE, CODE_FILE, LOG_KEY)
LOG_FILES = tuple(f"{LOG}/{name}" for name in (ENTRIES_FILE, HEAD_FILE, NEXT_HEAD_FILE))
_SMALL = 64 << 10
_LARGEST_ROWS = 8 << 30

# Files of the service's folder, and how large each may be at most.
KEPT: Mapping[str, int] = {
    **dict.fromkeys((*SECRETS, LOG_PUBLIC), _SMALL),
    **dict.fromkeys(LOG_FILES, LARGEST),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One file of an archive.

    Attributes:
        name: `ROWS`, one of `KEPT`, or ``releases/<key in the storage>``.
        size: in bytes.
        sha256: hex digest.
    """

    name: str
    size: int
    sha256: str


def check_part(part: Part) -> None:
    """Return only when a part may be called so, and be so large.

    Raises:
        BackupError: it may not; no name leads out of the service's folder.
    """
    if part.name.startswith(RELEASES):
        try:
            fields.relative_path(part.name)
        except ValueError as error:
            raise BackupError(f"not restored, this archive: {error}") from error
        return
    largest = _LARGEST_ROWS if part.name == ROWS else KEPT.get(part.name)
    if largest is None:
        raise BackupError(
            f"{part.name!r:.80} has no place in a backup; was it made by `faceproof admin backup`?"
        )
    if part.size > largest:
        raise BackupError(f"{part.name} is {part.size} bytes; it never needs more than {largest}")


def part_of(value: Any) -> Part:
    """A part as the manifest lists it.

    Raises:
        ValueError: it is none.
    """
    found = fields.only(value, Part.__slots__)
    return Part(
        name=fields.text(found["name"]),
        size=fields.count(found["size"], least=0),
        sha256=fields.digest(found["sha256"]),
    )
