"""`faceproof bench cross`: the recordings of one release against the fakes of another."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from faceproof.benchmark import cross, grade, read_table
from faceproof.cli.output import JsonFlag, emit, say
from faceproof.datasets import read_manifest


def cross_(
    reals: Annotated[Path, typer.Argument(help="Table whose recordings count.")],
    fakes: Annotated[Path, typer.Argument(help="The same detector's table whose fakes count.")],
    reals_release: Annotated[Path, typer.Option(help="The release the first was asked about.")],
    fakes_release: Annotated[Path, typer.Option(help="The release the second was asked about.")],
    as_json: JsonFlag = False,
) -> None:
    """Cross-AUC: do recordings of one release still stand below fakes of another?"""
    releases = (reals_release, fakes_release)
    first, second = (
        grade(read_table(table), release)
        for table, release in zip((reals, fakes), releases, strict=True)
    )
    found = cross(first, second)
    people = [
        {actor for group in read_manifest(release).splits.groups for actor in group}
        for release in releases
    ]
    if shared := sorted(people[0] & people[1]):
        say(
            f"note: {len(shared)} actors, such as {shared[0]}, stand in both releases; the "
            "interval takes each for two people"
        )
    value = {
        "detector": first.detector,
        "cross_auc": found.as_json(),
        "shared_actors": len(shared),
    }
    text = f"{first.detector}, recordings of {reals_release.name} against fakes of "
    emit(value, f"{text}{fakes_release.name}: AUC {found}", as_json=as_json)
