"""What does a service hold? Enough to see whether all of it came back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from faceproof.provenance import load_public
from faceproof.provenance.log import Head, check_log, is_there, read_log
from faceproof.service import journal
from faceproof.service.backup.rows import counts
from faceproof.service.models import Entry
from faceproof.service.place import LOG, LOG_PUBLIC


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Rows, journal and log of a service.

    Attributes:
        rows: how many of each kind of which there are any.
        journal: digest of its newest entry; None without any.
        log_entries: how many the signed head speaks of.
        log_root: its Merkle root; None where nothing was entered yet.
    """

    rows: Mapping[str, int]
    journal: str | None
    log_entries: int
    log_root: str | None


def held(folder: Path) -> Held:
    """What is in the database, and in a folder with log and keys, once both hold.

    Raises:
        LedgerError: the journal was changed.
        BrokenLogError: the log was.
    """
    journal.check(Entry.objects.iterator())
    last = Entry.objects.last()
    head = _verified_head(folder)
    return Held(
        rows=counts(),
        journal=None if last is None else last.digest,
        log_entries=0 if head is None else head.size,
        log_root=None if head is None else head.root,
    )


def _verified_head(folder: Path) -> Head | None:
    if not is_there(folder / LOG):
        return None
    log = read_log(folder / LOG)
    check_log(log, load_public(folder / LOG_PUBLIC))
    return log.head
