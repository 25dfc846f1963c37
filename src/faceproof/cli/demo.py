"""`faceproof demo`: the whole loop on rendered actors."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from faceproof.benchmark import run_demo
from faceproof.cli.output import Jobs, JsonFlag, board, emit, resumable, say


@resumable()
def demo(
    out: Annotated[
        Path, typer.Option(help="Folder for the release, weights, scores, report.")
    ] = Path("demo"),
    jobs: Jobs = 2,
    as_json: JsonFlag = False,
) -> None:
    """Run the whole loop on rendered actors: film, fake, release, train, grade, report."""
    result = run_demo(out, jobs=jobs, on=datetime.now(tz=UTC).date(), say=say)
    title = (
        f"{result.clips} clips, {result.fakes} of them fakes; "
        f"tested on {result.test_actors} rendered actors"
    )
    emit(
        result.as_json(),
        board(result.detectors, ("auc", "auc_frame", "eer", "log_loss"), title),
        as_json=as_json,
    )
    say(f"release {result.release}")
    say(f"report  {result.report}")
