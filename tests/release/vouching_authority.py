"""An authority of one's own, with a signer whose certificate it vouches for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from faceproof.provenance import (
    Holder,
    TrustList,
    create_authority,
    issue,
    load_credential,
    read_trust,
)
from faceproof.release import Voucher

STEWARD = Holder("Release desk", "The makers")


def new_voucher(folder: Path) -> Voucher:
    """With what a release's clips are signed."""
    yesterday = datetime.now(tz=UTC) - timedelta(days=1)
    create_authority(folder, STEWARD, on=yesterday)
    issue(folder, STEWARD, on=yesterday)
    return Voucher(credential=load_credential(folder / "leaf-key.pem", folder / "chain.pem"))


def trust_of(folder: Path) -> TrustList:
    """The trust list that the authority hands out."""
    return read_trust([folder / "root.pem"])
