"""Is an archive whole, and is nothing in it that has no place there?

1. It is a plain tar, its first member the manifest, of a known format.
2. Every other member is a file, named in the manifest, and has a name and a size that it may have.
3. Each stands there once, with the size and the sha256 of the manifest, and none is missing.

Nothing is written before all of this holds.
"""

from __future__ import annotations

import hashlib
import hmac
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from faceproof.core import fields
from faceproof.core.errors import BackupError
from faceproof.service.backup.parts import LARGEST_MANIFEST, MANIFEST, Part, check_part, part_of

FORMAT = 1
_FIELDS = ("faceproof_backup", "faceproof", "made_on", "settings", "held", "parts")
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """An archive that was found whole.

    Attributes:
        path: of it.
        made_on: when, in ISO 8601.
        settings: of the service it was made of, such as its address; no secret.
        held: what the service held then.
        parts: by name.
    """

    path: Path
    made_on: str
    settings: Mapping[str, Any]
    held: Mapping[str, Any]
    parts: Mapping[str, Part]

    def files(self) -> Iterator[tuple[Part, IO[bytes]]]:
        """Every part but the manifest with its bytes, in the archive's order.

        Raises:
            BackupError: the archive has changed since it was found whole.
        """
        with _opened(self.path) as tar:
            for member in tar:
                if member.name == MANIFEST:
                    continue
                file = tar.extractfile(member)
                if member.name not in self.parts or file is None:
                    raise BackupError(f"{self.path} changed while it was read; try again")
                yield self.parts[member.name], file


def read_archive(path: Path) -> Archive:
    """The archive in a file, once it is whole.

    Raises:
        BackupError: it is not.
    """
    with _opened(path) as tar:
        found = _manifest(tar, path)  # (1)
        seen: set[str] = set()
        for member in tar:
            if member.name == MANIFEST and not seen and member.offset == 0:
                continue
            _check_member(tar, member, found, seen)  # (2)
            seen.add(member.name)
    if missing := found.parts.keys() - seen:  # (3)
        raise BackupError(f"{path} lacks {min(missing)!r:.80}: it was cut off; take another copy")
    return found


@contextmanager
def _opened(path: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(path, "r:") as tar:
            yield tar
    except (tarfile.TarError, EOFError, UnicodeError, ValueError) as error:
        raise BackupError(f"{path} is no backup, or is damaged: {error}") from error
    except OSError as error:
        raise BackupError(f"{path} cannot be read ({error.strerror or error})") from error


def _manifest(tar: tarfile.TarFile, path: Path) -> Archive:
    first = tar.next()
    if first is None or first.name != MANIFEST or not first.isreg():
        raise BackupError(f"{path} does not begin with {MANIFEST}: no backup of `faceproof admin`")
    if first.size > LARGEST_MANIFEST:
        raise BackupError(f"{path}: its manifest is over {LARGEST_MANIFEST >> 20} MiB")
    found = fields.only(fields.parse_json(_bytes(tar, first)), _FIELDS)
    if found["faceproof_backup"] != FORMAT:
        raise BackupError(f"{path} is of format {found['faceproof_backup']!r:.20}, not {FORMAT}")
    parts = [part_of(value) for value in fields.items(found["parts"])]
    named = {part.name: part for part in parts}
    if len(named) != len(parts) or MANIFEST in named:
        raise BackupError(f"{path}: its manifest names a part twice")
    if not isinstance(found["settings"], dict) or not isinstance(found["held"], dict):
        raise BackupError(f"{path}: its manifest does not say what the service held")
    return Archive(
        path=path,
        made_on=fields.text(found["made_on"]),
        settings=found["settings"],
        held=found["held"],
        parts=named,
    )


def _check_member(
    tar: tarfile.TarFile, member: tarfile.TarInfo, archive: Archive, seen: set[str]
) -> None:
    part = archive.parts.get(member.name)
    if part is None or member.name in seen or not member.isreg() or member.issparse():
        raise BackupError(
            f"{member.name!r:.80} has no place in {archive.path}: not named in its manifest, "
            "there twice, or no plain file"
        )
    check_part(part)
    if member.size != part.size:
        raise BackupError(f"{part.name} is {member.size} bytes, expected {part.size}")
    file, digest = tar.extractfile(member), hashlib.sha256()
    while file is not None and (chunk := file.read(_CHUNK)):
        digest.update(chunk)
    if not hmac.compare_digest(digest.hexdigest(), part.sha256):
        raise BackupError(f"{part.name} in {archive.path} is damaged: another sha256")


def _bytes(tar: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    file = tar.extractfile(member)
    return b"" if file is None else file.read()
