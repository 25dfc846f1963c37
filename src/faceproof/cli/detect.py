"""`faceproof detect`: train, enrol, score, list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from time import perf_counter
from typing import Annotated, Any

import typer
from rich.table import Table

from faceproof.benchmark.tables import write_answers
from faceproof.cli.detect_enrol import enrol_
from faceproof.cli.detect_teach import teach
from faceproof.cli.output import Jobs, JsonFlag, emit, resumable, say
from faceproof.core import Unscored
from faceproof.core.errors import ScoreError, WeightsError
from faceproof.datasets import read_manifest
from faceproof.detectors import (
    DEFAULT,
    DETECTORS,
    Detector,
    FileScore,
    kind_of,
    names,
    score_files,
    shipped,
    train,
)
from faceproof.engine import bar

app = typer.Typer(help="Train detectors and ask them about files.", no_args_is_help=True)
app.command()(teach)
app.command(name="enrol")(enrol_)

DetectorName = Annotated[
    str,
    typer.Option("--detector", "-d", help="A name of `detect list`, a predict.py or model.toml."),
]
Weights = Annotated[
    Path | None,
    typer.Option(
        help="Folder of `detect train` or `detect enrol`; the package's own if not given.",
        show_default=False,
    ),
]
Cache = Annotated[
    Path | None,
    typer.Option(
        help="Folder for features; the default is .build in the release.", show_default=False
    ),
]


@app.command(name="train")
@resumable()
def train_(
    release: Annotated[Path, typer.Argument(help="The release's folder.", show_default=False)],
    detector: DetectorName,
    out: Annotated[Path, typer.Option(help="Folder for the weights; one a fold.")],
    jobs: Jobs = 2,
    seed: Annotated[int, typer.Option(min=0)] = 0,
    without_method: Annotated[
        list[str] | None, typer.Option(help="A method not to learn from; may stand several times.")
    ] = None,
    compression: Annotated[
        list[str] | None, typer.Option(help="A level to learn from; all if not given.")
    ] = None,
    whole: Annotated[
        bool, typer.Option("--whole", help="Of folds: one weights of all, for other files.")
    ] = False,
    cache: Cache = None,
    as_json: JsonFlag = False,
) -> None:
    """Fit and calibrate a detector by actor; nobody is tested who was learned from."""
    began = perf_counter()
    clips = len(read_manifest(release).clips)
    with bar(clips, f"describing for {detector}") as progress:
        made = train(
            release,
            detector,
            out,
            workers=jobs,
            seed=seed,
            without_methods=without_method or (),
            compressions=compression or (),
            whole=whole,
            cache=cache or features_of(release),
            progress=progress,
        )
    value = {
        "detector": detector,
        "weights": [str(folder) for folder in made],
        "seconds": round(perf_counter() - began, 3),
    }
    emit(value, "\n".join(f"weights in {folder}" for folder in made), as_json=as_json)


@app.command()
def score(
    files: Annotated[list[str], typer.Argument(help="Videos or images.", show_default=False)],
    detector: DetectorName = DEFAULT,
    weights: Weights = None,
    out: Annotated[
        Path | None, typer.Option(help="Write a table of answers here, as a challenge wants it.")
    ] = None,
    jobs: Jobs = 1,
    as_json: JsonFlag = False,
) -> None:
    """Ask a detector about files; one bad file never stops the others."""
    if out is not None:
        _check_apart(files)
    began = perf_counter()
    with bar(len(files), "scoring") as progress:
        scores = score_files(files, detector, weights, workers=jobs, progress=progress)
    value = {
        "scores": [_row(one) for one in scores],
        "seconds": round(perf_counter() - began, 3),
    }
    if out is not None:
        write_answers(out, {Path(one.path).name: one.score for one in scores})
    emit(value, _table(scores), as_json=as_json)
    if any(isinstance(one.score, Unscored) for one in scores):
        raise typer.Exit(2)


@app.command(name="list")
def list_(*, as_json: JsonFlag = False) -> None:
    """What detectors there are."""
    rows = [_about(name, kind) for name, kind in _kinds()]
    table = Table("name", "family", "calibrated on", "reference")
    for row in rows:
        table.add_row(row["name"], row["family"], row["calibrated_on"] or "-", row["reference"])
    emit({"detectors": rows}, table, as_json=as_json)


def _about(name: str, kind: type[Detector]) -> dict[str, Any]:
    found = shipped(name) if name in DETECTORS else None
    trained = found.trained if found else None
    on = trained.calibrated_on if trained else None
    return {
        "name": name,
        "family": kind.family,
        "version": kind.version,
        "trivial": kind.trivial,
        "weights_sha256": trained.sha256() if trained else None,
        "network_sha256": found.network_sha256 if found else None,
        "size": found.size if found else None,
        "calibrated_on": on.release if on else None,
        "reference": kind.reference,
    }


def _kinds() -> Iterator[tuple[str, type[Detector]]]:
    """Those that can be used; of others why not is said."""
    for name in names():
        try:
            yield name, kind_of(name)
        except WeightsError as error:
            say(f"note: {error}")


def features_of(release: Path) -> Path:
    """Where a release keeps described clips: among its work files, gone when it is."""
    return release / ".build" / "features"


def _check_apart(files: Iterable[str]) -> None:
    """A table calls a file by its name alone, since folders may tell of people."""
    twice = [name for name, count in Counter(Path(one).name for one in files).items() if count > 1]
    if twice:
        raise ScoreError(f"--out: {len(twice)} names stand twice, such as {twice[0]!r:.80}")


def _row(one: FileScore) -> dict[str, Any]:
    if isinstance(one.score, Unscored):
        return {"path": one.path, "unscored": one.score.reason}
    return {"path": one.path, "llr": one.score.llr}


def _table(scores: tuple[FileScore, ...]) -> Table:
    table = Table("file", "LLR", "")
    for one in scores:
        if isinstance(one.score, Unscored):
            table.add_row(one.path, "-", one.score.reason)
        else:
            table.add_row(one.path, f"{one.score.llr:+.2f}", f"{len(one.score.frames)} frames")
    return table
