"""`faceproof release import`: a release to measure on, made of somebody else's dataset."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from faceproof.cli.output import Jobs, JsonFlag, emit, say
from faceproof.datasets import READERS, read_tree, split_names
from faceproof.engine import bar
from faceproof.release import import_tree


def import_(
    tree: Annotated[Path, typer.Argument(help="The dataset's folder.", show_default=False)],
    out: Annotated[Path, typer.Option(help="A new folder.")],
    form: Annotated[
        str, typer.Option("--format", help=f"auto, or one of {', '.join(READERS)}.")
    ] = "auto",
    copy: Annotated[
        bool, typer.Option("--copy", help="Copy files even where they could be hard-linked.")
    ] = False,
    jobs: Jobs = 2,
    as_json: JsonFlag = False,
) -> None:
    """Make a release of a foreign dataset, to be measured on and never exported."""
    found = read_tree(tree, form=form)
    with bar(len(found.clips), "importing") as progress:
        made = import_tree(found, out=out, tell=say, jobs=jobs, copy=copy, progress=progress)
    manifest = made.manifest
    fakes = sum(clip.is_fake for clip in manifest.clips)
    groups = dict(zip(split_names(manifest.splits), manifest.splits.groups, strict=True))
    value = {
        "release": str(made.release),
        "format": found.kind,
        "clips": len(manifest.clips),
        "fakes": fakes,
        "split": {name: len(group) for name, group in groups.items()},
        "published_test": len(found.asked),
        "notes": list(made.notes),
        "digest": manifest.digest(),
    }
    for note in made.notes:
        say(note)
    text = (
        f"{len(manifest.clips)} clips, {fakes} of them fakes, in {made.release}, read as "
        f"{found.title}; nobody's consent was seen, so it is for measuring here alone"
    )
    emit(value, text, as_json=as_json)
