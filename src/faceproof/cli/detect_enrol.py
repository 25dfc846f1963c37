"""`faceproof detect enrol`: references of one person, for `identity`."""

from __future__ import annotations

from importlib.resources import files as resources
from pathlib import Path
from typing import Annotated

import typer

from faceproof.cli.output import JsonFlag, emit
from faceproof.core import actor_id, write_bytes
from faceproof.detectors import enrol
from faceproof.engine import bar

BAND = "band.json"


def enrol_(
    files: Annotated[
        list[Path], typer.Argument(help="Recordings or pictures of the person.", show_default=False)
    ],
    out: Annotated[Path, typer.Option(help="Folder for the references; one person, one folder.")],
    person: Annotated[
        str | None, typer.Option(help="Who it is; `release revise` then finds the folder.")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Keep what a person's face looks like, for `identity`: biometric data, guard the folder."""
    who = None if person is None else actor_id(person)
    with bar(len(files), "enrolling") as progress:
        trained = enrol(files, person=who, progress=progress)
    trained.save(out)
    models = resources("faceproof.detectors") / "models"
    write_bytes(out / BAND, (models / "identity_band.json").read_bytes())
    text = (
        f"{len(files)} references in {out}; they are biometric data: keep the folder as you keep "
        "the recordings, and delete it when the person withdraws"
    )
    emit({"references": len(files), "weights": str(out)}, text, as_json=as_json)
