"""`faceproof registry`: keep what originals look like, and find the original of a copy."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from faceproof.cli.output import JsonFlag, emit, resumable, say
from faceproof.core import Match
from faceproof.core.errors import FaceproofError, PlanError, StorageError
from faceproof.engine import bar
from faceproof.media import write_picture
from faceproof.provenance.registry import Original, Registry

app = typer.Typer(no_args_is_help=True, help="Find the original of a copy, altered or not.")
Folder = Annotated[
    Path, typer.Option("--registry", "-r", help="Folder in which originals are registered.")
]
_HERE = Path("registry")


@app.command()
def add(
    files: Annotated[list[Path], typer.Argument(help="Videos or images.", show_default=False)],
    registry: Folder = _HERE,
    name: Annotated[
        str | None,
        typer.Option(help="What one file is called; its file name if not given."),
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Register originals; one bad file never stops the others, and a known one is left alone."""
    if name is not None and len(files) > 1:
        raise PlanError(f"--name is of one file, {len(files)} are given; add them one by one")
    rows: list[dict[str, Any]] = []
    with resumable(), bar(len(files), "registering") as progress:
        for file in files:
            rows.append(_added(Registry(registry), file, name))
            progress(file.name)
    emit({"registry": str(registry), "files": rows}, "\n".join(map(_line, rows)), as_json=as_json)
    if any("error" in row for row in rows):
        raise typer.Exit(2)


@app.command()
def find(
    file: Annotated[Path, typer.Argument(help="A video or image.", show_default=False)],
    registry: Folder = _HERE,
    picture: Annotated[
        Path | None,
        typer.Option(help="PNG file for the frame that differs most, what differs outlined."),
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Say which original a file is a copy of, and what was altered; exit 1 where it is of none."""
    found = Registry(registry).find(file)
    if found is None:
        emit({"original": None}, f"{file}: a copy of no registered original", as_json=as_json)
        raise typer.Exit(1)
    if picture is not None:
        write_picture(picture, found.picture)
    emit(match_json(found.match), _told(file, found.match), as_json=as_json)


@app.command(name="list")
def list_(registry: Folder = _HERE, as_json: JsonFlag = False) -> None:
    """The originals that are registered."""
    originals = Registry(registry).originals()
    table = Table(title=f"{registry}: {len(originals)} originals", title_justify="left")
    for column in ("name", "seconds", "size", "sha256"):
        table.add_column(column)
    for one in originals:
        size = f"{one.width}x{one.height}"
        table.add_row(one.name, f"{one.duration_s:.1f}", size, f"{one.sha256[:12]}..")
    emit({"originals": [_original(one) for one in originals]}, table, as_json=as_json)


def _added(registry: Registry, file: Path, name: str | None) -> dict[str, Any]:
    try:
        return {"path": str(file)} | _original(registry.add(file, name=name))
    except StorageError:
        raise  # says nothing about the file
    except FaceproofError as error:
        say(f"faceproof: {' '.join(str(error).split())}")
        return {"path": str(file), "error": str(error)}


def _original(one: Original) -> dict[str, Any]:
    return {
        "name": one.name,
        "sha256": one.sha256,
        "duration_s": one.duration_s,
        "width": one.width,
        "height": one.height,
        "pictures": one.pictures,
    }


def match_json(match: Match) -> dict[str, Any]:
    """What a file shares with an original, as JSON."""
    return {
        "original": match.original,
        "sha256": match.sha256,
        "similarity": match.similarity,
        "seconds": list(match.seconds),
        "at_s": list(match.at_s),
        "mirrored": match.mirrored,
        "altered": match.altered,
        "region": None if match.region_px is None else list(match.region_px),
        "altered_s": [list(stretch) for stretch in match.altered_s],
    }


def _line(row: dict[str, Any]) -> str:
    if "error" in row:
        return f"{row['path']}: could not be read"
    return f"{row['path']}: registered as {row['name']}, {row['pictures']} pictures"


def _told(file: Path, match: Match) -> str:
    start, end = match.seconds
    how = ", mirrored" if match.mirrored else ""
    lines = [f"{file}: a copy of {match.original}, {start:.1f} to {end:.1f} s{how}"]
    if match.altered is None:
        lines.append("Whether it was altered cannot be told: too small, or too much compressed.")
    elif not match.altered:
        lines.append("Nothing differs beyond what compression explains.")
    else:
        when = ", ".join(f"{low:.1f} to {high:.1f} s" for low, high in match.altered_s)
        lines.append(f"Altered at {when} of the file, within {match.region_px}.")
    lines.append(f"{match.similarity:.1%} of what can be compared is as in the original.")
    return "\n".join(lines)
