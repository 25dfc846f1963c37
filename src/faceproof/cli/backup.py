"""`faceproof admin backup, restore`: keep a service, and bring it back on an empty folder."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from faceproof.cli.output import JsonFlag, emit, say
from faceproof.cli.place import Data, environment
from faceproof.core.errors import BackupError
from faceproof.service.place import KEY_FILE

if TYPE_CHECKING:
    from faceproof.service.backup.held import Held


def register(app: typer.Typer) -> None:
    """Both commands."""
    app.command(name="backup")(backup)
    app.command(name="restore")(restore_)


def backup(
    out: Annotated[Path, typer.Argument(help="The archive to write.", show_default=False)],
    data: Data = Path("service"),
    with_releases: Annotated[
        bool, typer.Option(help="Also the files of releases, from a folder.")
    ] = False,
    as_json: JsonFlag = False,
) -> None:
    """Write rows, log and keys into one archive, for you only; the service may run."""
    from faceproof.service import run  # noqa: PLC0415 - Django is only needed here

    if not (data / KEY_FILE).exists():
        raise BackupError(f"no service is kept in {data}; name its folder with --data")
    run.prepare(environment(data))
    from faceproof.service.backup.save import save  # noqa: PLC0415 - needs settings

    found = save(out, at=datetime.now(tz=UTC), with_releases=with_releases)
    emit({"path": str(out), **_shown(found)}, f"{out}: {_told(found)}", as_json=as_json)
    say(f"{out} holds keys and addresses of people: whoever can read it can be this service")


def restore_(
    archive: Annotated[Path, typer.Argument(help="What `backup` wrote.", show_default=False)],
    data: Data = Path("service"),
    as_json: JsonFlag = False,
) -> None:
    """Bring a service back into an empty folder and database, and check that all is there."""
    from faceproof.service import run  # noqa: PLC0415 - Django is only needed here
    from faceproof.service.backup.archive import read_archive  # noqa: PLC0415 - beside its use
    from faceproof.service.backup.unpack import unpack  # noqa: PLC0415 - beside its use

    found = read_archive(archive)
    unpack(found, data)
    run.prepare(environment(data), restoring=True)
    run.migrate()
    from faceproof.service.backup.restore import restore  # noqa: PLC0415 - needs settings

    held = restore(found, data)
    value = {"data": str(data), "made_on": found.made_on, **_shown(held)}
    emit(value, f"{data} is as it was on {found.made_on}: {_told(held)}", as_json=as_json)
    for name, setting in found.settings.items():
        say(f"it ran with {name} {setting}")
    say("everybody signs in again; look whether anything was entered in the log since")


def _shown(held: Held) -> dict[str, Any]:
    return {
        "grants": _count(held, "Grant"),
        "journal_entries": _count(held, "Entry"),
        "journal": held.journal,
        "log_entries": held.log_entries,
        "log_root": held.log_root,
        "rows": asdict(held)["rows"],
    }


def _count(held: Held, kind: str) -> int:
    return held.rows.get(f"service.{kind}", 0)


def _told(held: Held) -> str:
    return (
        f"{_count(held, 'Grant')} grants, {_count(held, 'Entry')} entries in the journal "
        f"(digest {held.journal}), {held.log_entries} in the log (root {held.log_root})"
    )
