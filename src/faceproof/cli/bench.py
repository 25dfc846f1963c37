"""`faceproof bench`: grade, compare, card, matrix, report; the other commands have own files."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from faceproof.benchmark import (
    LEAVE_ONE_METHOD_OUT,
    Grade,
    Place,
    card,
    card_text,
    clip_picture,
    contact_sheet,
    difference,
    grade,
    grade_labels,
    grade_reading,
    is_table,
    make_matrix,
    read_matrix,
    read_reading,
    read_robustness,
    read_table,
    read_under_attack,
    report,
    threshold_of,
)
from faceproof.cli.bench_attack import attack_
from faceproof.cli.bench_band import band_
from faceproof.cli.bench_board import board_, enter_
from faceproof.cli.bench_cross import cross_
from faceproof.cli.bench_localise import localise_
from faceproof.cli.bench_robust import robust_
from faceproof.cli.detect import DetectorName, features_of
from faceproof.cli.output import Jobs, JsonFlag, board, emit, say
from faceproof.core import canonical_json, write_bytes
from faceproof.core.errors import ScoreError

app = typer.Typer(help="Measure any detector honestly.", no_args_is_help=True)

Scores = Annotated[Path, typer.Argument(help="A prediction table.", show_default=False)]
Release = Annotated[
    Path | None, typer.Option(help="The release whose clips were asked.", show_default=False)
]
LabelsFile = Annotated[
    Path | None,
    typer.Option("--labels", help="CSV with id,label and any of cluster, method, compression."),
]
Level = Annotated[str | None, typer.Option(help="clip or frame; the protocol's unit if not given.")]
Seed = Annotated[int, typer.Option(min=0, help="Of the bootstrap beside the interval.")]
ThresholdFrom = Annotated[
    Path | None,
    typer.Option(help="The detector's table of the val split; accuracy is taken there."),
]
TableFormat = Annotated[
    str | None, typer.Option("--format", help="Of a foreign table; recognised if not given.")
]
People = Annotated[
    Path | None,
    typer.Option(help="CSV with actor and columns actor_...: figures by group of people too."),
]
Column = Annotated[str | None, typer.Option(help="Of a foreign table with several detectors.")]

app.command(name="band")(band_)
app.command(name="enter")(enter_)
app.command(name="board")(board_)
app.command(name="robust")(robust_)
app.command(name="attack")(attack_)
app.command(name="cross")(cross_)
app.command(name="localise")(localise_)

SHOWN = ("auc", "auc_frame", "eer", "log_loss", "coverage")


@app.command(name="grade")
def grade_(
    scores: Scores,
    release: Release = None,
    labels: LabelsFile = None,
    level: Level = None,
    threshold_from: ThresholdFrom = None,
    seed: Seed = 0,
    table_format: TableFormat = None,
    column: Column = None,
    people: People = None,
    as_json: JsonFlag = False,
) -> None:
    """Grade a prediction table: every figure with an interval by actor."""
    graded = _graded(
        scores,
        release,
        labels,
        level=level,
        threshold_from=threshold_from,
        seed=seed,
        table_format=table_format,
        column=column,
        people=people,
    )
    for remark in graded.remarks:
        say(f"note: {remark}")
    shown = tuple(name for name in SHOWN if name in graded.metrics)
    title = f"{graded.detector}, {graded.level} level"
    rows = {"all": graded.metrics} | {
        f"{group}": figures
        for groups in (graded.by_method, graded.by_compression)
        for group, figures in groups.items()
    }
    rows |= {
        f"{attribute} {value}": figures
        for attribute, groups in graded.by_attribute.items()
        for value, figures in groups.items()
    }
    emit(graded.as_json(), board(rows, shown, title, first=graded.level), as_json=as_json)


@app.command(name="compare")
def compare_(
    a: Annotated[Path, typer.Argument(help="A prediction table.", show_default=False)],
    b: Annotated[Path, typer.Argument(help="Another of the same clips.", show_default=False)],
    release: Release = None,
    labels: LabelsFile = None,
    metric: Annotated[str, typer.Option(help="Which figure is compared.")] = "auc",
    level: Level = None,
    table_format: TableFormat = None,
    as_json: JsonFlag = False,
) -> None:
    """Is one detector better than another, on the same clips, or are they tied?"""
    first, second = (
        _graded(path, release, labels, level=level, table_format=table_format) for path in (a, b)
    )
    found = difference(first, second, metric=metric)
    value = {
        "a": str(a),
        "b": str(b),
        "metric": metric,
        "difference": found.difference.value,
        "interval": {"low": found.difference.low, "high": found.difference.high},
        "p": found.p,
        "tie": found.tie,
        "n": found.difference.n,
        "clusters": found.difference.clusters,
    }
    says = {True: "tied", False: "not tied", None: "not known: no interval"}[found.tie]
    p = "" if found.p is None else f", p = {found.p:.3g}"
    emit(value, f"{metric} {a.name} - {b.name}: {found.difference}{p}: {says}", as_json=as_json)


def _graded(
    scores: Path,
    release: Path | None,
    labels: Path | None,
    *,
    level: str | None,
    threshold_from: Path | None = None,
    seed: int = 0,
    table_format: str | None = None,
    column: str | None = None,
    people: Path | None = None,
) -> Grade:
    if labels is not None and release is None and threshold_from is None and people is None:
        reading = read_reading(scores, format=table_format, column=column)
        return grade_labels(reading, labels, detector=scores.stem, level=level, seed=seed)
    if release is None or labels is not None:
        raise ScoreError(
            "the truth comes from one place: give --release DIR, or --labels LABELS.csv (without "
            "--threshold-from and --people)"
        )
    threshold = (
        None if threshold_from is None else threshold_of(read_table(threshold_from), release)
    )
    if table_format is None and is_table(scores):
        return grade(
            read_table(scores),
            release,
            level=level,
            threshold=threshold,
            seed=seed,
            people=people,
        )
    return grade_reading(
        read_reading(scores, format=table_format, column=column),
        release,
        detector=scores.stem,
        level=level,
        threshold=threshold,
        seed=seed,
        people=people,
    )


@app.command(name="card")
def card_(
    scores: Scores,
    release: Annotated[Path, typer.Option(help="The release whose clips were asked.")],
    level: Level = None,
    threshold_from: ThresholdFrom = None,
    people: People = None,
    out: Annotated[Path | None, typer.Option(help="Write the page here too.")] = None,
    as_json: JsonFlag = False,
) -> None:
    """One page that says exactly what was measured; what the set cannot give away comes first."""
    graded = _graded(
        scores, release, None, level=level, threshold_from=threshold_from, people=people
    )
    text = card_text(graded)
    if out is not None:
        write_bytes(out, text.encode())
    emit(card(graded), text.rstrip(), as_json=as_json)


@app.command(name="matrix")
def matrix_(
    releases: Annotated[list[Path], typer.Argument(help="One, or several for cross-release.")],
    detector: DetectorName,
    out: Annotated[Path, typer.Option(help="Folder for weights, answers and the matrix, JSON.")],
    protocol: Annotated[
        str, typer.Option(help="leave-one-method-out, cross-compression or cross-release.")
    ] = LEAVE_ONE_METHOD_OUT,
    jobs: Jobs = 2,
    as_json: JsonFlag = False,
) -> None:
    """Train on some, ask on all: what becomes of a detector on what it never met?"""
    places = {
        path.name: Place(release=path, out=out / path.name, cache=features_of(path), workers=jobs)
        for path in releases
    }
    if len(places) < len(releases):
        raise ScoreError(
            "two of the releases lie in folders of one name; a matrix shows each under its own: "
            "rename or link one"
        )
    found = make_matrix(protocol, detector, places, say=say)
    write_bytes(out / f"{found.name}.{found.detector}.json", canonical_json(found.as_json()))
    columns = tuple(next(iter(found.cells.values())))
    table = Table("taught " + found.taught, *columns, title=f"{detector}, AUC: {found.name}")
    for row, cells in found.cells.items():
        shown = [
            f"{cells[column]}{' *' if (row, column) in found.unseen else ''}" for column in columns
        ]
        table.add_row(row, *shown)
    table.caption = "* never met in training"
    emit(found.as_json(), table, as_json=as_json)


@app.command(name="report")
def report_(
    scores: Annotated[list[Path], typer.Argument(help="Prediction tables.", show_default=False)],
    release: Annotated[Path, typer.Option(help="The release whose clips were asked.")],
    out: Annotated[Path, typer.Option(help="The page.")] = Path("report.html"),
    matrix: Annotated[
        list[Path] | None, typer.Option(help="JSON of `bench matrix`; may stand several times.")
    ] = None,
    robust: Annotated[
        list[Path] | None,
        typer.Option(help="A detector's folder of `bench robust`; may stand several times."),
    ] = None,
    attacked: Annotated[
        list[Path] | None,
        typer.Option(help="A detector's folder of `bench attack`; may stand several times."),
    ] = None,
    people: People = None,
    as_json: JsonFlag = False,
) -> None:
    """One self-contained page: table, curves, and pictures where everybody in them allows it."""
    graded = [grade(read_table(path), release, people=people) for path in scores]
    report(
        graded,
        release,
        out,
        sheet=contact_sheet(release),
        picture=partial(clip_picture, release),
        matrices=[read_matrix(path) for path in matrix or ()],
        robust=[read_robustness(path, release) for path in robust or ()],
        attacked=[read_under_attack(path, release) for path in attacked or ()],
    )
    emit({"report": str(out)}, str(out), as_json=as_json)
