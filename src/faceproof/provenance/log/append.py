"""More entries at the end of a log, all of them or none; two writers wait for each other.

1. The head of the log with the new lines is signed and written to ``next-head.json``.
2. The lines are added to ``entries.jsonl``.
3. ``next-head.json`` becomes ``head.json``.

Whoever appends next finds what a kill left behind (`settle`). After step 2 it does step 3; before,
it takes back what there is of the lines, for nobody was told that they are in. So it never signs
for a line that no signed head speaks of.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from io import FileIO
from pathlib import Path

from faceproof.core.errors import LogError
from faceproof.core.files import storage_error
from faceproof.provenance.keys import PrivateKey
from faceproof.provenance.log.entry import Entry, Logged, kind_of, line_of, undated
from faceproof.provenance.log.folder import ENTRIES_FILE, LARGEST
from faceproof.provenance.log.head import Head, sign_head
from faceproof.provenance.log.next_head import announce, put_in_place, take_back
from faceproof.provenance.log.settle import Settled, settle
from faceproof.provenance.merkle import leaf_hash, root_of_hashes


@dataclass(frozen=True, slots=True, kw_only=True)
class Appended:
    """What became of entries that were to be appended.

    Attributes:
        head: of the log that has all of them.
        indices: where each of them stands, counted from 0, in the order asked.
        added: how many lines are new.
    """

    head: Head
    indices: tuple[int, ...]
    added: int


def append_entries(
    folder: Path, private: PrivateKey, entries: Sequence[Entry], *, on: date
) -> Appended:
    """Add entries to a log, which is made where it is missing, and sign its new head.

    An entry that is in the log already is not entered again, so the same call can be repeated.

    Args:
        folder: the log's.
        private: the log's key; a key is for one log.
        entries: at least one.
        on: today.

    Raises:
        LogError: an entry or the day cannot be entered.
        BrokenLogError: the log is not what its head says, another key's, or goes on with lines
            that nobody signed for.
        StorageError: the folder cannot be written; the log is then as it was.
    """
    lines = [_line(entry, on) for entry in entries]
    if not lines:
        raise LogError("nothing to append: expected at least one entry")
    with _locked(folder) as file:
        before = settle(folder, file, private.public_key())
        known = set(map(undated, before.lines))
        # Of two that are the same but for the day, or the same, the first counts.
        new = {undated(line): line for line in lines if undated(line) not in known}
        head = before.head
        if head is None or new:
            added = [*new.values()]
            head = _next_head(private, before, added, on)
            _write(folder, file, before, head, added)
    places: dict[bytes, int] = {}
    for index, line in enumerate([*before.lines, *new.values()]):
        places.setdefault(undated(line), index)
    indices = tuple(places[undated(line)] for line in lines)
    return Appended(head=head, indices=indices, added=len(new))


def _line(entry: Entry, on: date) -> bytes:
    try:
        return line_of(Logged(entry=entry, logged_on=on))
    except ValueError as error:
        raise LogError(f"not added to the log, this {kind_of(entry)}: {error}") from error


@contextmanager
def _locked(folder: Path) -> Iterator[FileIO]:
    path = folder / ENTRIES_FILE
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileIO(path, "a+") as file:
            fcntl.flock(file, fcntl.LOCK_EX)  # let go when the file is closed, or we are killed
            file.seek(0)
            yield file
    except OSError as error:
        raise storage_error(path, error) from error


def _next_head(private: PrivateKey, before: Settled, new: Sequence[bytes], on: date) -> Head:
    if before.head is not None and on < before.head.signed_on:
        raise LogError(
            f"today is {on}, says the clock, but the log was last signed on "
            f"{before.head.signed_on}; set the clock"
        )
    hashes = [*before.hashes, *map(leaf_hash, new)]
    return sign_head(private, size=len(hashes), root=root_of_hashes(hashes).hex(), on=on)


def _write(folder: Path, file: FileIO, before: Settled, head: Head, new: Sequence[bytes]) -> None:
    data = b"".join(line + b"\n" for line in new)
    if before.end + len(data) > LARGEST:
        raise LogError(f"{folder}: the log would be over {LARGEST >> 20} MiB; begin a new one")
    try:
        announce(folder, head)  # (1)
        _write_all(file, data)  # (2)
        os.fsync(file.fileno())
    except OSError:
        with suppress(OSError):  # else whoever appends next takes it back
            file.truncate(before.end)
            take_back(folder)
        raise
    put_in_place(folder)  # (3)


def _write_all(file: FileIO, data: bytes) -> None:
    while data:
        data = data[file.write(data) :]
