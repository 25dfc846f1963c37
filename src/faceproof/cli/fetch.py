"""`faceproof fetch`: bring a release, or some of it, from a site into a folder."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Annotated

import typer

from faceproof.cli.output import JsonFlag, emit, listed, resumable, say
from faceproof.client import Report, Wanted, claimed, open_site, read_address, write_list
from faceproof.client import fetch as bring
from faceproof.core.errors import PlanError

_SHOWN = 10

Names = Annotated[str, typer.Option(metavar="A,B", help="By commas; all without it.")]


@resumable()
def fetch(
    url: Annotated[
        str, typer.Argument(help="The site, or a release's page on it.", show_default=False)
    ],
    out: Annotated[Path | None, typer.Option(help="Folder for it; what is there goes on.")] = None,
    token: Annotated[
        str,
        typer.Option(
            envvar="FACEPROOF_TOKEN", help="Of the site's page Tokens.", show_default=False
        ),
    ] = "",
    release: Annotated[str | None, typer.Option(help="Which, where you may fetch several.")] = None,
    methods: Names = "",
    compressions: Names = "",
    splits: Names = "",
    sync: Annotated[
        bool, typer.Option("--sync", help="Remove what was fetched and is withdrawn now.")
    ] = False,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, max=32, help="Files at a time.")] = 4,
    aria2: Annotated[
        Path | None, typer.Option(help="Write a list of links for aria2 here; fetch nothing.")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Fetch a release, or some of it; the same command resumes and checks every digest."""
    if (out is None) == (aria2 is None):
        raise PlanError("expected one of --out, the folder to fetch into, and --aria2, a list")
    address = read_address(url)
    if release and address.slug and release != address.slug:
        raise PlanError(f"--release {release:.80} is not the release of the address")
    slug = release or address.slug
    wanted = Wanted(
        methods=listed(methods), compressions=listed(compressions), splits=listed(splits)
    )
    with open_site(address.origin, token, threading.Event()) as site:
        if aria2 is not None:
            made = write_list(site, slug, wanted, aria2)
            value = {"release": made.offer.slug, "files": made.files, "bytes": made.size}
            text = f"{made.files} links of {made.offer.title} in {aria2}; they hold for a while"
            emit(value | {"list": str(aria2)}, text, as_json=as_json)
            return
        if out is not None:
            with claimed(out) as folder:
                report = bring(site, folder, slug, wanted, sync=sync, jobs=jobs)
            _tell(report, as_json=as_json)


def _tell(report: Report, *, as_json: bool) -> None:
    value = {
        "release": report.offer.slug,
        "files": report.files,
        "bytes": report.size,
        "fetched": report.fetched,
        "resumed": report.resumed,
        "kept": report.kept,
        "removed": report.removed,
        "withdrawn": len(report.withdrawn),
        "failed": [trouble._asdict() for trouble in report.failed],
    }
    for path in report.withdrawn[:_SHOWN]:
        say(f"withdrawn, still here: {path}")
    for trouble in report.failed[:_SHOWN]:
        say(f"not here: {trouble.path}: {trouble.why}")
    if report.withdrawn:
        count = len(report.withdrawn)
        say(f"{count} files here are withdrawn; --sync removes those that nobody has changed")
    if not report.offer.is_offered:
        instead = report.offer.replaced_by
        say(f"{report.offer.title} is withdrawn" + (f"; {instead} came instead" if instead else ""))
    if report.is_undecided:
        say("which of its files must go is known when its next version is there; ask again then")
    text = (
        f"{report.offer.title}: {report.fetched} files fetched ({report.resumed} resumed), "
        f"{report.kept} kept, {report.removed} removed, {len(report.failed)} failed"
    )
    emit(value, text, as_json=as_json)
    if not report.is_whole:
        raise typer.Exit(1)
