"""Put credentials into a file, or beside it: what is said, by whom, over every byte.

The file's own bytes are copied; nothing is decoded or encoded.
"""

from __future__ import annotations

import io
import json
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

import c2pa

from faceproof.core import replacing, write_bytes
from faceproof.core.errors import MediaError, SignatureError, StorageError
from faceproof.provenance.binding import context, explained
from faceproof.provenance.claim import PARENT, Claim
from faceproof.provenance.container import Kind, kind_of
from faceproof.provenance.credential import Credential

SIDECAR = ".c2pa"


class Parent(NamedTuple):
    """The file that another was made from.

    Attributes:
        path: of the file.
        sidecar: its credentials, where they stand beside it.
    """

    path: Path
    sidecar: Path | None = None


def sign_file(
    path: Path,
    out: Path,
    *,
    claim: Claim,
    credential: Credential,
    parent: Parent | None = None,
    timestamp: str | None = None,
) -> None:
    """Write a copy of a file with credentials in it.

    Args:
        path: a JPEG, PNG, MP4 or WAV file (and kin); credentials that it has already become those
            of its parent only if it is named as one.
        out: the copy; may not be ``path``.
        claim: what is said of it.
        credential: who says so.
        parent: what it was made from.
        timestamp: address of an RFC 3161 authority, the only thing asked over a network.

    Raises:
        MediaError: the file, or its parent, is not of such a kind.
        SignatureError: it cannot be signed so.
        StorageError: the copy cannot be written.
    """
    if out.exists() and out.samefile(path):
        raise SignatureError(f"{out} is the file itself; name another, the original is kept")
    kind = signable(path)
    builder = _builder(claim, parent)
    signer = _signer(credential, timestamp)
    with (
        replacing(out) as temporary,
        path.open("rb") as source,
        temporary.open("w+b") as copy,
        explained(f"{path.name} cannot be signed"),
    ):
        builder.sign(signer, kind.value, source, copy)


def sign_beside(
    path: Path,
    sidecar: Path,
    *,
    claim: Claim,
    credential: Credential,
    parent: Parent | None = None,
    timestamp: str | None = None,
) -> None:
    """Write the credentials of a file into one of their own; the file stays as it is.

    Args:
        path: as for `sign_file`.
        sidecar: by custom the file's name with the ending ``.c2pa``.
        claim: what is said of it.
        credential: who says so.
        parent: what it was made from.
        timestamp: address of an RFC 3161 authority.

    Raises:
        MediaError, SignatureError, StorageError: as for `sign_file`.
    """
    kind = signable(path)
    builder = _builder(claim, parent)
    builder.set_no_embed()
    signer = _signer(credential, timestamp)
    with (
        path.open("rb") as source,
        tempfile.TemporaryFile() as unused,
        explained(f"{path.name} cannot be signed"),
    ):
        data = builder.sign(signer, kind.value, source, unused)
    write_bytes(sidecar, data)


def beside(path: Path) -> Path:
    """Where the sidecar of a file stands.

    >>> beside(Path("clips/a.mp4")).as_posix()
    'clips/a.c2pa'
    """
    return path.with_suffix(SIDECAR)


def signable(path: Path) -> Kind:
    """The kind of a file that can be signed.

    Raises:
        MediaError: it is of another.
    """
    kind = kind_of(path)
    if kind is None:
        raise MediaError(
            f"{path}: cannot hold credentials; expected JPEG, PNG, WebP, MP4, MOV, AVI or WAV"
        )
    return kind


def _builder(claim: Claim, parent: Parent | None) -> c2pa.Builder:
    definition = claim.definition()
    if (claim.steps[0].action == "c2pa.opened") != (parent is not None):
        raise SignatureError("what was opened needs a parent, and what was created has none")
    if parent is None:
        return _made(definition)
    kind = signable(parent.path)
    if parent.sidecar is not None:
        return _with_sidecar(definition, parent.path, kind, parent.sidecar)
    builder = _made(definition)
    with parent.path.open("rb") as file, explained(f"{parent.path.name} cannot be a parent"):
        builder.add_ingredient(_told(_ingredient(parent.path)), kind.value, file)
    return builder


def _with_sidecar(
    definition: dict[str, Any], path: Path, kind: Kind, sidecar: Path
) -> c2pa.Builder:
    """The parent's credentials travel along, with what was found when they were checked."""
    try:
        store = sidecar.read_bytes()
    except OSError as error:
        raise StorageError(f"{sidecar}: cannot be read ({error.strerror or error})") from error
    with path.open("rb") as file, explained(f"{sidecar.name} cannot be a parent's credentials"):
        read = json.loads(
            c2pa.Reader(kind.value, file, manifest_data=store, context=context()).json()
        )
    ingredient = _ingredient(path) | {
        "format": kind.value,
        "active_manifest": read["active_manifest"],
        "validation_results": read["validation_results"],
        "manifest_data": {"format": "application/c2pa", "identifier": sidecar.name},
    }
    builder = _made(definition | {"ingredients": [ingredient]})
    with explained(f"{sidecar.name} cannot be a parent's credentials"):
        builder.add_resource(sidecar.name, io.BytesIO(store))
    return builder


def _ingredient(path: Path) -> dict[str, Any]:
    return {"title": path.name, "relationship": "parentOf", "instance_id": PARENT}


def _made(definition: dict[str, Any]) -> c2pa.Builder:
    with explained("what is said cannot be written down"):
        return c2pa.Builder(_told(definition), context=context())


def _told(value: dict[str, Any]) -> str:
    return json.dumps(value, allow_nan=False)


def _signer(credential: Credential, timestamp: str | None) -> c2pa.Signer:
    with explained("the key and certificates cannot sign"):
        return c2pa.Signer.from_info(
            c2pa.C2paSignerInfo(
                credential.algorithm.encode(),
                credential.chain_pem(),
                credential.key_pem(),
                None if timestamp is None else timestamp.encode(),
            )
        )
