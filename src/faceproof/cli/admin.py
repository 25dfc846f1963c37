"""`faceproof admin`: what a service's steward does from a shell."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from faceproof.cli.output import JsonFlag, emit, say
from faceproof.cli.place import Data, open_service
from faceproof.core import actor_id
from faceproof.core.errors import PlanError
from faceproof.service.place import WORKSPACE

if TYPE_CHECKING:
    from faceproof.sources import Ledger

Workspace = Annotated[
    Path | None, typer.Option("--workspace", "-w", help="Folder with today's consents.")
]
app = typer.Typer(help="What a service's steward does from a shell.", no_args_is_help=True)


@app.command(name="create-steward")
def create_steward(
    email: Annotated[str, typer.Option(prompt=True, help="Address to sign in with.")],
    name: Annotated[str, typer.Option(help="As people read it.")] = "Steward",
    data: Data = Path("service"),
    as_json: JsonFlag = False,
) -> None:
    """Make a steward; the password is read from FACEPROOF_PASSWORD, or asked for."""
    open_service(data)
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
    workspace: Workspace = None,
    data: Data = Path("service"),
    as_json: JsonFlag = False,
) -> None:
    """Offer a release: verified, allowed by everybody in it, copied into the storage."""
    open_service(data)
    from faceproof.service.catalogue import publish as offer  # noqa: PLC0415 - needs settings

    today = datetime.now(tz=UTC).date()
    made = offer(release, ledger=_ledger(workspace), on=today, by=None)
    value = {"slug": made.slug, "digest": made.digest, "size": made.facts["size"]}
    emit(value, f"{made} is offered as {made.slug}", as_json=as_json)


@app.command(name="publish-hidden")
def publish_hidden(
    hidden: Annotated[
        Path,
        typer.Argument(help="The public folder that `release blind` wrote.", show_default=False),
    ],
    sealed: Annotated[
        Path, typer.Option("--labels", help="The sealed file that it wrote; read once.")
    ],
    licence: Annotated[str, typer.Option(help="Under which the clips are handed out.")],
    name: Annotated[
        str | None, typer.Option(help="Of the set; without it the release's and -hidden.")
    ] = None,
    replaces: Annotated[
        str | None, typer.Option(help="Slug of the earlier version whose place it takes.")
    ] = None,
    workspace: Workspace = None,
    data: Data = Path("service"),
    as_json: JsonFlag = False,
) -> None:
    """Offer a hidden set for challenges; those of the set that it replaces go on, scored anew."""
    open_service(data)
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
        ledger=_ledger(workspace),
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
    workspace: Workspace = None,
    data: Data = Path("service"),
    as_json: JsonFlag = False,
) -> None:
    """Make an actor's private link, shown this once; the one before ends."""
    named = {} if workspace is None else {WORKSPACE: str(workspace)}
    place = open_service(data, **named)
    from faceproof.service.actors import new_link  # noqa: PLC0415 - needs settings

    link = place.url + new_link(actor_id(actor), by=None)
    emit({"actor": actor, "link": link}, link, as_json=as_json)
    say(f"hand it to {actor} alone: whoever has it can withdraw in their name")


def _ledger(workspace: Path | None) -> Ledger | None:
    """Today's consents: of the folder that was named, or of the service's own."""
    from faceproof.service import keeping  # noqa: PLC0415 - needs settings
    from faceproof.sources import workspace_ledger  # noqa: PLC0415 - beside its only use

    return keeping.ledger() if workspace is None else workspace_ledger(workspace)
