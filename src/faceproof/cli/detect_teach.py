"""`faceproof detect teach`: teach the network of `blend` with genuine faces."""

from __future__ import annotations

from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from faceproof.cli.output import JsonFlag, emit, resumable, say
from faceproof.core.errors import WeightsError
from faceproof.detectors.blend.course import Course
from faceproof.detectors.blend.drill import Drill, drill_course
from faceproof.detectors.blend.taught import teach_blend


@resumable()
def teach(
    faces: Annotated[Path, typer.Argument(help="CSV of faces; see the docs.", show_default=False)],
    data: Annotated[Path, typer.Option(help="Folder of the files that it names.")],
    out: Annotated[Path, typer.Option(help="Folder for the network and its checkpoint.")],
    without: Annotated[
        list[str] | None, typer.Option(help="A folder of files to leave out; may stand often.")
    ] = None,
    robust: Annotated[
        Path | None,
        typer.Option(help="Go on from this taught network while its pixels are attacked."),
    ] = None,
    steps: Annotated[
        int | None,
        typer.Option(min=1, max=1_000_000, help="7000; 1200 further ones with --robust."),
    ] = None,
    jobs: Annotated[
        int, typer.Option("--jobs", "-j", min=1, max=64, help="Processes; part of the course.")
    ] = 2,
    seed: Annotated[int, typer.Option(min=0)] = 0,
    as_json: JsonFlag = False,
) -> None:
    """Teach `blend` from genuine faces alone: what it finds is what was put into them."""
    if find_spec("torch") is None:
        raise WeightsError("teaching needs torch; install it with pip install 'faceproof[train]'")
    drill = None if robust is None else Drill(network=robust)
    course = (Course if drill is None else drill_course)(processes=jobs, seed=seed)
    if steps is not None:
        course = replace(course, steps=steps)
    found = teach_blend(faces, data, out, course, without=without or (), drill=drill, log=say)
    value = {
        "network": str(found.file),
        "sha256": found.sha256,
        "learned": found.learned,
        "held": found.held,
        "exam": {"pairs": found.exam.pairs, "auc": found.exam.auc.as_json()},
    }
    text = (
        f"{found.file}: {found.learned} faces learned from; of pairs made of {found.exam.pairs} "
        f"held faces AUC {found.exam.auc}, which is no accuracy on deepfakes"
    )
    emit(value, text, as_json=as_json)
