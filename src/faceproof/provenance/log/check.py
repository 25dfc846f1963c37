"""Does a log, a head or a proof hold, and does it go with the last head that was seen?"""

from __future__ import annotations

from pathlib import Path

from faceproof.core import canonical_json, write_bytes
from faceproof.core.errors import BrokenLogError, LogError
from faceproof.provenance.keys import PublicKey
from faceproof.provenance.log.folder import Log, read_log, verified_hashes
from faceproof.provenance.log.head import Head, head_from_json, head_to_json, verify_head
from faceproof.provenance.log.proof import Consistency, Proof, proof_from_json, verify_proof
from faceproof.provenance.log.prove import entry_at, prove_growth
from faceproof.provenance.log.seen import check_alike, forked
from faceproof.provenance.log.small_file import is_there, read_json
from faceproof.provenance.log.trouble import Trouble


def check_log(log: Log, public: PublicKey, *, seen: Head | None = None) -> None:
    """Return only when a whole log holds and has only grown since a head was seen.

    1. The head is signed with the log's key, and so is the one that was seen.
    2. Its root is that of the lines.
    3. Nothing follows but what an interrupted append has signed for.
    4. Every line is an entry, and none is of an earlier day than the one before.
    5. The log begins with all that the head seen speaks of.

    Args:
        log: as `read_log` found it.
        public: the log's key, from elsewhere than the log.
        seen: the last head that the reader, or somebody else, believed.

    Raises:
        BrokenLogError: on everything else, with the heads that show it.
    """
    _verify_heads(public, log.head, seen)  # (1)
    if seen is not None and seen.contradicts(log.head):
        raise forked(seen, log.head)  # two signatures say more than any line
    verified_hashes(log.head, log.lines.whole)  # (2)
    if len(log.lines.whole) > log.head.size or log.lines.rest:  # (3)
        _check_under_way(log, public)
    _check_entries(log)  # (4)
    if seen is not None:
        prove_growth(log, seen)  # (5)


def check_evidence(found: Head | Proof, public: PublicKey, *, seen: Head | None = None) -> None:
    """Return only when a head or a proof holds, and goes with a head that was seen.

    Args:
        found: as `read_any` found it.
        public: the log's key, from elsewhere than the log.
        seen: the last head that the reader, or somebody else, believed.

    Raises:
        BrokenLogError: it does not hold, or shows with the head seen that the log is forked.
        LogError: it says nothing about the head seen.
    """
    if isinstance(found, Head):
        _verify_heads(public, found, seen)
        heads = [found]
    else:
        verify_proof(public, found)
        _verify_heads(public, found.head, seen)
        heads = [found.first, found.head] if isinstance(found, Consistency) else [found.head]
    if seen is not None:
        check_alike(seen, *heads)


def read_any(path: Path) -> Log | Head | Proof:
    """The log in a folder, or the head or the proof in a file; whether it holds is not looked at.

    Raises:
        LogError: it is none of them.
    """
    if is_there(path) and path.is_dir():
        return read_log(path)
    try:
        value = read_json(path)
        if isinstance(value, dict) and "faceproof_proof" in value:
            return proof_from_json(value)
        return head_from_json(value)
    except ValueError as error:
        raise LogError(f"{path} is neither a proof nor the head of a log: {error}") from error


def check_any(found: Log | Head | Proof, public: PublicKey, *, seen: Head | None = None) -> None:
    """What `check_log` does with a log, and `check_evidence` with the rest."""
    if isinstance(found, Log):
        check_log(found, public, seen=seen)
    else:
        check_evidence(found, public, seen=seen)


def remember(path: Path, head: Head) -> None:
    """Keep a head as the last one seen.

    Raises:
        StorageError: it cannot be written; the one before is still there.
    """
    write_bytes(path, canonical_json(head_to_json(head)) + b"\n")


def _verify_heads(public: PublicKey, head: Head, seen: Head | None) -> None:
    if seen is not None:
        try:
            verify_head(public, seen)
        except BrokenLogError as error:
            raise LogError(f"the head seen cannot be held against anything: {error}") from error
    verify_head(public, head)


def _check_under_way(log: Log, public: PublicKey) -> None:
    following = log.next_head
    if following is not None:
        verify_head(public, following)
        if len(log.lines.whole) < following.size:
            return
        if len(log.lines.whole) == following.size and not log.lines.rest:
            verified_hashes(following, log.lines.whole)
            return
    raise BrokenLogError(
        f"lines follow the {log.head.size} that are signed for, and nobody signed for those: "
        "somebody added them, or a copy was made in the middle of an append; copy it again",
        what=Trouble.UNSIGNED,
        evidence=(head_to_json(log.head),),
    )


def _check_entries(log: Log) -> None:
    before = None
    for index in range(log.head.size):
        logged = entry_at(log, index)
        if before is not None and logged.logged_on < before:
            raise BrokenLogError(
                f"entry {index} is of {logged.logged_on}, but the one before of {before}",
                what=Trouble.ENTRY,
                evidence=(head_to_json(log.head),),
            )
        before = logged.logged_on
    if before is not None and before > log.head.signed_on:
        raise BrokenLogError(
            f"the last entry is of {before}, but the head was signed on {log.head.signed_on}",
            what=Trouble.ENTRY,
            evidence=(head_to_json(log.head),),
        )
