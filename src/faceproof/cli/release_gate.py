"""`faceproof release audit, lint`: what gives a release away, and what do its sides share?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from rich.table import Table

from faceproof.cli.output import Jobs, JsonFlag, emit, resumable, say
from faceproof.engine import bar
from faceproof.media import write_picture
from faceproof.release.audit import MOST_FAKES, Audit, ProbeResult, audit, audit_sheet, grouping_of
from faceproof.release.lint import lint, pictures_to_compare

ReleaseFolder = Annotated[Path, typer.Argument(help="The release's folder.", show_default=False)]


@resumable()
def audit_(
    release: ReleaseFolder,
    jobs: Jobs = 2,
    fakes_per_actor: Annotated[
        int,
        typer.Option(min=1, help="Fakes of each actor and level whose pictures are looked at."),
    ] = MOST_FAKES,
    sheet: Annotated[
        Path | None,
        typer.Option(help="Also draw a few fakes of each method, for eyes: a PNG file."),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Picks what the sheet shows.")] = 0,
    as_json: JsonFlag = False,
) -> None:
    """Ask trivial detectors that cannot see the manipulation; exit 1 when one tells the fakes."""
    grouping = grouping_of(release, most=fakes_per_actor)
    if sheet is not None:
        write_picture(sheet, audit_sheet(release, grouping, rng=np.random.default_rng(seed)))
        say(f"wrote {sheet}")
    with bar(len(grouping.groups), "auditing") as progress:
        found = audit(release, grouping, jobs=jobs, progress=progress)
    _say_what_is_missing(found)
    emit(found.as_json(), _table(found, release), as_json=as_json)
    if not found.ok:
        raise typer.Exit(1)


def _say_what_is_missing(found: Audit) -> None:
    say(
        f"{found.fakes} fakes compared with their recordings, {found.looked_at} of them by pictures"
    )
    if found.alone:
        say(f"{found.alone} fakes have no recording here and were compared with nothing")
    if found.unmeasured:
        say(f"not measurable, so not cleared: {', '.join(found.unmeasured)}")


def _table(found: Audit, release: Path) -> Table:
    said = f"blocked by {', '.join(found.shortcuts)}" if not found.ok else "no shortcut found"
    table = Table(title=f"{release}: {said}", title_justify="left")
    for column in ("probe", "AUC", "at", "kind", "what it found"):
        table.add_column(column)
    for name, probe in found.probes.items():
        table.add_row(name, *_cells(probe))
    return table


def _cells(probe: ProbeResult) -> tuple[str, str, str, str]:
    worst = probe.worst
    at = next(str(c) for c, level in probe.levels.items() if level is worst)
    said = f"SHORTCUT {worst.note}" if worst.shortcut else worst.note
    return str(worst.auc), at, str(probe.kind), said


def lint_(
    folder: Annotated[
        Path,
        typer.Argument(help="A release, or FaceForensics++'s lists.", show_default=False),
    ],
    as_json: JsonFlag = False,
) -> None:
    """Find what stands on two sides of a split; exit 1 when there is anything."""
    with bar(pictures_to_compare(folder), "comparing") as progress:
        found = lint(folder, progress=progress)
    for missing in found.unchecked:
        say(f"not checked: {missing}")
    value = {"leaks": [leak._asdict() for leak in found.leaks], "unchecked": list(found.unchecked)}
    lines = [f"{x.a} ({x.splits[0]}), {x.b} ({x.splits[1]}): {x.reason}" for x in found.leaks]
    emit(value, "\n".join(lines) or f"{folder}: no leak found", as_json=as_json)
    if found.leaks:
        raise typer.Exit(1)


def register(app: typer.Typer) -> None:
    """Add both commands to `faceproof release`."""
    app.command(name="audit")(audit_)
    app.command(name="lint")(lint_)
