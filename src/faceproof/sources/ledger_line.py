"""One line of a consent ledger: an entry, chained to the line before, signed by the steward.

    {"entry": {...}, "key": "<key id>", "previous": "<sha256>", "signature": "<base64>"}

`previous` is the sha256 of the line before without its line end, or 64 zeros; the signature is
over the canonical JSON of the other three. A line has one spelling, so no byte of it is free.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from faceproof.core import (
    ActorId,
    Consent,
    ConsentKind,
    Scope,
    actor_id,
    canonical_json,
    fields,
)
from faceproof.core.errors import FaceproofError
from faceproof.provenance import PrivateKey, PublicKey, key_id, sign, verify

FIRST = "0" * 64
_LONGEST = 64 << 10
_CONSENT_FIELDS = (
    "actor", "basis", "scopes", "methods", "signed_on", "expires_on", "evidence_sha256",
)  # fmt: skip
_WITHDRAWAL_FIELDS = ("actor", "withdrawn_on", "note")


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """A person took a consent back.

    Attributes:
        withdrawn_on: first day on which it no longer holds.
        note: what a steward wants to remember of it, without private matters; None for nothing.
    """

    actor: ActorId
    withdrawn_on: date
    note: str | None = None


Entry = Consent | Withdrawal


def digest_of(line: bytes) -> str:
    """What the next line holds as `previous`."""
    return hashlib.sha256(line).hexdigest()


def signed_line(private: PrivateKey, previous: str, entry: Entry) -> bytes:
    """The bytes of one line, without its line end."""
    signed = {
        "entry": _entry_to_json(entry),
        "previous": previous,
        "key": key_id(private.public_key()),
    }
    signature = sign(private, canonical_json(signed))
    return canonical_json({**signed, "signature": signature})


def verified_entry(public: PublicKey, previous: str, line: bytes) -> Entry:
    """The entry of a line that follows ``previous`` and that ``public``'s owner signed.

    Raises:
        ValueError: in one line, what is wrong with it.
    """
    if len(line) > _LONGEST:
        raise ValueError(f"{len(line)} bytes, more than an entry ever needs")
    value = fields.only(fields.parse_json(line), ("entry", "previous", "key", "signature"))
    if canonical_json(value) != line:
        raise ValueError("not in canonical JSON: edited by hand?")
    if fields.digest(value["previous"]) != previous:
        raise ValueError(
            "the chain is broken: the line before was changed, added, moved or taken away"
        )
    if value["key"] != key_id(public):
        raise ValueError(
            f"signed with key {fields.text(value['key'])[:16]!r}, expected {key_id(public)}; "
            "give the public key of this ledger's steward"
        )
    signed = {name: value[name] for name in ("entry", "previous", "key")}
    try:
        verify(public, canonical_json(signed), fields.text(value["signature"]))
        entry = _entry(value["entry"])
    except FaceproofError as error:
        raise ValueError(str(error)) from error
    if _entry_to_json(entry) != value["entry"]:
        raise ValueError("the entry repeats or disorders its scopes or methods")
    return entry


def _entry_to_json(entry: Entry) -> dict[str, Any]:
    if isinstance(entry, Withdrawal):
        return {
            "kind": "withdrawal",
            "actor": entry.actor,
            "withdrawn_on": entry.withdrawn_on.isoformat(),
            "note": entry.note,
        }
    return {
        "kind": "consent",
        "actor": entry.actor,
        "basis": entry.kind.value,
        "scopes": sorted(entry.scopes),
        "methods": sorted(entry.methods),
        "signed_on": entry.signed_on.isoformat(),
        "expires_on": None if entry.expires_on is None else entry.expires_on.isoformat(),
        "evidence_sha256": entry.evidence_sha256,
    }


def _entry(value: Any) -> Entry:
    match value:
        case {"kind": "consent", **rest}:
            return _consent(fields.only(rest, _CONSENT_FIELDS))
        case {"kind": "withdrawal", **rest}:
            fields.only(rest, _WITHDRAWAL_FIELDS)
            return Withdrawal(
                actor=actor_id(fields.text(rest["actor"])),
                withdrawn_on=fields.day(rest["withdrawn_on"]),
                note=None if rest["note"] is None else fields.text(rest["note"]),
            )
    raise ValueError("the entry is neither a consent nor a withdrawal")


def _consent(value: Mapping[str, Any]) -> Consent:
    return Consent(
        actor=actor_id(fields.text(value["actor"])),
        kind=ConsentKind(value["basis"]),
        scopes=frozenset(map(Scope, fields.items(value["scopes"]))),
        methods=frozenset(map(fields.text, fields.items(value["methods"]))),
        signed_on=fields.day(value["signed_on"]),
        expires_on=None if value["expires_on"] is None else fields.day(value["expires_on"]),
        evidence_sha256=fields.digest(value["evidence_sha256"]),
    )
