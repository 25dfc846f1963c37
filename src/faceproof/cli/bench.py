"""`faceproof bench`: run, grade, report."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from faceproof.benchmark import contact_sheet, grade, read_table, report, run, write_table
from faceproof.cli.detect import Cache, DetectorName, Weights, features_of
from faceproof.cli.output import Jobs, JsonFlag, board, emit, resumable
from faceproof.core import Unscored
from faceproof.datasets import read_manifest
from faceproof.engine import bar

app = typer.Typer(help="Measure any detector honestly.", no_args_is_help=True)

SHOWN = ("auc", "auc_frame", "eer", "log_loss", "coverage")


@app.command(name="run")
@resumable()
def run_(
    release: Annotated[Path, typer.Argument(help="The release's folder.", show_default=False)],
    detector: DetectorName,
    out: Annotated[Path, typer.Option(help="Prediction table, JSON Lines.")],
    weights: Weights = None,
    protocol: Annotated[Path | None, typer.Option(help="A protocol, TOML.")] = None,
    jobs: Jobs = 2,
    cache: Cache = None,
    as_json: JsonFlag = False,
) -> None:
    """Write a detector's answers to the clips a protocol asks; no label is read."""
    with bar(len(read_manifest(release).clips), f"asking {detector}") as progress:
        table = run(
            release,
            detector,
            weights=weights,
            protocol=protocol,
            workers=jobs,
            progress=progress,
            cache=cache or features_of(release),
        )
    write_table(out, table)
    unscored = sum(isinstance(s, Unscored) for s in table.scores.values())
    value = {
        "detector": table.detector,
        "scores": str(out),
        "clips": len(table.scores),
        "unscored": unscored,
        "seconds": table.seconds,
    }
    text = f"{len(table.scores)} clips, {unscored} without an answer, {table.seconds:.1f} s: {out}"
    emit(value, text, as_json=as_json)


@app.command(name="grade")
def grade_(
    scores: Annotated[Path, typer.Argument(help="A prediction table.", show_default=False)],
    release: Annotated[Path, typer.Option(help="The release whose clips were asked.")],
    level: Annotated[str, typer.Option(help="clip or frame.")] = "clip",
    as_json: JsonFlag = False,
) -> None:
    """Grade a prediction table: every figure with an interval by actor."""
    graded = grade(read_table(scores), release, level=level)
    shown = tuple(name for name in SHOWN if name in graded.metrics)
    title = f"{graded.detector}, {graded.level} level"
    rows = {"all": graded.metrics} | {
        f"{group}": figures
        for groups in (graded.by_method, graded.by_compression)
        for group, figures in groups.items()
    }
    emit(graded.as_json(), board(rows, shown, title, first="clips"), as_json=as_json)


@app.command(name="report")
def report_(
    scores: Annotated[list[Path], typer.Argument(help="Prediction tables.", show_default=False)],
    release: Annotated[Path, typer.Option(help="The release whose clips were asked.")],
    out: Annotated[Path, typer.Option(help="The page.")] = Path("report.html"),
    as_json: JsonFlag = False,
) -> None:
    """One self-contained page: table, curves, and pictures where everybody in them allows it."""
    graded = [grade(read_table(path), release) for path in scores]
    report(graded, release, out, sheet=contact_sheet(release))
    emit({"report": str(out)}, str(out), as_json=as_json)
