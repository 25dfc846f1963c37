"""What did an interrupted append leave behind? It is brought to an end, or taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import FileIO
from pathlib import Path

from faceproof.core.errors import BrokenLogError
from faceproof.provenance.keys import PublicKey
from faceproof.provenance.log.folder import (
    ENTRIES_FILE,
    HEAD_FILE,
    read_heads,
    read_lines,
    verified_hashes,
)
from faceproof.provenance.log.head import Head, verify_head
from faceproof.provenance.log.next_head import put_in_place, take_back
from faceproof.provenance.log.trouble import Trouble


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """A verified log with nothing after the lines that its head speaks of.

    Attributes:
        head: None of a log without any entry.
        lines: without their ends.
        hashes: `leaf_hash` of each.
    """

    head: Head | None
    lines: Sequence[bytes]
    hashes: Sequence[bytes]

    @property
    def end(self) -> int:
        """How many bytes the lines take in their file."""
        return sum(len(line) + 1 for line in self.lines)


def settle(folder: Path, file: FileIO, public: PublicKey) -> Settled:
    """The log in a folder, ready for more lines.

    Args:
        folder: the log's.
        file: its open and locked ``entries.jsonl``, at the beginning.
        public: the log's key.

    Raises:
        BrokenLogError: the log is not what its head says, another key's, or goes on with lines
            that nobody signed for.
    """
    head, next_head = read_heads(folder)
    for found in (head, next_head):
        if found is not None:
            verify_head(public, found)
    lines, rest = read_lines(file, folder / ENTRIES_FILE)
    if next_head is not None and next_head.size == len(lines) and not rest:
        hashes = verified_hashes(next_head, lines)
        put_in_place(folder)
        return Settled(head=next_head, lines=lines, hashes=hashes)
    size = head.size if head else 0
    before = Settled(
        head=head, lines=lines[:size], hashes=verified_hashes(head, lines) if head else []
    )
    if len(lines) > size or rest:
        if next_head is None or len(lines) >= next_head.size:
            raise _nobody_signed(folder, size)
        file.truncate(before.end)  # nobody was told that these are in
    take_back(folder)
    return before


def _nobody_signed(folder: Path, size: int) -> BrokenLogError:
    return BrokenLogError(
        f"{folder / ENTRIES_FILE} goes on after the {size} lines that are signed for, and nobody "
        f"signed for what follows: see who wrote it, and take it away or put back the {HEAD_FILE} "
        "that belongs to it",
        what=Trouble.UNSIGNED,
    )
