"""`faceproof actors`: who was filmed, and rendered people."""

from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from faceproof.cli.output import Jobs, JsonFlag, Workspace, emit, resumable
from faceproof.core import actor_id, write_bytes
from faceproof.core.errors import PlanError
from faceproof.datasets import read_manifest
from faceproof.engine import bar
from faceproof.media import write_picture
from faceproof.sources import (
    MOST_SYNTHETIC,
    add_recording,
    read_recordings,
    render_takes,
    synthetic_actor_id,
    synthetic_attributes,
    synthetic_seed,
    workspace_ledger,
)
from faceproof.sources.synthetic import SCENES, Take, contact_sheet, identities

_ONE_COLUMN = 8  # a sheet of more actors shows two side by side
_TILE = 224

app = typer.Typer(help="Recordings of consenting people, and rendered ones.", no_args_is_help=True)


@app.command()
def add(
    file: Annotated[Path, typer.Argument(help="A video or image of one person.")],
    actor: Annotated[str, typer.Option(help="The person's id in the ledger.")],
    scene: Annotated[str, typer.Option(help="What happens, such as kitchen_pan.")],
    take: Annotated[int, typer.Option(min=0)] = 0,
    face_at: Annotated[
        str | None, typer.Option(help="x,y of the person meant, where several are in sight.")
    ] = None,
    workspace: Workspace = Path(),
    as_json: JsonFlag = False,
) -> None:
    """Copy a recording into the workspace, when its person allows that."""
    copy = add_recording(
        workspace,
        file,
        actor=actor_id(actor),
        scene=scene,
        take=take,
        ledger=workspace_ledger(workspace),
        on=datetime.now(tz=UTC).date(),
        face_at_px=_point(face_at) if face_at else None,
    )
    emit({"path": str(copy), "actor": actor}, str(copy), as_json=as_json)


@app.command(name="list")
def list_(workspace: Workspace = Path(), as_json: JsonFlag = False) -> None:
    """The workspace's recordings."""
    recordings = read_recordings(workspace)
    table = Table("actor", "scene", "take", "frames", "size", "path")
    for r in recordings:
        size = f"{r.media.width}x{r.media.height}"
        table.add_row(r.actor, r.scene, str(r.take), str(r.media.frames), size, r.path)
    rows = [
        {
            "actor": r.actor,
            "scene": r.scene,
            "take": r.take,
            "path": r.path,
            "sha256": r.sha256,
            "frames": r.media.frames,
        }
        for r in recordings
    ]
    emit({"recordings": rows}, table, as_json=as_json)


@app.command()
@resumable()
def synth(
    count: Annotated[int, typer.Argument(min=1, max=MOST_SYNTHETIC, help="How many people.")],
    out: Annotated[Path, typer.Option(help="Folder for the takes.")],
    scene: Annotated[
        list[str] | None, typer.Option(help="Scenes to film; the default is one each, in turn.")
    ] = None,
    frames: Annotated[int, typer.Option(min=1, max=10_000)] = 48,
    fps: Annotated[int, typer.Option(min=1, max=120)] = 25,
    width: Annotated[int, typer.Option(min=64, max=1920)] = 640,
    height: Annotated[int, typer.Option(min=64, max=1080)] = 480,
    sheet: Annotated[Path | None, typer.Option(help="A contact sheet, PNG.")] = None,
    jobs: Jobs = 2,
    as_json: JsonFlag = False,
) -> None:
    """Render people who do not exist; the same frames from the same number."""
    unknown = sorted(set(scene or ()) - set(SCENES))
    if unknown:
        raise PlanError(f"scene {unknown[0]!r} is unknown; expected some of {', '.join(SCENES)}")
    seeds, names = identities(count), list(SCENES)
    takes = [
        Take(seed=s, scene=n, frames=frames, fps=Fraction(fps), width=width, height=height)
        for i, s in enumerate(seeds)
        for n in (scene or [names[i % len(names)]])
    ]
    with bar(len(takes), "filming") as progress:
        files = render_takes(takes, out, workers=jobs, progress=progress)
    if sheet:
        across = 2 if count > _ONE_COLUMN else 1
        write_picture(sheet, contact_sheet(seeds, across=across, tile=_TILE))
    value = {
        "actors": [synthetic_actor_id(seed) for seed in seeds],
        "files": [str(file) for file in files],
        "sheet": str(sheet) if sheet else None,
    }
    emit(value, f"{len(files)} takes of {count} rendered people in {out}", as_json=as_json)


@app.command()
def describe(
    release: Annotated[Path, typer.Argument(help="The release's folder.", show_default=False)],
    out: Annotated[Path, typer.Option(help="CSV for `bench grade --people`.")],
    as_json: JsonFlag = False,
) -> None:
    """Write what groups a release's rendered actors stand in; of filmed people nothing is known."""
    actors = sorted(actor for group in read_manifest(release).splits.groups for actor in group)
    seeds = {actor: synthetic_seed(actor) for actor in actors}
    known = {a: synthetic_attributes(seed) for a, seed in seeds.items() if seed is not None}
    if not known:
        raise PlanError(
            f"{release}: nobody in it is rendered; write the CSV yourself: a column actor, then "
            "columns such as actor_age"
        )
    names = sorted(next(iter(known.values())))
    lines = [["actor", *(f"actor_{name}" for name in names)]]
    lines += [[actor, *(values[name] for name in names)] for actor, values in known.items()]
    write_bytes(out, "".join(",".join(line) + "\n" for line in lines).encode())
    value = {"people": str(out), "actors": len(known), "attributes": names}
    emit(
        value, f"{len(known)} of {len(actors)} actors by {', '.join(names)}: {out}", as_json=as_json
    )


def _point(text: str) -> tuple[float, float]:
    try:
        x, y = (float(part) for part in text.split(","))
    except ValueError as error:
        raise PlanError(f"--face-at {text!r} is not two numbers such as 320,120") from error
    return x, y
