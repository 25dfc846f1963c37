"""`faceproof release revise, diff, blind`: the next version, what changed, and hidden sets."""

from __future__ import annotations

import secrets
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from faceproof.cli.output import JsonFlag, Workspace, emit, say
from faceproof.core import Compression
from faceproof.provenance import load_private
from faceproof.release import Choice, Revision, blind, diff, diff_text, revise, unblind, withhold
from faceproof.release.blind_choice import SALT_BYTES
from faceproof.release.blind_labels import read_labels
from faceproof.sources import Ledger, ledger_path, workspace_ledger

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
    stale = [
        f"stale: {s.kind} {s.name} {s.version}, weights {s.sha256}: {s.why}" for s in revision.stale
    ]
    return "\n".join([left, f"digest {revision.digest}", *stale])


def diff_(
    release: ReleaseFolder,
    other: Annotated[Path, typer.Argument(help="Another release's folder.", show_default=False)],
    as_json: JsonFlag = False,
) -> None:
    """Say what changed from one release to another, and why; exit 0 whatever it is."""
    found = diff(release, other)
    emit(found.to_json(), diff_text(found), as_json=as_json)


def blind_(
    release: ReleaseFolder,
    out: Annotated[Path, typer.Option(help="A new folder, which everybody may have.")],
    sealed: Annotated[Path, typer.Option(help="A new file for the labels, to be kept secret.")],
    split: Annotated[str, typer.Option(help="The part or fold to hide.")] = "test",
    compression: Annotated[Compression, typer.Option(help="Whose files.")] = Compression.C23,
    choice: Annotated[
        Choice,
        typer.Option(
            help="All its clips; no more fakes than originals; or each recording just once."
        ),
    ] = Choice.ALL,
    public: Annotated[
        list[Path] | None,
        typer.Option(help="A release that is, or will be, published; repeat for several."),
    ] = None,
    salt_of: Annotated[
        Path | None,
        typer.Option(help="Labels of the version before: what is left of its clips, same ids."),
    ] = None,
    workspace: Workspace = Path(),
    key: Key = None,
    as_json: JsonFlag = False,
) -> None:
    """Hide a part of a release: salted names, no order, no sidecars, labels in one sealed file."""
    private = load_private(key) if key else None
    ledger = _ledger_if_any(workspace)
    before = read_labels(salt_of) if salt_of else None
    made = blind(
        release,
        out=out,
        sealed=sealed,
        salt=before.salt if before else secrets.token_bytes(SALT_BYTES),
        earlier=before.clips if before else None,
        ledger=ledger,
        on=datetime.now(tz=UTC).date(),
        split=split,
        compression=compression,
        choice=before.choice if before else choice,
        public=public or (),
        key=private,
    )
    clips = made.originals + made.fakes
    value = {
        "public": str(made.public),
        "sealed": str(made.sealed),
        "clips": clips,
        "originals": made.originals,
        "fakes": made.fakes,
        "actors": list(made.actors),
        "labels_sha256": made.labels_sha256,
        "signed": private is not None,
    }
    text = (
        f"{clips} clips of {len(made.actors)} people in {out}\n"
        f"{made.originals} originals and {made.fakes} fakes, as {sealed} alone says; it also holds "
        "the salt: keep it, and keep it secret"
    )
    emit(value, text, as_json=as_json)
    _say_if_none(ledger, workspace)
    if not public:
        say("no --public release was given to compare with: nobody in it may be in one")
    say(f"{release} must not be published while {split} is in it: its files are those of {out}")


def withhold_(
    release: ReleaseFolder,
    out: Annotated[Path, typer.Option(help="A new folder for what may be published.")],
    split: Annotated[str, typer.Option(help="The part or fold to hold back.")] = "test",
    workspace: Workspace = Path(),
    key: Key = None,
    as_json: JsonFlag = False,
) -> None:
    """Write a release without the people of one side, to be published while that is hidden."""
    ledger = _ledger_if_any(workspace)
    manifest = withhold(
        release,
        out=out,
        split=split,
        ledger=ledger,
        on=datetime.now(tz=UTC).date(),
        key=load_private(key) if key else None,
    )
    value = {"release": str(out), "clips": len(manifest.clips), "digest": manifest.digest()}
    emit(value, f"{len(manifest.clips)} clips without {split} in {out}", as_json=as_json)
    _say_if_none(ledger, workspace)


def unblind_(
    public: Annotated[Path, typer.Argument(help="A hidden set's folder.", show_default=False)],
    sealed: Annotated[Path, typer.Option(help="Its sealed file of labels.")],
    out: Annotated[Path, typer.Option(help="A new folder for it as a release.")],
    as_json: JsonFlag = False,
) -> None:
    """Make a hidden set and its labels a release again, to be audited or graded by its steward."""
    manifest = unblind(public, sealed, out=out)
    value = {"release": str(out), "clips": len(manifest.clips), "digest": manifest.digest()}
    emit(value, f"{len(manifest.clips)} clips with their labels in {out}", as_json=as_json)
    say(f"{out} tells what {public} hides: keep it as secret as {sealed}")


def _ledger_if_any(workspace: Path) -> Ledger | None:
    return workspace_ledger(workspace) if ledger_path(workspace).exists() else None


def _say_if_none(ledger: Ledger | None, workspace: Path) -> None:
    if ledger is None:
        say(f"no ledger in {workspace}: whether a rendered actor was withdrawn is not looked up")


def register(app: typer.Typer) -> None:
    """Add the verbs to `faceproof release`."""
    app.command(name="revise")(revise_)
    app.command(name="diff")(diff_)
    app.command(name="blind")(blind_)
    app.command(name="unblind")(unblind_)
    app.command(name="withhold")(withhold_)
