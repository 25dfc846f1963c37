"""`faceproof bench enter` and `bench board`: runs side by side, ties shown as ties."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from faceproof.benchmark import (
    Reported,
    board_json,
    enter,
    ranked,
    read_board,
    write_board,
)
from faceproof.cli.output import JsonFlag, board, emit
from faceproof.core.errors import ScoreError

SHOWN = ("auc", "eer", "log_loss", "coverage")

Board = Annotated[Path, typer.Argument(help="Folder of the board.", show_default=False)]
Release = Annotated[Path, typer.Option(help="The release whose clips were asked.")]


def enter_(
    scores: Annotated[Path, typer.Argument(help="A prediction table.", show_default=False)],
    release: Release,
    board_folder: Annotated[Path, typer.Option("--board", help="Folder of the board.")],
    reported: Annotated[
        list[str] | None, typer.Option(help="What others report, such as auc=.936.")
    ] = None,
    source: Annotated[str, typer.Option(help="Where they report it.")] = "",
    unreliable: Annotated[str, typer.Option(help="Why not to rely on it, if so.")] = "",
    as_json: JsonFlag = False,
) -> None:
    """Put a run on a board, with its predictions; its figures are derived, never typed."""
    told = None
    if reported or source:
        if not (reported and source):
            raise ScoreError("give --reported and --source together: a figure, and who says so")
        told = Reported(figures=dict(map(_figure, reported)), source=source)
    made = enter(
        scores,
        release,
        board_folder,
        on=datetime.now(UTC).date(),
        reported=told,
        unreliable=unreliable,
    )
    emit({"entry": str(made)}, str(made), as_json=as_json)


def board_(
    folder: Board,
    release: Release,
    out: Annotated[Path | None, typer.Option(help="Write the page here.")] = None,
    as_json: JsonFlag = False,
) -> None:
    """Every entry derived again from its predictions, in groups of ties."""
    groups = ranked(read_board(folder, release))
    if out is not None:
        write_board(groups, release, out)
    rows = {
        f"{number}. {entry.graded.detector}": entry.graded.metrics
        for number, group in enumerate(groups, 1)
        for entry in group
    }
    title = "rows of one number are tied: their order says nothing"
    emit(board_json(groups), board(rows, SHOWN, title), as_json=as_json)


def _figure(text: str) -> tuple[str, float]:
    name, _, value = text.partition("=")
    try:
        return name, float(value)
    except ValueError as error:
        raise ScoreError(f"--reported {text!r:.60}: expected a figure such as auc=.936") from error
