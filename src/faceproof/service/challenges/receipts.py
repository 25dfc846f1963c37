"""What does the site stand for, and what shows that it did, and since when?

A receipt is a text; its digest enters the transparency log.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from faceproof.core import canonical_json, sha256_of
from faceproof.core.errors import LogError
from faceproof.provenance.log import (
    Log,
    find_entry,
    is_there,
    proof_to_json,
    prove_entry,
    read_log,
)
from faceproof.provenance.log.folder import HEAD_FILE
from faceproof.service.jobs import queue
from faceproof.service.models import Receipt
from faceproof.service.place import LOG

FORMAT = 1


def issue(content: Mapping[str, Any]) -> str:
    """Stand for something from today on; inside the transaction that makes it true.

    Args:
        content: JSON values.

    Returns:
        The digest of the receipt.
    """
    told = {"faceproof_receipt": FORMAT, **content, "on": timezone.now().date().isoformat()}
    digest = sha256_of(told)
    Receipt.objects.get_or_create(sha256=digest, defaults={"text": canonical_json(told).decode()})
    queue("log_receipt", digest, digest=digest)
    return digest


def proof_of(digest: str) -> dict[str, Any] | None:
    """A proof that the log holds a receipt; None until it does."""
    folder = settings.PLACE.data / LOG
    if not is_there(folder):
        return None
    log = _read(folder, (folder / HEAD_FILE).stat().st_mtime_ns)
    try:
        return proof_to_json(prove_entry(log, find_entry(log, digest)))
    except LogError:
        return None


@lru_cache(maxsize=1)
def _read(folder: Path, _changed: int) -> Log:
    return read_log(folder)
