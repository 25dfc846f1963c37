"""Which entry does a file make?"""

from __future__ import annotations

from pathlib import Path

from faceproof.core import sha256_file
from faceproof.core.errors import LogError
from faceproof.datasets import read_release_json
from faceproof.provenance.log.entry import Original, Receipt, Release
from faceproof.provenance.log.grant import KeptGrant, keep_opening
from faceproof.provenance.log.small_file import read_json


def original_of(path: Path, title: str | None = None) -> Original:
    """The entry of a recording, by all of its bytes.

    Raises:
        StorageError: it cannot be read.
    """
    return Original(sha256=sha256_file(path), title=title)


def receipt_of(path: Path) -> Receipt:
    """The entry of a score's receipt, by all of its bytes.

    Raises:
        StorageError: it cannot be read.
    """
    return Receipt(digest=sha256_file(path))


def release_of(folder: Path) -> Release:
    """The entry of a release, as its ``release.json`` states it; its files are not looked at.

    Raises:
        ManifestError: it is no release.
        LogError: it is not sealed yet.
    """
    content = read_release_json(folder)
    if content["merkle_root"] is None:
        raise LogError(f"{folder}: the release is not sealed; finish it with `release build`")
    return Release(
        name=content["name"],
        version=content["version"],
        digest=content["digest"],
        merkle_root=content["merkle_root"],
    )


def grant_of(path: Path, openings: Path, salt: bytes) -> KeptGrant:
    """The entry of a grant, whose opening is kept in a folder before anything is entered.

    Args:
        path: of the grant, a JSON object.
        openings: see `keep_opening`.
        salt: 32 random bytes.

    Raises:
        LogError: it is no JSON object, or its opening cannot be used.
        StorageError: the opening cannot be kept.
    """
    try:
        grant = read_json(path)
    except ValueError as error:
        raise LogError(f"{path} is not a grant: {error}") from error
    if not isinstance(grant, dict) or not grant:
        raise LogError(f"{path} is not a grant: expected a JSON object that says who may do what")
    return keep_opening(openings, grant, salt)
