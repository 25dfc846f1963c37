"""`faceproof consent`: who allowed what, until when."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from faceproof.cli.output import JsonFlag, Workspace, emit, say
from faceproof.core import Consent, ConsentKind, Scope, actor_id, sha256_file
from faceproof.core.errors import LedgerError
from faceproof.provenance import create_key, key_id
from faceproof.sources import (
    append_consent,
    append_withdrawal,
    ledger_path,
    steward_key,
    steward_public,
    workspace_ledger,
)

app = typer.Typer(help="Keep the signed ledger of consents.", no_args_is_help=True)

Actor = Annotated[str, typer.Argument(help="The person's id, a pseudonym.", show_default=False)]


@app.command()
def init(workspace: Workspace = Path(), as_json: JsonFlag = False) -> None:
    """Make the steward's key pair; the private half never leaves this folder."""
    public = steward_public(workspace)
    made = key_id(create_key(public.parent, public.name.removesuffix(".pub.pem")))
    text = f"key {made}; give {public} to whom is to check your ledger and releases"
    emit({"key": made, "public": str(public)}, text, as_json=as_json)


@app.command()
def sign(
    actor: Actor,
    scopes: Annotated[str, typer.Option(help=f"Comma-separated: {', '.join(Scope)}.")],
    evidence: Annotated[
        Path, typer.Option(help="The signed form or the licence; only its digest is kept.")
    ],
    kind: Annotated[ConsentKind, typer.Option(help="Where the permission comes from.")] = (
        ConsentKind.SIGNED
    ),
    methods: Annotated[str, typer.Option(help="Allowed manipulations; empty allows all.")] = "",
    expires: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The last day it holds.")
    ] = None,
    workspace: Workspace = Path(),
    as_json: JsonFlag = False,
) -> None:
    """Enter a person's consent, signed with the steward's key."""
    if kind is ConsentKind.SYNTHETIC:
        raise LedgerError("rendered actors certify themselves; leave them out of the ledger")
    consent = Consent(
        actor=actor_id(actor),
        kind=kind,
        scopes=frozenset(_scope(word) for word in _words(scopes)),
        methods=frozenset(_words(methods)),
        signed_on=_today(),
        expires_on=expires.date() if expires else None,
        evidence_sha256=sha256_file(evidence),
    )
    append_consent(ledger_path(workspace), steward_key(workspace), consent)
    text = f"{actor}: {', '.join(sorted(consent.scopes))}, from {consent.signed_on}"
    emit({"actor": actor, "scopes": sorted(consent.scopes)}, text, as_json=as_json)


@app.command()
def withdraw(actor: Actor, workspace: Workspace = Path(), as_json: JsonFlag = False) -> None:
    """Enter that a person takes their consent back, from today; rendered actors can, too."""
    today = _today()
    append_withdrawal(ledger_path(workspace), steward_key(workspace), actor_id(actor), on=today)
    emit(
        {"actor": actor, "withdrawn_on": str(today)},
        f"{actor}: withdrawn on {today}",
        as_json=as_json,
    )
    say(
        "releases built before show them still; make the next version of each with "
        f"`faceproof release revise RELEASE --out NEW --workspace {workspace}`"
    )


@app.command(name="list")
def list_(workspace: Workspace = Path(), as_json: JsonFlag = False) -> None:
    """Who allows what today; every signature is checked."""
    today = _today()
    table = Table("actor", "kind", "scopes", "methods", "state")
    rows = []
    for consent in workspace_ledger(workspace).consents.values():
        state = _state(consent, today)
        table.add_row(
            consent.actor,
            consent.kind,
            ", ".join(sorted(consent.scopes)),
            ", ".join(sorted(consent.methods)) or "all",
            state,
        )
        rows.append(
            {
                "actor": consent.actor,
                "kind": consent.kind.value,
                "scopes": sorted(consent.scopes),
                "methods": sorted(consent.methods),
                "signed_on": str(consent.signed_on),
                "expires_on": str(consent.expires_on) if consent.expires_on else None,
                "withdrawn_on": str(consent.withdrawn_on) if consent.withdrawn_on else None,
                "state": state,
            }
        )
    emit({"consents": rows}, table, as_json=as_json)


def _state(consent: Consent, today: date) -> str:
    reasons = (consent.why_not(scope, on=today) for scope in sorted(consent.scopes))
    return next((reason for reason in reasons if reason), "live")


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def _scope(word: str) -> Scope:
    if word not in list(Scope):
        raise LedgerError(f"scope {word!r} is unknown; expected some of {', '.join(Scope)}")
    return Scope(word)


def _today() -> date:
    return datetime.now(tz=UTC).date()
