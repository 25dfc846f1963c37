"""What shows a stranger that an entry is in a log, or that a log only grew, with its key alone?

    {"faceproof_proof": "inclusion", "logged": {...}, "index": 3, "path": ["<hex>", ...],
     "head": {...}}
    {"faceproof_proof": "consistency", "first": {...}, "path": [...], "head": {...}}

Both hold the signed heads they speak of. What can be derived, such as the size, stands nowhere
a second time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from faceproof.core import fields
from faceproof.core.errors import BrokenLogError
from faceproof.provenance.keys import PublicKey
from faceproof.provenance.log.entry import Logged, line_of, logged_from_json, logged_to_json
from faceproof.provenance.log.head import Head, head_from_json, head_to_json, verify_head
from faceproof.provenance.log.trouble import Trouble
from faceproof.provenance.merkle import leaf_hash
from faceproof.provenance.merkle_verify import verify_consistency, verify_inclusion

_LONGEST_PATH = 64  # a log of 2**63 entries has no longer one


@dataclass(frozen=True, slots=True, kw_only=True)
class Inclusion:
    """An entry is in the log that a head speaks of.

    Attributes:
        index: where it stands, counted from 0.
        path: from the leaf upwards.
    """

    logged: Logged
    index: int
    path: tuple[bytes, ...]
    head: Head


@dataclass(frozen=True, slots=True, kw_only=True)
class Consistency:
    """The log that ``head`` speaks of begins with all that ``first`` speaks of."""

    first: Head
    path: tuple[bytes, ...]
    head: Head


Proof = Inclusion | Consistency


def verify_proof(public: PublicKey, proof: Proof) -> None:
    """Return only when a proof shows what it says, of the log whose key this is.

    Raises:
        BrokenLogError: on everything else.
    """
    verify_head(public, proof.head)
    if isinstance(proof, Consistency):
        verify_head(public, proof.first)
    try:
        if isinstance(proof, Inclusion):
            _verify_inclusion(proof)
        else:
            _verify_consistency(proof)
    except ValueError as error:
        raise BrokenLogError(f"the proof does not hold: {error}", what=Trouble.PROOF) from error


def _verify_inclusion(proof: Inclusion) -> None:
    leaf, root = leaf_hash(line_of(proof.logged)), bytes.fromhex(proof.head.root)
    verify_inclusion(leaf, proof.index, proof.head.size, proof.path, root)


def _verify_consistency(proof: Consistency) -> None:
    first, head = proof.first, proof.head
    roots = bytes.fromhex(first.root), bytes.fromhex(head.root)
    verify_consistency(first.size, roots[0], head.size, roots[1], proof.path)


def proof_to_json(proof: Proof) -> dict[str, Any]:
    """A proof as an object that holds all a stranger needs but the key."""
    path = [step.hex() for step in proof.path]
    if isinstance(proof, Consistency):
        return {
            "faceproof_proof": "consistency",
            "first": head_to_json(proof.first),
            "path": path,
            "head": head_to_json(proof.head),
        }
    return {
        "faceproof_proof": "inclusion",
        "logged": logged_to_json(proof.logged),
        "index": proof.index,
        "path": path,
        "head": head_to_json(proof.head),
    }


def proof_from_json(value: Any) -> Proof:
    """The proof in such an object; whether it holds is not looked at.

    Raises:
        ValueError: in one line, what is wrong with it.
    """
    match value:
        case {"faceproof_proof": "inclusion", **rest}:
            found = fields.only(rest, ("logged", "index", "path", "head"))
            return Inclusion(
                logged=logged_from_json(found["logged"]),
                index=fields.count(found["index"], least=0),
                path=_path(found["path"]),
                head=head_from_json(found["head"]),
            )
        case {"faceproof_proof": "consistency", **rest}:
            found = fields.only(rest, ("first", "path", "head"))
            return Consistency(
                first=head_from_json(found["first"]),
                path=_path(found["path"]),
                head=head_from_json(found["head"]),
            )
    raise ValueError("neither a proof of inclusion nor one of consistency")


def _path(value: Any) -> tuple[bytes, ...]:
    steps = fields.items(value)
    if len(steps) > _LONGEST_PATH:
        raise ValueError(f"a path of {len(steps)} hashes, more than any log needs")
    return tuple(bytes.fromhex(fields.digest(step)) for step in steps)
