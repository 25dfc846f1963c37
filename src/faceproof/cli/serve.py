"""`faceproof serve, admin`: the site, and what its steward does from a shell."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from faceproof.cli.output import JsonFlag, emit, say
from faceproof.core import actor_id
from faceproof.core.errors import PlanError
from faceproof.service.place import LABELS

Data = Annotated[
    Path, typer.Option("--data", help="Folder for all that the service keeps; made if missing.")
]
_HERE = ("localhost", "127.0.0.1", "::1")
app = typer.Typer(help="What a service's steward does from a shell.", no_args_is_help=True)


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535)] = 8000,
    data: Data = Path("service"),
    processes: Annotated[int, typer.Option(min=1, max=64, help="Web processes.")] = 2,
    only: Annotated[
        Literal["web", "worker", "scorer"] | None,
        typer.Option(help="Start just one; a scorer is a worker that only scores."),
    ] = None,
    labels: Annotated[
        Path | None,
        typer.Option(help="Folder of hidden sets' sealed files; for the worker alone."),
    ] = None,
    check: Annotated[
        bool,
        typer.Option("--check", help="Only say whether the settings are right, and who answers."),
    ] = False,
    as_json: JsonFlag = False,
) -> None:
    """Run the site and its worker, from an empty folder if need be."""
    from faceproof.service import run  # noqa: PLC0415 - Django is only needed here

    place = run.prepare(environment(data, host, port) | _labels(labels))
    if check:
        value = {"url": place.url, **run.answers(place)}
        emit(value, _told(value), as_json=as_json)
        raise typer.Exit(0 if value["ok"] else 1)
    if only == "scorer" and LABELS not in os.environ:
        raise PlanError("a scorer needs the labels: give --labels")
    if only in {None, "web"}:
        run.check_free(host, port)
    run.migrate()
    from faceproof.service.models import Account  # noqa: PLC0415 - needs settings
    from faceproof.service.setup import setup_code  # noqa: PLC0415 - needs settings

    say(f"serving {place.url} on {host}:{port}, everything in {place.data}")
    if place.is_private and place.host not in _HERE:
        say(f"{place.url} has no TLS: passwords travel in clear; see FACEPROOF_URL in the docs")
    if not Account.objects.filter(is_staff=True).exists():
        say(f"first run: open {place.url}/setup and give the code {setup_code()}")
    run.keep_running(run.commands(host=host, port=port, processes=processes, only=only), say)


@app.command(name="create-steward")
def create_steward(
    email: Annotated[str, typer.Option(prompt=True, help="Address to sign in with.")],
    name: Annotated[str, typer.Option(help="As people read it.")] = "Steward",
    data: Data = Path("service"),
    as_json: JsonFlag = False,
) -> None:
    """Make a steward; the password is read from FACEPROOF_PASSWORD, or asked for."""
    from faceproof.service import run  # noqa: PLC0415 - Django is only needed here

    run.prepare(environment(data))
    run.migrate()
    from faceproof.service.models import Account  # noqa: PLC0415 - needs settings
    from faceproof.service.setup import begin, checked_password, make_steward  # noqa: PLC0415

    password = os.environ.get("FACEPROOF_PASSWORD") or (
        typer.prompt("Password", hide_input=True, confirmation_prompt=True)
        if sys.stdin.isatty()
        else ""
    )
    if not password:
        raise PlanError("no password: set FACEPROOF_PASSWORD, or run this in a terminal")
    make = make_steward if Account.objects.filter(is_staff=True).exists() else begin
    made = make(email=email, password=checked_password(password), name=name)
    emit({"account": made.pk}, f"steward {name} can sign in", as_json=as_json)


@app.command(name="publish")
def publish(
    release: Annotated[Path, typer.Argument(help="The release's folder.", show_default=False)],
    workspace: Annotated[
        Path | None, typer.Option("--workspace", "-w", help="Folder with today's consents.")
    ] = None,
    data: Data = Path("service"),
    as_json: JsonFlag = False,
) -> None:
    """Offer a release: verified, allowed by everybody in it, copied into the storage."""
    from faceproof.service import run  # noqa: PLC0415 - Django is only needed here
    from faceproof.sources import workspace_ledger  # noqa: PLC0415 - beside its only use

    run.prepare(environment(data))
    run.migrate()
    from faceproof.service import keeping  # noqa: PLC0415 - needs settings
    from faceproof.service.catalogue import publish as offer  # noqa: PLC0415 - needs settings

    ledger = keeping.ledger() if workspace is None else workspace_ledger(workspace)
    made = offer(release, ledger=ledger, on=datetime.now(tz=UTC).date(), by=None)
    value = {"slug": made.slug, "digest": made.digest, "size": made.facts["size"]}
    emit(value, f"{made} is offered as {made.slug}", as_json=as_json)


@app.command(name="publish-hidden")
def publish_hidden(
    hidden: Annotated[
        Path, typer.Argument(help="The public folder of a hidden set.", show_default=False)
    ],
    sealed: Annotated[Path, typer.Option("--labels", help="Its sealed file, read once.")],
    licence: Annotated[str, typer.Option(help="Under which its clips are handed out.")],
    name: Annotated[
        str | None, typer.Option(help="Of the set; its release's with -hidden without it.")
    ] = None,
    replaces: Annotated[
        str | None, typer.Option(help="Slug of the version whose place it takes.")
    ] = None,
    workspace: Annotated[
        Path | None, typer.Option("--workspace", "-w", help="Folder with today's consents.")
    ] = None,
    data: Data = Path("service"),
    as_json: JsonFlag = False,
) -> None:
    """Offer a hidden set for challenges; with --replaces they go on with it and score anew."""
    from faceproof.service import run  # noqa: PLC0415 - Django is only needed here
    from faceproof.sources import workspace_ledger  # noqa: PLC0415 - beside its only use

    run.prepare(environment(data))
    run.migrate()
    from faceproof.service import keeping  # noqa: PLC0415 - needs settings
    from faceproof.service.challenges.hidden_sets import (  # noqa: PLC0415 - needs settings
        publish_hidden as offer,
    )
    from faceproof.service.models import Release  # noqa: PLC0415 - needs settings

    before = None
    if replaces is not None:
        before = Release.objects.filter(slug=replaces).first()
        if before is None:
            raise PlanError(f"--replaces {replaces:.80}: there is no such release here")
    made = offer(
        hidden,
        sealed,
        licence=licence,
        ledger=keeping.ledger() if workspace is None else workspace_ledger(workspace),
        on=datetime.now(tz=UTC).date(),
        by=None,
        name=name,
        replaces=before,
    )
    value = {"slug": made.slug, "digest": made.digest, "clips": made.facts["clips"]}
    emit(value, f"{made} is offered as {made.slug}", as_json=as_json)


@app.command(name="actor-link")
def actor_link(
    actor: Annotated[str, typer.Argument(help="The actor's id.", show_default=False)],
    workspace: Annotated[
        Path | None, typer.Option("--workspace", "-w", help="Folder with today's consents.")
    ] = None,
    data: Data = Path("service"),
    as_json: JsonFlag = False,
) -> None:
    """Make an actor's private link, shown this once; the one before ends."""
    from faceproof.service import run  # noqa: PLC0415 - Django is only needed here

    named = {} if workspace is None else {"FACEPROOF_WORKSPACE": str(workspace)}
    place = run.prepare(environment(data) | named)
    run.migrate()
    from faceproof.service.actors import new_link  # noqa: PLC0415 - needs settings

    link = place.url + new_link(actor_id(actor), by=None)
    emit({"actor": actor, "link": link}, link, as_json=as_json)
    say(f"hand it to {actor} alone: whoever has it can withdraw in their name")


def _told(value: Mapping[str, Any]) -> str:
    answers = ", ".join(
        f"{name} ({value[name]}) {'answers' if value[f'{name}_answers'] else 'does not answer'}"
        for name in ("database", "storage")
    )
    return f"settings are right: {value['url']}; {answers}"


def _labels(folder: Path | None) -> dict[str, str]:
    if folder is None:
        return {}
    if not folder.is_dir():
        raise PlanError(f"--labels {folder}: is no folder")
    return {LABELS: str(folder.resolve())}


def environment(data: Path, host: str = "", port: int = 0) -> dict[str, str]:
    """Settings of the shell, with the folder and the address that were asked for."""
    found = dict(os.environ) | {"FACEPROOF_DATA": str(data)}
    if "FACEPROOF_URL" not in found and port:
        shown = "localhost" if host in {"127.0.0.1", "0.0.0.0", "::"} else host  # noqa: S104
        found["FACEPROOF_URL"] = f"http://{shown}:{port}"
    return found
