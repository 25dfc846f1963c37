"""What does a log say it holds? Its size and Merkle root, signed: the tree head.

    {"faceproof_log": 1, "key": "<key id>", "root": "<hex>", "signature": "<base64>",
     "signed_on": "2026-11-26", "size": 3}

The signature is over the canonical JSON of the other five; `faceproof_log` keeps it from passing
for a signature over anything else. A key is a log's identity, as in Certificate Transparency: two
heads of one key that contradict each other prove a fork, whatever the log is called.
"""

from __future__ import annotations

import hmac
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from faceproof.core import canonical_json, fields
from faceproof.core.errors import BrokenLogError, SignatureError
from faceproof.provenance.keys import PrivateKey, PublicKey, key_id, sign, verify
from faceproof.provenance.log.trouble import Trouble

_FORMAT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """A log at one size.

    Attributes:
        size: how many entries it has, at least 1.
        root: hex Merkle root over their lines.
        signed_on: the day on which the last of them was entered.
        key: short name of the log's key.
        signature: in base64.
    """

    size: int
    root: str
    signed_on: date
    key: str
    signature: str

    def contradicts(self, other: Head) -> bool:
        """Both speak of the same number of entries, and not of the same entries."""
        return self.size == other.size and not hmac.compare_digest(self.root, other.root)

    def __str__(self) -> str:
        return f"{self.size} entries on {self.signed_on}, root {self.root}"


def sign_head(private: PrivateKey, *, size: int, root: str, on: date) -> Head:
    """The head of a log of ``size`` entries, signed."""
    key = key_id(private.public_key())
    signature = sign(private, _signed_bytes(size, root, on, key))
    return Head(size=size, root=root, signed_on=on, key=key, signature=signature)


def verify_head(public: PublicKey, head: Head) -> None:
    """Return only when the owner of ``public`` signed this head.

    Raises:
        BrokenLogError: on everything else.
    """
    if head.key != key_id(public):
        raise BrokenLogError(
            f"the head is signed with key {head.key!r:.40}, expected {key_id(public)}: give the "
            "public key of this log, or trust neither",
            what=Trouble.SIGNATURE,
        )
    try:
        verify(
            public, _signed_bytes(head.size, head.root, head.signed_on, head.key), head.signature
        )
    except SignatureError as error:
        raise BrokenLogError(f"the head's {error}", what=Trouble.SIGNATURE) from error


def head_to_json(head: Head) -> dict[str, Any]:
    """What stands in ``head.json``, and in every proof."""
    return {"faceproof_log": _FORMAT, **asdict(head), "signed_on": head.signed_on.isoformat()}


def head_from_json(value: Any) -> Head:
    """The head in such an object; its signature is not looked at.

    Raises:
        ValueError: in one line, what is wrong with it.
    """
    found = fields.only(value, ("faceproof_log", *Head.__slots__))
    if fields.count(found["faceproof_log"]) != _FORMAT:
        raise ValueError(f"format {found['faceproof_log']} is not {_FORMAT}: update faceproof")
    return Head(
        size=fields.count(found["size"]),
        root=fields.digest(found["root"]),
        signed_on=fields.day(found["signed_on"]),
        key=fields.text(found["key"]),
        signature=fields.text(found["signature"]),
    )


def _signed_bytes(size: int, root: str, on: date, key: str) -> bytes:
    return canonical_json(
        {
            "faceproof_log": _FORMAT,
            "size": size,
            "root": root,
            "signed_on": on.isoformat(),
            "key": key,
        }
    )
