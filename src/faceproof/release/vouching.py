"""Who may say how the clips of a release came about? Whoever made it, with a signer's key."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from faceproof.core import Manifest
from faceproof.core.errors import PlanError
from faceproof.provenance import Credential, PrivateKey, beside

EMBEDDED = "credentials embedded in clips of"
"""Among a manifest's tools: the digest of the release whose clips these are, with credentials in
them. Whatever measures detectors must not see such clips, for their containers say what is fake."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Voucher:
    """With what a release's clips are signed.

    Attributes:
        credential: the signer's.
        key: the steward's, which signs the release as a whole; None leaves it unsigned.
        timestamp: address of an RFC 3161 authority, asked once for each clip.
    """

    credential: Credential
    key: PrivateKey | None = None
    timestamp: str | None = None


def check_vouchable(manifest: Manifest) -> None:
    """Return only when its clips were made here, and none of them holds credentials yet.

    Raises:
        PlanError: they were taken in from elsewhere, or carry credentials already.
    """
    if not manifest.scopes:
        raise PlanError(
            f"release {manifest.name!r} has no scopes, so its clips were taken in from elsewhere, "
            "and nobody here can vouch for how they came about; sign releases that you built"
        )
    if EMBEDDED in manifest.tools:
        raise PlanError(
            f"release {manifest.name!r} has credentials in its clips already; take the release it "
            "was exported from"
        )


def sidecar_of(path: str) -> str:
    """Relative path of the credentials beside a clip.

    >>> sidecar_of("original_sequences/actors/raw/videos/01__kitchen_pan.mp4")
    'original_sequences/actors/raw/videos/01__kitchen_pan.c2pa'
    """
    return beside(Path(path)).as_posix()
