"""`faceproof release revise, diff, blind`: the next version, what changed, and hidden sets."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from faceproof.cli.output import JsonFlag, Workspace, emit, say
from faceproof.provenance import load_private
from faceproof.release import Revision, diff, diff_text, revise
from faceproof.sources import workspace_ledger

ReleaseFolder = Annotated[Path, typer.Argument(help="The release's folder.", show_default=False)]
Key = Annotated[
    Path | None,
    typer.Option(help="The steward's private key; without it the result is unsigned."),
]


def revise_(
    release: ReleaseFolder,
    out: Annotated[Path, typer.Option(help="A new folder for the next version.")],
    workspace: Workspace = Path(),
    key: Key = None,
    weights: Annotated[
        list[Path] | None,
        typer.Option(help="Folder of a trained detector, to be told whether it is stale."),
    ] = None,
    version: Annotated[
        str | None, typer.Option(help="Of the next one; counts the minor version up by itself.")
    ] = None,
    even_unchanged: Annotated[
        bool, typer.Option("--even-unchanged", help="Also when nobody has withdrawn.")
    ] = False,
    as_json: JsonFlag = False,
) -> None:
    """Make the next version without whoever withdrew; exit 1 when nobody did."""
    private = load_private(key) if key else None
    revision = revise(
        release,
        out=out,
        ledger=workspace_ledger(workspace),
        on=datetime.now(tz=UTC).date(),
        version=version,
        key=private,
        weights=weights or (),
        even_unchanged=even_unchanged,
    )
    emit(_revision_to_json(revision), _told(revision), as_json=as_json)
    for name in revision.left_out:
        say(f"not taken over: {name}")
    if revision.release is None:
        say(f"{release}: nobody in it has withdrawn, so there is nothing to revise")
        raise typer.Exit(1)
    if private is None:
        say("unsigned (no --key given)")
    say(f"{release} still shows them: delete it, and ask others to delete their copies")


def _revision_to_json(revision: Revision) -> dict[str, object]:
    return {
        "release": None if revision.release is None else str(revision.release),
        "version": revision.version,
        "digest": revision.digest,
        "removed": revision.removed._asdict(),
        "kept": revision.kept,
        "actors": list(revision.actors),
        "stale": [asdict(weights) for weights in revision.stale],
        "left_out": list(revision.left_out),
    }


def _told(revision: Revision) -> str:
    removed = revision.removed
    left = (
        f"version {revision.version}: {removed.originals} originals, {removed.fakes} fakes and "
        f"{removed.masks} masks left, {revision.kept} clips stay"
    )
    stale = [f"stale: {s.kind} {s.name} {s.version}, weights {s.sha256}" for s in revision.stale]
    return "\n".join([left, f"digest {revision.digest}", *stale])


def diff_(
    release: ReleaseFolder,
    other: Annotated[Path, typer.Argument(help="Another release's folder.", show_default=False)],
    as_json: JsonFlag = False,
) -> None:
    """Say what changed from one release to another, and why; exit 0 whatever it is."""
    found = diff(release, other)
    emit(found.to_json(), diff_text(found), as_json=as_json)


def register(app: typer.Typer) -> None:
    """Add the verbs to `faceproof release`."""
    app.command(name="revise")(revise_)
    app.command(name="diff")(diff_)
