"""What shows that a score was told, and since when? Its receipt's entry in the transparency log."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

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
from faceproof.service.models import Evaluation
from faceproof.service.place import LOG


def proof_of(evaluation: Evaluation) -> dict[str, Any] | None:
    """A proof that the log holds a receipt; None until it does."""
    folder = settings.PLACE.data / LOG
    if not is_there(folder):
        return None
    log = _read(folder, (folder / HEAD_FILE).stat().st_mtime_ns)
    try:
        return proof_to_json(prove_entry(log, find_entry(log, evaluation.receipt_sha256)))
    except LogError:
        return None


@lru_cache(maxsize=1)
def _read(folder: Path, _changed: int) -> Log:
    return read_log(folder)
