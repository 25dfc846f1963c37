"""`faceproof bench robust`: the same clips, damaged in every way the table knows."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from faceproof.benchmark import Robustness, by_kind, robustness
from faceproof.benchmark.corruptions import CORRUPTIONS, Corruption, levels_of
from faceproof.cli.bench_run import DetectorNames, scorers_of
from faceproof.cli.detect import Weights
from faceproof.cli.output import Jobs, JsonFlag, emit, resumable, say
from faceproof.core import canonical_json, write_bytes


@resumable()
def robust_(
    release: Annotated[Path, typer.Argument(help="The release's folder.", show_default=False)],
    detector: DetectorNames,
    out: Annotated[Path, typer.Option(help="Folder for a table a condition.")],
    weights: Weights = None,
    kind: Annotated[
        list[str] | None, typer.Option(help="A kind of corruption; all if not given.")
    ] = None,
    clips: Annotated[
        int, typer.Option(min=2, help="At most: fakes, and recordings of theirs.")
    ] = 40,
    frames: Annotated[int, typer.Option(min=1, help="Frames that each clip is cut to.")] = 16,
    seed: Annotated[int, typer.Option(min=0, help="Of the choice and of the noise.")] = 0,
    jobs: Jobs = 2,
    as_json: JsonFlag = False,
) -> None:
    """What is left of a detector when its clips went through the world first?"""
    corruptions = [
        Corruption(kind=name, level=level)
        for name in kind or CORRUPTIONS
        for level in range(1, levels_of(name) + 1)
    ]
    every = robustness(
        release,
        scorers_of(detector, weights),
        corruptions,
        out,
        clips=clips,
        frames=frames,
        seed=seed,
        workers=jobs,
        say=say,
    )
    value = {"detectors": [found.as_json() for found in every]}
    write_bytes(out / "robustness.json", canonical_json(value))
    emit(value, _table(every), as_json=as_json)


def _table(every: list[Robustness]) -> Table:
    asked = len(every[0].protocol.ask)
    table = Table(
        "detector",
        "corruption",
        "AUC, none and then mild to strong",
        title=f"{asked} clips",
        title_justify="left",
    )
    for found in every:
        for name, conditions in by_kind(found):
            shown = "  ".join(str(found.auc[one]) for one in ("none", *conditions))
            table.add_row(found.detector, name, shown)
    return table
