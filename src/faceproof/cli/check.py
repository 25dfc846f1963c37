"""`faceproof check`: what is known of files, for whoever asks."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from faceproof.benchmark import read_band
from faceproof.check import (
    Examiner,
    Language,
    Witnesses,
    hear,
    opened,
    page,
    shipped_band,
)
from faceproof.cli.check_row import row
from faceproof.cli.credentials import Trust
from faceproof.cli.detect import Weights
from faceproof.cli.output import JsonFlag, emit, say
from faceproof.core.errors import FaceproofError, PlanError, StorageError
from faceproof.detectors import DEFAULT, PredictFile, resolve
from faceproof.engine import bar
from faceproof.provenance import read_trust


def check(
    files: Annotated[list[str], typer.Argument(help="Videos or images.", show_default=False)],
    detector: Annotated[
        str, typer.Option("--detector", "-d", help="A name of `detect list`.")
    ] = DEFAULT,
    weights: Weights = None,
    band: Annotated[
        Path | None,
        typer.Option(
            help="Of `bench band`: where its scores lie; the package's own if not given.",
            show_default=False,
        ),
    ] = None,
    prior: Annotated[
        float, typer.Option(min=0.001, max=0.999, help="Probability of a fake before looking.")
    ] = 0.5,
    trust: Trust = None,
    registry: Annotated[
        Path | None,
        typer.Option("--registry", "-r", help="Registered originals to compare with."),
    ] = None,
    html: Annotated[Path | None, typer.Option(help="Folder for a page of each file.")] = None,
    language: Annotated[
        Language, typer.Option(help="Of reasons, limits and pages.")
    ] = Language.ENGLISH,
    as_json: JsonFlag = False,
) -> None:
    """Say of each file what is known of it; one bad file never stops the others."""
    if weights is not None and band is None:
        raise PlanError("the package's band is of its own weights; with --weights give --band too")
    scorer = resolve(detector, weights)
    if isinstance(scorer, PredictFile):
        raise PlanError(f"{detector} looks at files, not faces; ask a detector of `detect list`")
    known = read_band(band or shipped_band(scorer.name), scorer.name)
    examiner = Examiner(scorer, known, prior, calibrated_on=", ".join(known.domains))
    trusted = read_trust(trust or ())
    originals = None if registry is None else opened(registry)
    rows: list[dict[str, Any]] = []
    with bar(len(files), "checking") as progress:
        for number, name in enumerate(files):
            out = None if html is None else html / f"{number}.html"
            witnesses = Witnesses(examiner, trusted, originals)
            rows.append(_row(name, witnesses, language, out))
            progress(name)
    emit({"files": rows}, "\n".join(map(_line, rows)), as_json=as_json)
    if any("error" in row for row in rows):
        raise typer.Exit(2)


def _row(name: str, witnesses: Witnesses, language: Language, out: Path | None) -> dict[str, Any]:
    try:
        heard = hear(Path(name), witnesses, poster=out is not None)
    except StorageError:
        raise  # says nothing about the file
    except FaceproofError as error:
        say(f"faceproof: {' '.join(str(error).split())}")
        return {"path": name, "error": str(error)}
    if out is not None:
        page(name, heard.examined, out=out, language=language, comparison=heard.comparison)
    return row(name, heard.examined.verdict, language, None if out is None else str(out))


def _line(answer: dict[str, Any]) -> str:
    if "error" in answer:
        return f"{answer['path']}: could not be read"
    return f"{answer['path']}: {answer['state']}. {answer['reasons'][0]}"
