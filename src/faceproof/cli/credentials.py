"""`faceproof sign, verify`: put credentials into a file, and say whether to believe them."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from faceproof.cli.output import JsonFlag, emit, say
from faceproof.core import CredentialState, Phrase, Provenance, Step, replacing
from faceproof.core.errors import PlanError
from faceproof.media import without_traces
from faceproof.provenance import (
    Claim,
    Parent,
    beside,
    derived,
    load_credential,
    read_trust,
    recorded,
    sign_beside,
    sign_file,
    verify_file,
)

Trust = Annotated[
    list[Path] | None,
    typer.Option(help="Root certificates to believe, as PEM; repeat for several."),
]
_CAPTURED = "digitalCapture"


def sign_(
    file: Annotated[
        Path, typer.Argument(help="A JPEG, PNG, WAV, MP4 or MOV file.", show_default=False)
    ],
    out: Annotated[
        Path,
        typer.Option(help="The signed copy; with --sidecar a .c2pa file, or a copy with one."),
    ],
    key: Annotated[Path, typer.Option(help="The signer's private key.")],
    chain: Annotated[Path, typer.Option(help="The signer's certificates, their own first.")],
    parent: Annotated[Path | None, typer.Option(help="The file that this was made from.")] = None,
    action: Annotated[
        str | None,
        typer.Option(help="What was done to the parent, such as transcoded; else edited."),
    ] = None,
    source: Annotated[
        str | None,
        typer.Option(
            help="How it came about, in IPTC's words; digitalCapture (a camera) if not given."
        ),
    ] = None,
    timestamp: Annotated[
        str | None, typer.Option(help="Address of an RFC 3161 authority to ask for the time.")
    ] = None,
    sidecar: Annotated[
        bool, typer.Option("--sidecar", help="Leave the file as it is, sign beside it.")
    ] = False,
    private: Annotated[
        bool,
        typer.Option("--private", help="Remove place, device, times and all other tags first."),
    ] = False,
    as_json: JsonFlag = False,
) -> None:
    """Sign what a file is and where it comes from; nothing of it is changed."""
    if action is not None and parent is None:
        raise PlanError("--action says what was done to a parent; give --parent too")
    credential = load_credential(key, chain)
    claim = _claim(out.name, parent, action, source)
    told: dict[str, Any] = {
        "claim": claim,
        "credential": credential,
        "parent": None if parent is None else _parent(parent),
        "timestamp": timestamp,
    }
    with tempfile.TemporaryDirectory() as folder:
        subject = file
        if private:
            subject = Path(folder) / f"private{file.suffix}"
            without_traces(file, subject)
        if sidecar:
            made = _sign_beside(subject, out, told)
        else:
            made = out
            sign_file(subject, out, **told)
    steps = [step.action.removeprefix("c2pa.") for step in claim.steps]
    value = {"out": str(made), "steps": steps, "source": claim.steps[-1].source_type}
    emit(value, f"signed: {made}", as_json=as_json)
    say(f"it says: {', '.join(steps)}" + (f" ({value['source']})" if value["source"] else ""))


def _sign_beside(subject: Path, out: Path, told: dict[str, Any]) -> Path:
    made = beside(out)
    if out != made:
        with replacing(out) as temporary:
            shutil.copyfile(subject, temporary)
    sign_beside(subject, made, **told)
    return made


def _claim(title: str, parent: Path | None, action: str | None, source: str | None) -> Claim:
    if parent is None:
        return recorded(title, source or _CAPTURED)
    return derived(title, Step(action=f"c2pa.{action or 'edited'}", source_type=source))


def _parent(path: Path) -> Parent:
    sidecar = beside(path)
    return Parent(path, sidecar if sidecar.is_file() else None)


def verify_(
    file: Annotated[Path, typer.Argument(help="Any file.", show_default=False)],
    trust: Trust = None,
    sidecar: Annotated[
        Path | None,
        typer.Option(help="Its credentials, where they are not in it or in <stem>.c2pa."),
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Say whether a file is as a trusted signer left it; exit 1 unless it is."""
    found = verify_file(file, read_trust(trust or ()), sidecar=sidecar)
    lines = [f"{file}: {found.state}", *(f"  {reason}" for reason in found.reasons)]
    value = {
        **provenance_json(found),
        "captured": found.is_captured,
        "declared": found.is_declared,
    }
    emit(value, "\n".join(lines), as_json=as_json)
    if found.state is not CredentialState.TRUSTED:
        raise typer.Exit(1)


def provenance_json(found: Provenance, say: Callable[[Phrase], str] = str) -> dict[str, Any]:
    """What is known of a file's credentials, as JSON.

    Args:
        found: what is known.
        say: a sentence in the reader's language.
    """
    return {
        "state": found.state.value,
        "signer": found.signer,
        "signed_on": None if found.signed_on is None else found.signed_on.isoformat(),
        "steps": [
            {"action": s.action, "source_type": s.source_type, "description": s.description}
            for s in found.steps
        ],
        "ingredients": [
            {"title": one.title, "relationship": one.relationship, "signer": one.signer}
            for one in found.ingredients
        ],
        "reasons": [say(reason) for reason in found.reasons],
    }
