"""`faceproof log prove, check`: what shows that an entry is in a log, and does it hold?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from faceproof.cli.log import LogFolder
from faceproof.cli.output import JsonFlag, emit, say
from faceproof.core import sha256_file, write_bytes
from faceproof.core.errors import BrokenLogError, LogError
from faceproof.provenance import load_public
from faceproof.provenance.log import (
    Consistency,
    Head,
    Inclusion,
    Log,
    Proof,
    check_any,
    digest_of,
    find_entry,
    head_to_json,
    is_there,
    kind_of,
    logged_to_json,
    proof_to_json,
    prove_entry,
    prove_growth,
    read_any,
    read_head,
    read_log,
    read_opening,
    remember,
    verify_opening,
)


def prove(
    log: LogFolder,
    entry: Annotated[
        str | None,
        typer.Argument(help="Its index, counted from 0, or its digest.", show_default=False),
    ] = None,
    file: Annotated[
        Path | None, typer.Option(help="An original or a receipt, instead of its digest.")
    ] = None,
    from_: Annotated[
        Path | None,
        typer.Option("--from", help="Prove that the log has only grown since this head."),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Write the proof there, too.")] = None,
    as_json: JsonFlag = False,
) -> None:
    """Print a proof that an entry is in the log, or that the log has only grown."""
    if [entry, file, from_].count(None) != 2:
        raise LogError("expected one of an entry, --file and --from")
    with _answering(as_json=as_json):
        proof = proof_to_json(_proof(read_log(log), entry, file, from_))
    text = json.dumps(proof, indent=2, ensure_ascii=False)
    if out is not None:
        write_bytes(out, f"{text}\n".encode())
    emit(proof, text, as_json=as_json)


def _proof(log: Log, entry: str | None, file: Path | None, first: Path | None) -> Proof:
    if first is not None:
        return prove_growth(log, read_head(first))
    digest = entry or ""
    if file is not None:
        digest = sha256_file(file)
    elif digest.isdecimal() and len(digest) < 20:
        return prove_entry(log, int(digest))
    return prove_entry(log, find_entry(log, digest))


def check(
    what: Annotated[
        Path, typer.Argument(help="A log's folder, a proof, or a head.", show_default=False)
    ],
    key: Annotated[
        Path, typer.Option(help="The log's public key, from elsewhere than the log itself.")
    ],
    seen: Annotated[
        Path | None, typer.Option(help="The last head that was seen.", show_default=False)
    ] = None,
    keep: Annotated[
        bool,
        typer.Option("--remember", help="Write the head to --seen when all is well."),
    ] = False,
    opening: Annotated[
        Path | None, typer.Option(help="Does it open the grant of a proof?", show_default=False)
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Check a log, a proof or a head, and hold it against the last head seen; exit 1 on no."""
    public = load_public(key)
    if keep and seen is None:
        raise LogError("--remember needs --seen, the file to remember the head in")
    # The first time there is nothing to hold it against.
    before = read_head(seen) if seen is not None and (is_there(seen) or not keep) else None
    found = read_any(what)
    with _answering(as_json=as_json):
        check_any(found, public, seen=before)
        if opening is not None:
            verify_opening(_inclusion(found).logged, read_opening(opening))
    head = found if isinstance(found, Head) else found.head
    if keep and seen is not None:
        remember(seen, head)
        if before is None:
            say(f"{head} is the first head seen; from now on the log is held to it")
    emit(
        {"ok": True, **_told(found), "head": head_to_json(head), "held_to": before and before.size},
        f"{_line(found)}\nholds: {head}",
        as_json=as_json,
    )


@contextmanager
def _answering(*, as_json: bool) -> Iterator[None]:
    """What does not hold is an answer, with what shows it: exit 1."""
    try:
        yield
    except BrokenLogError as error:
        emit(
            {"ok": False, "what": error.what, "problem": str(error), "evidence": error.evidence},
            "\n".join([f"{error.what}: {error}", *map(json.dumps, error.evidence)]),
            as_json=as_json,
        )
        raise typer.Exit(1) from error


def _inclusion(found: Log | Head | Proof) -> Inclusion:
    if not isinstance(found, Inclusion):
        raise LogError("--opening is for a proof that a grant is in the log; check that one")
    return found


def _told(found: Log | Head | Proof) -> dict[str, Any]:
    match found:
        case Log():
            return {"kind": "log", "interrupted": found.next_head is not None}
        case Head():
            return {"kind": "head"}
        case Consistency():
            return {"kind": "consistency", "first": head_to_json(found.first)}
        case Inclusion():
            return {"kind": "inclusion", "index": found.index, **logged_to_json(found.logged)}


def _line(found: Log | Head | Proof) -> str:
    match found:
        case Log():
            return "the whole log"
        case Head():
            return "a head alone; what it speaks of was not looked at"
        case Consistency():
            return f"the log has only grown since {found.first}"
        case Inclusion():
            entry, day = found.logged.entry, found.logged.logged_on
            return f"{kind_of(entry)} {digest_of(entry)} is entry {found.index}, since {day}"
