"""One more line at the end of a consent ledger, or none; two writers wait for each other."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from io import FileIO
from pathlib import Path

from faceproof.core import ActorId, Consent
from faceproof.core.errors import LedgerError
from faceproof.core.files import storage_error
from faceproof.provenance import PrivateKey
from faceproof.sources.ledger import Ledger, content
from faceproof.sources.ledger_line import (
    Entry,
    Withdrawal,
    signed_line,
    verified_entry,
)
from faceproof.sources.ledger_rules import fold


def append_consent(path: Path, private: PrivateKey, consent: Consent) -> None:
    """Sign a person's consent and add it to a ledger, which is made where it is missing.

    A later consent of a person replaces the earlier one, also after a withdrawal.

    Raises:
        LedgerError: the ledger is broken or another steward's, or the consent does not follow.
        StorageError: the file cannot be written; it is then as it was.
    """
    _append(path, private, consent)


def append_withdrawal(
    path: Path, private: PrivateKey, actor: ActorId, on: date, note: str | None = None
) -> None:
    """Sign that from a day on a person's consent no longer holds, and add it to the ledger.

    A rendered actor needs no line before, for he certifies himself; he does not come back.

    Raises:
        LedgerError: the ledger is broken or another steward's, or the person is not in it.
        StorageError: the file cannot be written; it is then as it was.
    """
    _append(path, private, Withdrawal(actor=actor, withdrawn_on=on, note=note))


def _append(path: Path, private: PrivateKey, entry: Entry) -> None:
    public = private.public_key()
    if not path.exists():  # a refusal leaves no empty ledger behind
        _next_line(Ledger.parse(path.name, b"", public), private, entry)
    with _locked(path) as file:
        data = content(file, path.name)
        line = _next_line(Ledger.parse(path.name, data, public), private, entry)
        try:
            _write_all(file, line + b"\n")
            os.fsync(file.fileno())
        except OSError as error:
            file.truncate(len(data))
            raise storage_error(path, error) from error


def _next_line(before: Ledger, private: PrivateKey, entry: Entry) -> bytes:
    """The line that adds an entry, once it is sure that a reader will take it as it was meant."""
    line = signed_line(private, before.head, entry)
    try:
        read_back = verified_entry(private.public_key(), before.head, line)
        fold(dict(before.consents), read_back)
    except ValueError as error:
        raise LedgerError(f"not added to ledger {before.name}: {error}") from error
    if read_back != entry:
        raise LedgerError(
            f"not added to ledger {before.name}: actor {entry.actor!r} comes withdrawn, expected a "
            "living consent: a withdrawal is an entry of its own"
        )
    return line


@contextmanager
def _locked(path: Path) -> Iterator[FileIO]:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = FileIO(path, "a+")
    except OSError as error:
        raise storage_error(path, error) from error
    with file:
        fcntl.flock(file, fcntl.LOCK_EX)  # let go when the file is closed, or we are killed
        file.seek(0)
        yield file


def _write_all(file: FileIO, data: bytes) -> None:
    while data:
        data = data[file.write(data) :]
