"""`faceproof release credentials`: sign every clip of a release beside it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from faceproof.cli.output import Jobs, JsonFlag, emit, resumable, say
from faceproof.core.errors import PlanError
from faceproof.datasets import read_manifest
from faceproof.engine import bar
from faceproof.provenance import load_credential, load_private
from faceproof.release import Voucher, write_credentials

Signer = Annotated[
    Path | None,
    typer.Option(help="Private key of whoever signs the clips; leaf-key.pem of `provenance ca`."),
]
Chain = Annotated[
    Path | None, typer.Option(help="The signer's certificates, their own first; chain.pem.")
]
StewardKey = Annotated[
    Path | None, typer.Option(help="The steward's private key, which signs the whole.")
]
Timestamp = Annotated[
    str | None,
    typer.Option(help="Address of an RFC 3161 authority, asked for the time of each clip."),
]


def credentials_(
    release: Annotated[Path, typer.Argument(help="The release's folder.", show_default=False)],
    signer: Signer = None,
    chain: Chain = None,
    key: StewardKey = None,
    timestamp: Timestamp = None,
    jobs: Jobs = 2,
    as_json: JsonFlag = False,
) -> None:
    """Sign each clip beside it: what it is, made from what; the same command resumes."""
    voucher = voucher_of(signer, chain, key, timestamp)
    manifest = read_manifest(release)
    with resumable(), bar(len(manifest.clips), "signing") as progress:
        write_credentials(release, voucher, jobs=jobs, progress=progress)
    value = {
        "release": str(release),
        "credentials": len(manifest.clips),
        "digest": manifest.digest(),
        "signed": key is not None,
    }
    text = f"{len(manifest.clips)} clips of {release} signed, digest {manifest.digest()} as before"
    emit(value, text, as_json=as_json)
    if key is None:
        say("the release as a whole is unsigned (no --key given)")


def voucher_of(
    signer: Path | None, chain: Path | None, key: Path | None, timestamp: str | None
) -> Voucher:
    """With what clips are signed, from the files that were named.

    Raises:
        PlanError: a file was not named.
        SignatureError: one is not what it should be.
    """
    if signer is None or chain is None:
        raise PlanError(
            "clips are signed with a key and its certificates; give --signer and --chain, such as "
            "leaf-key.pem and chain.pem of `faceproof provenance ca issue`"
        )
    return Voucher(
        credential=load_credential(signer, chain),
        key=load_private(key) if key else None,
        timestamp=timestamp,
    )
