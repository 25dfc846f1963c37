"""Is this file as its signer left it? A file and a trust list in, what is known out."""

from __future__ import annotations

from pathlib import Path

from faceproof.core import Provenance
from faceproof.provenance.reading import read_evidence
from faceproof.provenance.trust import TrustList, judge


def verify_file(path: Path, trust: TrustList, *, sidecar: Path | None = None) -> Provenance:
    """What the credentials of a file say, and whether to believe them; nothing is asked online.

    Args:
        path: any file; one of a kind that cannot hold credentials has none.
        trust: whom to believe.
        sidecar: its credentials; None for those in it or, without any, in ``<stem>.c2pa``.

    Raises:
        MediaError: the file cannot be read.
        StorageError: the sidecar cannot be read.
    """
    return judge(read_evidence(path, trust.anchors, sidecar=sidecar), trust)
