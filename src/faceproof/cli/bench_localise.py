"""`faceproof bench localise`: does a detector point at what was changed?"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from faceproof.benchmark import default_protocol, localised, read_protocol
from faceproof.cli.output import JsonFlag, emit
from faceproof.core.errors import ScoreError
from faceproof.datasets import read_manifest
from faceproof.detectors import DEFAULT, get
from faceproof.detectors.heat import HasHeat
from faceproof.engine import bar

FRAMES = 4


def localise_(
    release: Annotated[Path, typer.Argument(help="The release's folder.", show_default=False)],
    detector: Annotated[
        str, typer.Option("--detector", "-d", help="A name of `detect list`.")
    ] = DEFAULT,
    protocol: Annotated[
        Path | None, typer.Option(help="TOML; the release's default if not given.")
    ] = None,
    frames: Annotated[int, typer.Option(min=1, max=1000, help="Of each fake.")] = FRAMES,
    as_json: JsonFlag = False,
) -> None:
    """Hold a detector's maps against the masks of a release's fakes."""
    pointer = get(detector)
    if not isinstance(pointer, HasHeat):
        raise ScoreError(f"{detector} says nothing of where; ask {DEFAULT}")
    manifest = read_manifest(release)
    asked = read_protocol(protocol, manifest) if protocol else default_protocol(manifest)
    asked = replace(asked, frames_per_clip=frames)
    with bar(len(asked.ask), "pointing") as progress:
        found = localised(release, pointer, asked, progress)
    table = Table("map", "overlap (IoU)", "pointing game", "chance")
    for name, one in found.items():
        table.add_row(name, f"{one.iou}", f"{one.pointing}", f"{one.chance}")
    value = {
        "detector": detector,
        "release": manifest.name,
        "frames": frames,
        "maps": {name: one.as_json() for name, one in found.items()},
    }
    emit(value, table, as_json=as_json)
