"""`faceproof bench band`: where a detector's scores of known clips lie, for `check`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from faceproof.benchmark import band_of, read_band, read_table, write_band
from faceproof.cli.output import JsonFlag, emit
from faceproof.metrics import Band


def band_(
    scores: Annotated[Path, typer.Argument(help="A prediction table.", show_default=False)],
    release: Annotated[Path, typer.Option(help="The release whose clips were asked.")],
    out: Annotated[Path, typer.Option(help="The band, JSON.")],
    onto: Annotated[
        Path | None, typer.Option(help="A band of the same detector to add these domains to.")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Write down how genuine clips and fakes score, person by person."""
    table = read_table(scores)
    before = read_band(onto, table.detector).domains if onto else {}
    band = Band({**before, **band_of(table, release).domains})
    write_band(out, table.detector, table.weights_sha256, band)
    domains = {
        name: {"genuine": len(domain.genuine), "fake": len(domain.fake)}
        for name, domain in band.domains.items()
    }
    value = {"band": str(out), "detector": table.detector, "people": domains}
    text = "\n".join(
        f"{name}: {people['genuine']} people genuine, {people['fake']} fake"
        for name, people in domains.items()
    )
    emit(value, f"{text}\n{out}", as_json=as_json)
