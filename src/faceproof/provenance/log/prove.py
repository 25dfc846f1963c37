"""The proof that an entry is in a log, or that a log begins with what an earlier head spoke of."""

from __future__ import annotations

import hmac

from faceproof.core import fields
from faceproof.core.errors import BrokenLogError, LogError
from faceproof.provenance.log.entry import Logged, digest_of, logged_of
from faceproof.provenance.log.folder import Log, verified_hashes
from faceproof.provenance.log.head import Head
from faceproof.provenance.log.proof import Consistency, Inclusion
from faceproof.provenance.log.seen import forked, shortened
from faceproof.provenance.log.trouble import Trouble
from faceproof.provenance.merkle import root_of_hashes
from faceproof.provenance.merkle_path import consistency_path, inclusion_path


def find_entry(log: Log, digest: str) -> int:
    """Index of the first entry of a digest: sha256 of an original or receipt, or a commitment.

    Raises:
        LogError: there is none.
        BrokenLogError: a line is no entry.
    """
    try:
        sought = fields.digest(digest).encode()
    except ValueError as error:
        raise LogError(f"{error}; expected the digest of an entry, or its index") from error
    for index, line in enumerate(log.signed):
        # A line holds its digests as text, so few are worth parsing.
        if sought in line and digest_of(entry_at(log, index).entry) == digest:
            return index
    raise LogError(
        f"no entry of the log has the digest {digest}; enter it with `faceproof log append`, or "
        "ask another log"
    )


def entry_at(log: Log, index: int) -> Logged:
    """An entry of a log.

    Raises:
        LogError: there is none of that index.
        BrokenLogError: the line is no entry.
    """
    if not 0 <= index < min(log.head.size, len(log.lines.whole)):
        raise LogError(f"there is no entry {index}: the log has {log.head.size}, from 0 on")
    try:
        return logged_of(log.lines.whole[index])
    except ValueError as error:
        raise BrokenLogError(
            f"entry {index} is not what a log holds: {error}", what=Trouble.ENTRY
        ) from error


def prove_entry(log: Log, index: int) -> Inclusion:
    """The proof that an entry is in a log.

    Args:
        log: where it is.
        index: counted from 0; see `find_entry`.

    Raises:
        LogError: there is no entry of that index.
        BrokenLogError: the log is not what its head says.
    """
    hashes = verified_hashes(log.head, log.lines.whole)
    logged = entry_at(log, index)
    path = tuple(inclusion_path(hashes, index))
    return Inclusion(logged=logged, index=index, path=path, head=log.head)


def prove_growth(log: Log, first: Head) -> Consistency:
    """The proof that a log begins with all that an earlier head of it speaks of.

    Raises:
        BrokenLogError: it does not, or the log is not what its head says.
    """
    hashes = verified_hashes(log.head, log.lines.whole)
    if first.size > log.head.size:
        raise shortened(first, log.head)
    root = root_of_hashes(hashes[: first.size]).hex()
    if not hmac.compare_digest(root, first.root):
        raise forked(first, log.head)
    path = tuple(consistency_path(hashes, first.size))
    return Consistency(first=first, path=path, head=log.head)
