"""`faceproof release`: plan, build, verify, export."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from faceproof.cli.output import Jobs, JsonFlag, Scheduler, Workspace, emit, resumable, say
from faceproof.cli.release_credentials import Chain, Signer, StewardKey, Timestamp, voucher_of
from faceproof.core import Compression
from faceproof.core.errors import PlanError
from faceproof.datasets import read_manifest
from faceproof.engine import bar, cluster
from faceproof.provenance import load_private, load_public, read_trust
from faceproof.release import (
    FORMATS,
    FRAMES,
    build,
    count_jobs,
    draft_plan,
    export,
    exported_clips,
    fakes_of,
    read_plan,
    verify,
)
from faceproof.sources import ledger_path, workspace_ledger

app = typer.Typer(help="Build, check and hand out a dataset.", no_args_is_help=True)

PlanFile = Annotated[Path, typer.Argument(help="The plan, a TOML file.", show_default=False)]
ReleaseFolder = Annotated[Path, typer.Argument(help="The release's folder.", show_default=False)]


@app.command()
def plan(
    plan: PlanFile,
    draft: Annotated[
        bool, typer.Option("--draft", help="Write a plan of the workspace's recordings.")
    ] = False,
    workspace: Workspace = Path(),
    as_json: JsonFlag = False,
) -> None:
    """Check a plan and say what it would make; or draft one of your recordings."""
    if draft:
        draft_plan(plan, workspace=workspace)
        say(f"wrote {plan}; read it, then `faceproof release build {plan} --data {workspace}`")
    found = read_plan(plan)
    fakes = len(fakes_of(found))
    files = (len(found.recordings) + fakes) * len(found.compressions)
    value = {
        "name": found.name,
        "version": found.version,
        "actors": len(found.actors),
        "recordings": len(found.recordings),
        "fakes": fakes,
        "clips": files,
        "methods": list(dict.fromkeys(fake.method.name for fake in fakes_of(found))),
        "digest": found.digest(),
    }
    text = (
        f"{found.name} {found.version}: {value['recordings']} recordings of {value['actors']} "
        f"people, {fakes} fakes, {files} clips in {len(found.compressions)} compressions"
    )
    emit(value, text, as_json=as_json)


@app.command(name="build")
@resumable()
def build_(
    plan: PlanFile,
    out: Annotated[Path, typer.Option(help="The release's folder; begun ones go on.")],
    data: Annotated[Path | None, typer.Option(help="Folder that holds the recordings.")] = None,
    jobs: Jobs = 2,
    key: Annotated[
        Path | None,
        typer.Option(help="The steward's private key; without it the release is unsigned."),
    ] = None,
    scheduler: Scheduler = None,
    workspace: Workspace = Path(),
    generators: Annotated[
        Path | None,
        typer.Option(help="Keeps what learned methods have learned, for other builds too."),
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Make the release of a plan; the same command resumes an interrupted one."""
    found = read_plan(plan)
    private = load_private(key) if key else None
    kept = found.synthetic and ledger_path(workspace).exists()  # people's plans name their ledger
    withdrawals = workspace_ledger(workspace) if kept else None
    today = datetime.now(tz=UTC).date()
    total = count_jobs(found)
    with (
        cluster(scheduler) if scheduler else nullcontext() as machines,
        bar(total, "building") as progress,
    ):
        report = build(
            found,
            data=data.resolve() if machines and data else data,
            out=out.resolve() if machines else out,  # other machines have other working folders
            jobs=machines.threads if machines else jobs,
            on=today,
            progress=progress,
            key=private,
            executor=machines,
            withdrawals=withdrawals,
            generators=generators.resolve() if machines and generators else generators,
        )
    value = {
        "release": str(report.release),
        "clips": report.clips,
        "fakes": report.fakes,
        "digest": report.digest,
        "signed": private is not None,
        "seconds": round(report.seconds, 3),
        "cpu_seconds": round(report.cpu_seconds, 3),
        "training_cpu_seconds": round(report.training_cpu_seconds, 3),
        "cpu_by_stage": {name: round(s, 3) for name, s in report.cpu_by_stage.items()},
    }
    signed = "signed" if private else "unsigned (no --key given)"
    text = (
        f"{report.clips} clips, {report.fakes} of them fakes, in {report.release}, {signed}\n"
        f"digest {report.digest}\n{report.seconds:.0f} s, {report.cpu_seconds:.0f} CPU-s"
    )
    emit(value, text, as_json=as_json)


@app.command(name="verify")
def verify_(
    release: ReleaseFolder,
    key: Annotated[
        Path | None,
        typer.Option(help="The steward's public key; the release must be signed by it."),
    ] = None,
    trust: Annotated[
        list[Path] | None,
        typer.Option(
            help="Root certificates to believe, as PEM; each clip must have credentials that they "
            "vouch for. Repeat for several."
        ),
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Check every file of a release; exit 1 and name the files that are not what they claim."""
    problems = verify(
        release,
        public=load_public(key) if key else None,
        trust=read_trust(trust) if trust else None,
    )
    value = {"ok": not problems, "problems": [p._asdict() for p in problems]}
    text = "\n".join(f"{p.path}: {p.problem}" for p in problems) or f"{release}: whole"
    emit(value, text, as_json=as_json)
    if problems:
        raise typer.Exit(1)


@app.command(name="export")
def export_(
    release: ReleaseFolder,
    out: Annotated[Path, typer.Option(help="A new folder.")],
    form: Annotated[str, typer.Option("--format", help=f"One of {', '.join(FORMATS)}.")] = "dfd",
    frames: Annotated[
        int,
        typer.Option(min=1, max=10_000, help="Of each clip, evenly spread, in formats of frames."),
    ] = FRAMES,
    compression: Annotated[
        list[Compression] | None,
        typer.Option(help="Repeat for several; without it all, or c23 alone in formats of frames."),
    ] = None,
    embed: Annotated[
        bool,
        typer.Option("--embed", help="Put credentials into every clip, for whoever is shown it."),
    ] = False,
    signer: Signer = None,
    chain: Chain = None,
    key: StewardKey = None,
    timestamp: Timestamp = None,
    workspace: Workspace = Path(),
    jobs: Jobs = 2,
    as_json: JsonFlag = False,
) -> None:
    """Copy a release for others; refused unless everybody in it allows that, today."""
    if not embed and any((signer, chain, key, timestamp)):
        raise PlanError("--signer, --chain, --key and --timestamp go with --embed; give that too")
    voucher = voucher_of(signer, chain, key, timestamp) if embed else None
    ledger = workspace_ledger(workspace) if ledger_path(workspace).exists() else None
    manifest = read_manifest(release)
    clips = exported_clips(manifest, form, compression or ())
    carried = clips or manifest.clips  # written one by one, or handed on as they stand
    with bar(len(carried if embed else clips), "exporting") as progress:
        made = export(
            release,
            format=form,
            out=out,
            ledger=ledger,
            on=datetime.now(tz=UTC).date(),
            frames=frames,
            compressions=compression or (),
            voucher=voucher,
            jobs=jobs,
            progress=progress,
        )
    value = {"out": str(made), "format": form, "clips": len(carried), "embedded": embed}
    emit(value, f"{form} export in {made}", as_json=as_json)
    if embed:
        say("its clips say what they are: show them, and measure no detector on them")
