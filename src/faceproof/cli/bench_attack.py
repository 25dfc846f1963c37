"""`faceproof bench attack`: the same clips, changed by somebody who works against the detector."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from faceproof.benchmark import UnderAttack, under_attack
from faceproof.benchmark.attacks import BUDGET, LARGEST_EPS, STEPS, attacks_of, possible
from faceproof.cli.detect import DetectorName, Weights
from faceproof.cli.output import JsonFlag, emit, resumable, say
from faceproof.core import canonical_json, write_bytes
from faceproof.detectors import resolve


@resumable()
def attack_(
    release: Annotated[Path, typer.Argument(help="The release's folder.", show_default=False)],
    detector: DetectorName,
    out: Annotated[Path, typer.Option(help="Folder for a table a condition.")],
    weights: Weights = None,
    attack: Annotated[
        list[str] | None,
        typer.Option(help="fgsm, pgd, transfer or square; all that can be made if not given."),
    ] = None,
    eps: Annotated[
        int, typer.Option(min=1, max=LARGEST_EPS, help="Most grey levels a channel changes.")
    ] = 1,
    steps: Annotated[int, typer.Option(min=1, help="Gradients a frame of pgd, transfer.")] = STEPS,
    budget: Annotated[int, typer.Option(min=2, help="Queries a clip and way of square.")] = BUDGET,
    clips: Annotated[
        int, typer.Option(min=2, help="At most: fakes, and recordings of theirs.")
    ] = 20,
    frames: Annotated[int, typer.Option(min=1, help="Frames that are attacked and shown.")] = 8,
    seed: Annotated[int, typer.Option(min=0, help="Of the choice and of what is drawn.")] = 0,
    as_json: JsonFlag = False,
) -> None:
    """What is left of a detector when somebody works against it, both ways?"""
    judge = resolve(detector, weights)
    found = under_attack(
        release,
        judge,
        attacks_of(attack or possible(judge), eps=eps, steps=steps, budget=budget, seed=seed),
        out,
        clips=clips,
        frames=frames,
        seed=seed,
        say=say,
    )
    write_bytes(out / f"{found.detector}.json", canonical_json(found.as_json()))
    emit(found.as_json(), _table(found), as_json=as_json)


def _table(found: UnderAttack) -> Table:
    title = f"{found.detector}: AUC on {len(found.protocol.ask)} clips, under attack"
    table = Table("condition", "AUC", "lost to none", title=title, title_justify="left")
    for name, auc in found.auc.items():
        lost = found.lost.get(name)
        table.add_row(name, str(auc), "" if lost is None else str(lost.difference))
    table.caption = "\n".join(found.protocol.attacks)
    return table
