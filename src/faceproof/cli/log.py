"""`faceproof log`: a public record that can only grow, and that anybody can hold to that."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from faceproof.cli.output import JsonFlag, emit, say
from faceproof.core.errors import LogError
from faceproof.engine import bar
from faceproof.provenance import load_private
from faceproof.provenance.log import (
    SALT_BYTES,
    Entry,
    append_entries,
    digest_of,
    grant_of,
    head_to_json,
    kind_of,
    original_of,
    receipt_of,
    release_of,
)

app = typer.Typer(
    help="Keep a public record of originals, releases, grants and receipts; it can only grow.",
    no_args_is_help=True,
)

LogFolder = Annotated[Path, typer.Argument(help="The log's folder.", show_default=False)]


class Kind(StrEnum):
    """What a file is entered as."""

    ORIGINAL = "original"
    RELEASE = "release"
    GRANT = "grant"
    RECEIPT = "receipt"


@app.command()
def append(
    log: LogFolder,
    files: Annotated[
        list[Path],
        typer.Argument(help="Files, or for releases their folders.", show_default=False),
    ],
    key: Annotated[Path, typer.Option(help="The log's private key; a key is for one log.")],
    kind: Annotated[Kind, typer.Option(help="What they are.")] = Kind.ORIGINAL,
    title: Annotated[
        str | None, typer.Option(help="Of a single original, for everybody to read.")
    ] = None,
    openings: Annotated[
        Path | None,
        typer.Option(help="Private folder for what opens grants.", show_default=False),
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Enter files, and sign the log's new head; what is in already is not entered again."""
    private = load_private(key)
    if title is not None and (kind is not Kind.ORIGINAL or len(files) != 1):
        raise LogError("--title is of a single original; enter them one by one, or without it")
    made = []
    with bar(len(files), "reading") as progress:
        for file in files:
            made.append(_entry(kind, file, title, openings))
            progress(file.name)
    entries = [entry for entry, _ in made]
    done = append_entries(log, private, entries, on=datetime.now(tz=UTC).date())
    rows = [
        {
            "path": str(file),
            "kind": kind_of(entry),
            "index": index,
            "digest": digest_of(entry),
            "opening": None if opening is None else str(opening),
        }
        for file, (entry, opening), index in zip(files, made, done.indices, strict=True)
    ]
    text = "\n".join(f"{row['index']}  {row['digest']}  {row['path']}" for row in rows)
    emit(
        {"log": str(log), "added": done.added, "entries": rows, "head": head_to_json(done.head)},
        text,
        as_json=as_json,
    )
    for file, (_, opening) in zip(files, made, strict=True):
        if opening is not None:
            say(f"{opening} opens {file}; keep it as long as the grant may have to be shown")
    say(f"{done.added} new; {done.head}")


def _entry(
    kind: Kind, file: Path, title: str | None, openings: Path | None
) -> tuple[Entry, Path | None]:
    match kind:
        case Kind.ORIGINAL:
            return original_of(file, title), None
        case Kind.RELEASE:
            return release_of(file), None
        case Kind.RECEIPT:
            return receipt_of(file), None
        case Kind.GRANT:
            if openings is None:
                raise LogError(
                    "a grant needs --openings, a private folder: what is kept there is all that "
                    "can show later what was granted"
                )
            return grant_of(file, openings, secrets.token_bytes(SALT_BYTES))
