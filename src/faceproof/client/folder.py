"""What may be written in a folder, by whom, and what did earlier fetches put there?

``.faceproof/fetched.json`` says which release lies here and which files a fetch has put, or was
about to put, here: it is written before the first byte comes, so that nothing that was fetched is
ever a stranger's. Files that are not in it are never changed or removed.
"""

from __future__ import annotations

import fcntl
import json
import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from faceproof.client.answers import PART, check_path, slug
from faceproof.core import fields, write_bytes
from faceproof.core.errors import StorageError
from faceproof.core.files import storage_error
from faceproof.release.seal import FETCHED_FOLDER

_RECORD = "fetched.json"
_LARGEST_RECORD = 256 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What earlier fetches put into a folder.

    Attributes:
        site: from where; empty where nothing was fetched yet.
        slug: of the release.
        files: sha256 by path.
    """

    site: str = ""
    slug: str = ""
    files: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """A folder that this process alone fetches into; see `claimed`."""

    root: Path

    def place(self, path: str) -> Path:
        """Where a file of the release goes.

        Raises:
            StorageError: a link leads out of the folder, or a file stands where a folder must be.
        """
        target = self.root / check_path(path)
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            real = target.parent.resolve(strict=True)
        except OSError as error:
            raise storage_error(target.parent, error) from error
        if real != self.root.resolve() / Path(path).parent:
            raise StorageError(
                f"{path}: a link stands in its way; nothing is written through links"
            )
        return target

    def is_file(self, path: str) -> bool:
        """A regular file stands there, reached through no link."""
        target = self.root / path
        try:
            plain = stat.S_ISREG(target.lstat().st_mode)
            return plain and target.parent.resolve() == self.root.resolve() / Path(path).parent
        except OSError:
            return False

    def is_taken(self, path: str) -> bool:
        """Anything stands there."""
        return os.path.lexists(self.root / path)

    def remove(self, path: str) -> None:
        """Take a file away, its part, and folders that are empty then.

        Raises:
            StorageError: it cannot be removed.
        """
        for name in (path, path + PART):
            if self.is_file(name):
                try:
                    (self.root / name).unlink()
                except OSError as error:
                    raise storage_error(self.root / name, error) from error
        for above in Path(path).parents[:-1]:
            with suppress(OSError):  # it holds something, or is gone
                (self.root / above).rmdir()

    def read_record(self) -> Record:
        """What earlier fetches put here.

        Raises:
            StorageError: the record is damaged.
        """
        file = self.root / FETCHED_FOLDER / _RECORD
        if not file.exists():
            return Record()
        try:
            return _parsed(file)
        except (OSError, AttributeError, ValueError) as error:
            raise StorageError(
                f"{file}: is no record of a fetch ({error}); delete it, and files that are here "
                "will be left as they are"
            ) from error

    def write_record(self, record: Record) -> None:
        """Keep it for the next time."""
        content = {
            "faceproof_fetched": 1,
            "site": record.site,
            "release": record.slug,
            "files": dict(sorted(record.files.items())),
        }
        write_bytes(self.root / FETCHED_FOLDER / _RECORD, json.dumps(content, indent=0).encode())


def _parsed(file: Path) -> Record:
    if file.stat().st_size > _LARGEST_RECORD:
        raise ValueError("it is too large")
    names = ("faceproof_fetched", "site", "release", "files")
    told = fields.only(fields.parse_json(file.read_bytes()), names)
    files = {check_path(path): fields.digest(of) for path, of in told["files"].items()}
    return Record(site=fields.text(told["site"]), slug=slug(told["release"]), files=files)


@contextmanager
def claimed(root: Path) -> Iterator[Folder]:
    """A folder, made if missing, that no other fetch writes to meanwhile.

    Raises:
        StorageError: another one does, or it cannot be written.
    """
    work = root / FETCHED_FOLDER
    try:
        work.mkdir(parents=True, exist_ok=True)
        if work.is_symlink():
            raise StorageError(f"{work}: is a link; nothing is written through links")
        descriptor = os.open(work / "lock", os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW, 0o644)
    except OSError as error:
        raise storage_error(root, error) from error
    with os.fdopen(descriptor, "wb") as lock:  # the lock ends with the process, however that ends
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StorageError(
                f"{root}: another fetch is writing there; wait for it or choose another --out"
            ) from error
        yield Folder(root=root)
