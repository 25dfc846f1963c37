"""`faceproof bench run`: ask detectors about the clips of a release."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import Annotated, Any

import typer

from faceproof.benchmark import (
    default_protocol,
    read_protocol,
    run,
    table_paths,
    write_table,
)
from faceproof.cli.detect import Cache, Weights, features_of
from faceproof.cli.output import Jobs, JsonFlag, Scheduler, emit, resumable
from faceproof.core import ScoreTable, Unscored
from faceproof.core.errors import WeightsError
from faceproof.datasets import read_manifest
from faceproof.detectors import Scorer, passes, resolve, resolve_text
from faceproof.engine import bar, cluster

DetectorNames = Annotated[
    list[str],
    typer.Option(
        "--detector",
        "-d",
        metavar="NAME[=WEIGHTS]",
        help="A name of `detect list`, a predict.py or model.toml; repeat to ask several, which "
        "then look at each clip together.",
    ),
]


@resumable()
def run_(
    release: Annotated[Path, typer.Argument(help="The release's folder.", show_default=False)],
    detector: DetectorNames,
    out: Annotated[
        Path, typer.Option(help="Prediction table, JSON Lines; of several, a folder of them.")
    ],
    weights: Weights = None,
    protocol: Annotated[Path | None, typer.Option(help="A protocol, TOML.")] = None,
    jobs: Jobs = 2,
    cache: Cache = None,
    scheduler: Scheduler = None,
    as_json: JsonFlag = False,
) -> None:
    """Write detectors' answers to the clips a protocol asks; no label is read."""
    scorers = scorers_of(detector, weights)
    names = [scorer.name for scorer in scorers]
    paths = table_paths(out, names)
    manifest = read_manifest(release)
    asked = read_protocol(protocol, manifest) if protocol else default_protocol(manifest)
    kept = cache or features_of(release)
    with (
        cluster(scheduler) if scheduler else nullcontext() as machines,
        bar(len(asked.ask) * passes(scorers), f"asking {', '.join(names)}") as progress,
    ):
        tables = run(
            release.resolve() if machines else release,  # other machines have other folders
            scorers,
            protocol=protocol,
            workers=machines.threads if machines else jobs,
            progress=progress,
            cache=kept.resolve() if machines else kept,
            executor=machines,
        )
    for path, table in zip(paths, tables, strict=True):
        write_table(path, table)
    rows = [_row(path, table) for path, table in zip(paths, tables, strict=True)]
    value = rows[0] if len(rows) == 1 else {"tables": rows}
    emit(value, "\n".join(map(_line, rows)), as_json=as_json)


def scorers_of(detectors: list[str], weights: Path | None) -> list[Scorer]:
    """Detectors as named on a command line, each with its weights.

    Raises:
        WeightsError: one weights for several, or as `resolve_text`.
    """
    if weights is None:
        return [resolve_text(detector) for detector in detectors]
    if len(detectors) > 1:
        raise WeightsError(
            f"--weights {weights} is of one detector, but {len(detectors)} are asked; give each "
            "its own as --detector NAME=WEIGHTS"
        )
    return [resolve(detectors[0], weights)]


def _row(path: Path, table: ScoreTable) -> dict[str, Any]:
    cost = table.seconds_per_clip
    return {
        "detector": table.detector,
        "scores": str(path),
        "clips": len(table.scores),
        "unscored": sum(isinstance(s, Unscored) for s in table.scores.values()),
        "seconds": table.seconds,
        "seconds_per_clip": cost._asdict() if cost else None,
    }


def _line(row: dict[str, Any]) -> str:
    answered = f"{row['clips']} clips, {row['unscored']} without an answer"
    return f"{answered}, {row['seconds']:.1f} s: {row['scores']}"
