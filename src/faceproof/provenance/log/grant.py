"""How is a grant entered so that nobody learns of it, and whoever may tell can show it?

The log holds a commitment: sha256 over a secret salt of 32 bytes and the grant's canonical JSON.
Salt and grant together are the *opening*, a file that stays with whoever may tell.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from faceproof.core import canonical_json, fields, replacing, sha256_of
from faceproof.core.errors import BrokenLogError, LogError
from faceproof.provenance.log.entry import Grant, Logged
from faceproof.provenance.log.small_file import is_there, read_json
from faceproof.provenance.log.trouble import Trouble

SALT_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What opens a commitment.

    Attributes:
        salt: 64 hex digits, drawn for this grant alone; without it nobody can try out grants.
        grant: any JSON, such as to whom, what and until when.
    """

    salt: str
    grant: Any


class KeptGrant(NamedTuple):
    """A grant that can be entered: the entry, and the file that opens it."""

    entry: Grant
    opening: Path


def commit(opening: Opening) -> Grant:
    """The entry that commits to a grant and tells nothing of it.

    Raises:
        ValueError: the grant cannot be written as JSON.

    >>> commit(Opening(salt="00" * 32, grant={"to": "bea"})).commitment[:8]
    'd7e90b26'
    """
    try:
        salted = bytes.fromhex(opening.salt) + canonical_json(opening.grant)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    return Grant(commitment=hashlib.sha256(salted).hexdigest())


def verify_opening(logged: Logged, opening: Opening) -> None:
    """Return only when an opening opens the grant that a log entered.

    Raises:
        BrokenLogError: on everything else.
    """
    entry = logged.entry
    if not isinstance(entry, Grant) or not hmac.compare_digest(
        entry.commitment, commit(opening).commitment
    ):
        raise BrokenLogError(
            "the opening does not open this entry: another grant, another salt, or no grant",
            what=Trouble.OPENING,
        )


def read_opening(path: Path) -> Opening:
    """The opening in a file that `keep_opening` wrote.

    Raises:
        LogError: it is not one.
    """
    try:
        found = fields.only(read_json(path), ("salt", "grant"))
        opening = Opening(salt=fields.digest(found["salt"]), grant=found["grant"])
        commit(opening)
    except ValueError as error:
        raise LogError(f"{path} is not the opening of a grant: {error}") from error
    return opening


def keep_opening(folder: Path, grant: Any, salt: bytes) -> KeptGrant:
    """A grant ready to be entered, its opening in a file that only its owner can read.

    The same grant finds the file it has, so that a command can be repeated.

    Args:
        folder: of openings, made where it is missing.
        grant: see `Opening`.
        salt: 32 random bytes, for a grant that has no file yet.

    Raises:
        LogError: the grant cannot be written as JSON, or its file opens something else.
        StorageError: the folder cannot be written.
    """
    opening = Opening(salt=salt.hex(), grant=grant)
    try:
        entry = commit(opening)
    except ValueError as error:
        raise LogError(f"the grant cannot be entered: {error}") from error
    path = folder / f"{sha256_of(grant)}.json"
    if is_there(path):
        opening = read_opening(path)
        if opening.grant != grant:
            raise LogError(f"{path} opens another grant, expected the one it is named after")
        return KeptGrant(commit(opening), path)
    with replacing(path) as temporary:
        temporary.touch(mode=0o600)
        temporary.write_bytes(canonical_json({"salt": opening.salt, "grant": grant}) + b"\n")
    return KeptGrant(entry, path)
