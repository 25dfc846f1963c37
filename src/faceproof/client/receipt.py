"""What shows anybody that scores were judged, and since when? A receipt, proved by a public log."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from faceproof.client.answers import believed
from faceproof.client.patience import pauses
from faceproof.client.site import Site
from faceproof.client.submission import Submission
from faceproof.client.submit import look_again
from faceproof.core import fields, write_bytes
from faceproof.core.errors import StorageError
from faceproof.core.files import storage_error
from faceproof.provenance.log import Inclusion, proof_to_json
from faceproof.provenance.log import Receipt as ReceiptEntry
from faceproof.provenance.log.proof import proof_from_json


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """A receipt that stands in a log.

    Attributes:
        data: its bytes.
        proof: that the log has an entry of their digest; who has the log's key can check it.
    """

    data: bytes
    proof: Inclusion


class Kept(NamedTuple):
    """Where a receipt goes."""

    receipt: Path
    proof: Path


def receipt_places(path: Path, scores: Path) -> Kept:
    """Where a receipt and its proof go.

    Raises:
        StorageError: something else is there.
    """
    kept = Kept(path, path.parent / f"{path.name}.proof.json")
    try:
        for place in kept:
            if place.is_dir():
                raise StorageError(f"{place}: is a folder; choose another --receipt")
            if place.exists() and place.samefile(scores):
                raise StorageError(f"{place}: holds the scores; choose another --receipt")
    except OSError as error:
        raise storage_error(path, error) from error
    return kept


def await_receipt(site: Site, scored: Submission, tell: Callable[[str], None]) -> Receipt:
    """The receipt of a submission, once it stands in the log.

    Args:
        site: has both.
        scored: as it is now.
        tell: is told what is waited for.

    Raises:
        SiteError: the site cannot be reached, or gives what is not this receipt.
    """
    pausing = pauses(site.stopped)
    now, told = scored, ""
    while True:
        found = None if now.receipt is None else _ask(site, now.receipt)
        if found is not None:
            return found
        waits_for = "its receipt" if now.receipt is None else "the receipt to stand in the log"
        if waits_for != told:
            tell(f"waiting for {waits_for}")
            told = waits_for
        next(pausing)
        if now.receipt is None:
            now = look_again(site, now)


def keep_receipt(receipt: Receipt, to: Kept) -> None:
    """Write a receipt and its proof.

    Raises:
        StorageError: they cannot be written.
    """
    proof = json.dumps(proof_to_json(receipt.proof), indent=2, ensure_ascii=False)
    write_bytes(to.receipt, receipt.data)
    write_bytes(to.proof, f"{proof}\n".encode())


def _ask(site: Site, digest: str) -> Receipt | None:
    told = site.ask("GET", f"/receipts/{digest}", what="receipt")
    return believed(told, "receipt", _read_receipt, digest)


def _read_receipt(value: Any, digest: str) -> Receipt | None:
    """A receipt; None until it is proved. Raises ValueError, TypeError or KeyError."""
    data = _text(value["receipt"]).encode()
    if not hmac.compare_digest(fields.digest(value["sha256"]), digest):
        raise ValueError("it is of another digest than was asked for")
    if not hmac.compare_digest(hashlib.sha256(data).hexdigest(), digest):
        raise ValueError("its text has another sha256 than it says")
    if value["proof"] is None:
        return None
    proof = proof_from_json(value["proof"])
    if not isinstance(proof, Inclusion) or proof.logged.entry != ReceiptEntry(digest=digest):
        raise ValueError("its proof is of something else")
    return Receipt(data=data, proof=proof)


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise TypeError("it holds no text")
    return value
