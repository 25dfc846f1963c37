"""What stands in a log's folder? Lines, and the head that was signed for them.

``entries.jsonl`` holds one entry a line, ``head.json`` the signed head. ``next-head.json`` is there
only while an append is under way, or after one was interrupted; see `append`.
"""

from __future__ import annotations

import fcntl
import hmac
import os
from collections.abc import Sequence
from dataclasses import dataclass
from io import BufferedReader, FileIO
from pathlib import Path
from typing import NamedTuple

from faceproof.core.errors import BrokenLogError, LogError
from faceproof.provenance.log.head import Head, head_to_json
from faceproof.provenance.log.small_file import read_head
from faceproof.provenance.log.trouble import Trouble
from faceproof.provenance.merkle import leaf_hash, root_of_hashes

ENTRIES_FILE, HEAD_FILE, NEXT_HEAD_FILE = "entries.jsonl", "head.json", "next-head.json"
LARGEST = 512 << 20


class Lines(NamedTuple):
    """The bytes of ``entries.jsonl``, cut into lines.

    Attributes:
        whole: lines without their ends.
        rest: what follows the last line end; empty unless a write was interrupted.
    """

    whole: Sequence[bytes]
    rest: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """A log as it was found; nothing of it is verified yet.

    Attributes:
        head: as it is signed.
        lines: of the file, which may be fewer or more than the head speaks of.
        next_head: of an append that was interrupted; None where none was.
    """

    head: Head
    lines: Lines
    next_head: Head | None = None

    @property
    def signed(self) -> Sequence[bytes]:
        """The lines that the head speaks of."""
        return self.lines.whole[: self.head.size]


def read_log(folder: Path) -> Log:
    """The log in a folder, not in the middle of somebody's append.

    Raises:
        LogError: there is none, or its files are not readable as such.
    """
    entries = folder / ENTRIES_FILE
    try:
        if not entries.is_file():  # a pipe would be waited for
            raise LogError(
                f"{folder}: no transparency log is there; expected a folder with {ENTRIES_FILE} "
                f"and {HEAD_FILE}, as `faceproof log append` makes it"
            )
        with FileIO(entries) as file:
            fcntl.flock(file, fcntl.LOCK_SH)
            head, next_head = read_heads(folder)
            lines = read_lines(file, entries)
    except OSError as error:
        raise LogError(f"{entries}: cannot be read ({error.strerror or error})") from error
    if head is None:
        raise LogError(f"{folder / HEAD_FILE} is missing; without it nobody vouches for the log")
    return Log(head=head, lines=lines, next_head=next_head)


def read_heads(folder: Path) -> tuple[Head | None, Head | None]:
    """The head, and the one that an interrupted append was going to put in its place."""
    head, following = folder / HEAD_FILE, folder / NEXT_HEAD_FILE
    return (
        read_head(head) if head.exists() else None,
        read_head(following) if following.exists() else None,
    )


def read_lines(file: FileIO, path: Path) -> Lines:
    """All lines of the open ``entries.jsonl``.

    Raises:
        LogError: it is over its cap.
    """
    reader = BufferedReader(file)
    size = os.fstat(file.fileno()).st_size  # a buffer as large as the cap would be asked for
    data = reader.read(min(size, LARGEST) + 1)
    reader.detach()
    if len(data) > LARGEST:
        raise LogError(f"{path}: over {LARGEST >> 20} MiB, more than is read here")
    *whole, rest = data.split(b"\n")
    return Lines(whole, rest)


def verified_hashes(head: Head, lines: Sequence[bytes]) -> list[bytes]:
    """The leaf hashes of the lines that a head speaks of, once its root is that of these lines.

    Raises:
        BrokenLogError: there are fewer, or they were changed, moved or replaced.
    """
    if len(lines) < head.size:
        raise BrokenLogError(
            f"the log has {len(lines)} lines, but its head speaks of {head.size}: lines at the end "
            "were cut off",
            what=Trouble.SHORTENED,
            evidence=(head_to_json(head),),
        )
    hashes = [leaf_hash(line) for line in lines[: head.size]]
    root = root_of_hashes(hashes).hex()
    if not hmac.compare_digest(root, head.root):
        raise BrokenLogError(
            f"the {head.size} entries have root {root}, but the head speaks of {head.root}: an "
            "entry was changed, replaced, moved or taken away",
            what=Trouble.CHANGED,
            evidence=(head_to_json(head),),
        )
    return hashes
