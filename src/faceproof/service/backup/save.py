"""Make an archive of a service while it runs.

Rows first, the log after them: the log only grows, and a grant that is entered twice is entered
once, so a log that is newer than the rows goes with them. The other way round would lose entries.
"""

from __future__ import annotations

import fcntl
import io
import json
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db import Error

from faceproof.core import replacing, sha256_file
from faceproof.core.errors import BackupError
from faceproof.core.files import storage_error
from faceproof.provenance.log.folder import ENTRIES_FILE
from faceproof.service.backup.archive import FORMAT
from faceproof.service.backup.held import Held, held
from faceproof.service.backup.parts import KEPT, LOG_FILES, MANIFEST, RELEASES, ROWS, Part
from faceproof.service.backup.rows import dump, one_moment
from faceproof.service.place import LOG, Place


def save(out: Path, *, at: datetime, with_releases: bool) -> Held:
    """Write an archive, for its owner only; what stood there is replaced once it is whole.

    Args:
        out: the archive.
        at: now.
        with_releases: also the files of releases; only from a folder.

    Raises:
        BackupError: releases lie in a bucket, or the database cannot be read.
        LedgerError: the journal does not hold.
        BrokenLogError: the log does not.
        StorageError: something cannot be read or written.
    """
    place: Place = settings.PLACE
    releases = dict(_releases(place)) if with_releases else {}
    try:
        with tempfile.TemporaryDirectory(dir=out.absolute().parent) as name:  # for its owner only
            folder = Path(name)
            found = _copy(place.data, folder)
            files = {name: folder / name for name in (ROWS, *KEPT) if (folder / name).exists()}
            _pack(out, files | releases, found, at)
    except OSError as error:
        raise storage_error(out, error) from error
    return found


def _copy(data: Path, folder: Path) -> Held:
    try:
        with one_moment():
            with (folder / ROWS).open("w") as file:
                dump(file)
            for name in KEPT.keys() - set(LOG_FILES):
                _copy_file(data / name, folder / name)
            if (data / LOG).exists():
                _copy_log(data, folder)
            return held(folder)
    except Error as error:
        raise BackupError(
            f"the database cannot be read ({type(error).__name__}); is it of another version? "
            "`faceproof serve` brings it up to date"
        ) from error


def _copy_log(data: Path, folder: Path) -> None:
    with (data / LOG / ENTRIES_FILE).open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_SH)  # not in the middle of an append
        for name in LOG_FILES:
            _copy_file(data / name, folder / name)


def _copy_file(source: Path, target: Path) -> None:
    if source.exists():
        target.parent.mkdir(exist_ok=True)
        shutil.copyfile(source, target)


def _releases(place: Place) -> Iterator[tuple[str, Path]]:
    parts = urlsplit(place.storage_url)
    if parts.scheme != "file":
        raise BackupError("releases lie in a bucket: copy that by its own means, not with these")
    root = Path(unquote(parts.path))
    for path in sorted(root.rglob("*")):
        if path.is_file():
            yield f"{RELEASES}{path.relative_to(root).as_posix()}", path


def _pack(out: Path, files: dict[str, Path], found: Held, at: datetime) -> None:
    parts = [
        Part(name=name, size=path.stat().st_size, sha256=sha256_file(path))
        for name, path in files.items()
    ]
    manifest = {
        "faceproof_backup": FORMAT,
        "faceproof": version("faceproof"),
        "made_on": at.isoformat(timespec="seconds"),
        "settings": _settings(settings.PLACE),
        "held": asdict(found),
        "parts": [asdict(part) for part in parts],
    }
    data = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
    with replacing(out) as temporary:
        temporary.touch(mode=0o600)
        with tarfile.open(temporary, "w:", format=tarfile.PAX_FORMAT) as tar:
            tar.addfile(_member(MANIFEST, len(data), at), io.BytesIO(data))
            for part in parts:
                with files[part.name].open("rb") as file:
                    tar.addfile(_member(part.name, part.size, at), file)


def _member(name: str, size: int, at: datetime) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mode, member.mtime = size, 0o600, int(at.timestamp())
    return member


def _settings(place: Place) -> dict[str, str]:
    """What whoever restores should set again; nothing that opens anything."""
    return {
        "FACEPROOF_URL": place.url,
        "FACEPROOF_NAME": settings.SITE_NAME,
        "FACEPROOF_MAIL_FROM": place.mail_from,
        "DATABASE_URL": urlsplit(place.database_url).scheme,
        "STORAGE_URL": urlsplit(place.storage_url).scheme,
    }
