"""`faceproof provenance ca`: make, rotate and withdraw certificates of one's own."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from faceproof.cli.output import JsonFlag, emit, say
from faceproof.provenance import (
    Holder,
    Why,
    create_authority,
    issue,
    issued,
    load_certificates,
    revoke,
    rotate,
)
from faceproof.provenance.authority import CHAIN_FILE, LEAF_DAYS, organisation_of
from faceproof.provenance.withdrawals import CRL_FILE, withdrawn_serials

app = typer.Typer(help="Whom to believe: credentials of one's own.", no_args_is_help=True)
ca = typer.Typer(help="A small certificate authority in a folder.", no_args_is_help=True)
app.add_typer(ca, name="ca")

Folder = Annotated[Path, typer.Argument(help="The authority's folder.", show_default=False)]
_ORGANISATION = "Self-made authority"


@ca.command(name="init")
def init_(
    folder: Folder,
    name: Annotated[str, typer.Option(help="Whom the root certificate names.")] = _ORGANISATION,
    organisation: Annotated[str, typer.Option(help="Shown to whoever checks a file.")] = (
        _ORGANISATION
    ),
    as_json: JsonFlag = False,
) -> None:
    """Make a root and an issuing authority; root.pem is what others are to believe."""
    root = create_authority(folder, Holder(name, organisation), on=_now())
    emit({"root": str(root)}, f"authority in {folder}; hand out {root}", as_json=as_json)
    say(f"keep {folder / 'root-key.pem'} where nobody else has it, best offline")


@ca.command(name="issue")
def issue_(
    folder: Folder,
    name: Annotated[
        str, typer.Option(help="Whom the certificate names: a newsroom, a person, a pseudonym.")
    ] = "Signer",
    organisation: Annotated[
        str | None, typer.Option(help="Shown first; the authority's if not given.")
    ] = None,
    days: Annotated[int, typer.Option(min=1, max=1825, help="For how long it holds.")] = LEAF_DAYS,
    out: Annotated[
        Path | None, typer.Option(help="Folder for key and chain; the authority's if not given.")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Make a signer: leaf-key.pem, which is theirs alone, and chain.pem."""
    root = load_certificates(folder / "root.pem")[0]
    holder = Holder(name, organisation or organisation_of(root) or _ORGANISATION)
    made = issue(folder, holder, on=_now(), days=days, out=out)
    where = folder if out is None else out
    value = {
        "key": str(where / "leaf-key.pem"),
        "chain": str(where / CHAIN_FILE),
        "serial": f"{made.serial_number:x}",
        "until": made.not_valid_after_utc.isoformat(),
    }
    text = f"{name}: {value['chain']}, until {made.not_valid_after_utc:%Y-%m-%d}"
    emit(value, text, as_json=as_json)


@ca.command(name="rotate")
def rotate_(folder: Folder, as_json: JsonFlag = False) -> None:
    """Make a new issuing authority; what the old one issued stays trusted."""
    made = rotate(folder, on=_now())
    value = {"issuing": str(folder / "issuing.pem"), "serial": f"{made.serial_number:x}"}
    emit(value, f"new issuing authority in {folder}; root.pem stays as it is", as_json=as_json)


@ca.command(name="revoke")
def revoke_(
    folder: Folder,
    certificate: Annotated[
        Path | None,
        typer.Argument(help="A chain.pem, or a file in issued/; the folder's chain.pem if none."),
    ] = None,
    why: Annotated[
        Why, typer.Option(help="A stolen key undoes what was signed before, too.")
    ] = Why.UNSPECIFIED,
    as_json: JsonFlag = False,
) -> None:
    """Withdraw a certificate, in crl.pem and in root.pem: hand that out again."""
    chain = folder / CHAIN_FILE if certificate is None else certificate
    revoked = load_certificates(chain)[0]
    revoke(folder, revoked, why=why, on=_now())
    value = {
        "serial": f"{revoked.serial_number:x}",
        "crl": str(folder / CRL_FILE),
        "root": str(folder / "root.pem"),
    }
    emit(value, f"withdrawn: {value['serial']}, in {value['crl']}", as_json=as_json)
    say(f"hand out {value['root']} again: who keeps the old one will not know")


@ca.command(name="list")
def list_(folder: Folder, as_json: JsonFlag = False) -> None:
    """Every signer that was issued."""
    gone = withdrawn_serials(folder)
    rows = [
        {
            "serial": f"{one.serial_number:x}",
            "subject": one.subject.rfc4514_string(),
            "until": one.not_valid_after_utc.isoformat(),
            "withdrawn": one.serial_number in gone,
        }
        for one in issued(folder)
    ]
    lines = [
        f"{row['serial']} {row['subject']} until {row['until']}"
        + (" withdrawn" if row["withdrawn"] else "")
        for row in rows
    ]
    emit({"certificates": rows}, "\n".join(lines) or "nobody yet", as_json=as_json)


def _now() -> datetime:
    return datetime.now(tz=UTC).replace(microsecond=0)
