"""Which service does a command mean? The folder that it keeps, and the settings of the shell."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from faceproof.service.place import Place

Data = Annotated[
    Path, typer.Option("--data", help="Folder for all that the service keeps; made if missing.")
]


def open_service(data: Path, **named: str) -> Place:
    """The service in a folder, its tables up to date; its models can be imported from now on.

    Args:
        data: the folder.
        named: settings that go before those of the shell.
    """
    from faceproof.service import run  # noqa: PLC0415 - Django is only needed here

    place = run.prepare(environment(data) | named)
    run.migrate()
    return place


def environment(data: Path, host: str = "", port: int = 0) -> dict[str, str]:
    """Settings of the shell, with the folder and the address that were asked for."""
    found = dict(os.environ) | {"FACEPROOF_DATA": str(data)}
    if "FACEPROOF_URL" not in found and port:
        shown = "localhost" if host in {"127.0.0.1", "0.0.0.0", "::"} else host  # noqa: S104
        found["FACEPROOF_URL"] = f"http://{shown}:{port}"
    return found
