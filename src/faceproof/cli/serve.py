"""`faceproof serve`: the site and its worker."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from faceproof.cli.output import JsonFlag, emit, say
from faceproof.cli.place import Data, environment
from faceproof.core.errors import PlanError
from faceproof.service.place import LABELS

_HERE = ("localhost", "127.0.0.1", "::1")


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
