"""How results reach the reader, and how a command that was stopped says whether it goes on."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from faceproof.core import Estimate
from faceproof.core.errors import NoSpaceError

JsonFlag = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
Jobs = Annotated[int, typer.Option("--jobs", "-j", min=1, max=256, help="Worker processes.")]
Scheduler = Annotated[
    str | None,
    typer.Option(help="Run on a Dask cluster: its scheduler, such as tcp://10.0.0.5:8786."),
]
Workspace = Annotated[
    Path,
    typer.Option("--workspace", "-w", help="Folder with consents.jsonl, actors/ and keys/."),
]

_RESUMES = "what is finished is kept, the same command resumes"
_stdout = Console(soft_wrap=True, highlight=False)
_stderr = Console(stderr=True, soft_wrap=True, highlight=False)


class Stopped(Exception):  # noqa: N818 - Ctrl-C is no error
    """Ctrl-C has ended a command that resumes; its text is one line."""


@contextmanager
def resumable(kept: str = _RESUMES) -> Iterator[None]:
    """Around a command that keeps what is finished: Ctrl-C and a full disk say so.

    Args:
        kept: what of it is, and how it goes on.

    Raises:
        Stopped: after Ctrl-C.
        NoSpaceError: the disk is full.
    """
    try:
        yield
    except KeyboardInterrupt as error:
        raise Stopped(f"stopped; {kept}") from error
    except NoSpaceError as error:
        raise NoSpaceError(f"{error}; {kept}") from error


def emit(value: Mapping[str, Any], text: str | Table, *, as_json: bool) -> None:
    """Print the result: ``value`` as one line of JSON, or ``text`` for a person."""
    if as_json:
        typer.echo(json.dumps(value, ensure_ascii=False, allow_nan=False))
    else:
        _stdout.print(text, markup=False) if isinstance(text, str) else _stdout.print(text)


def say(line: str) -> None:
    """One line of talk on stderr."""
    _stderr.print(line, markup=False)


def listed(text: str) -> tuple[str, ...]:
    """The names in a text, by commas."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


def board(
    rows: Mapping[str, Mapping[str, Estimate]],
    columns: tuple[str, ...],
    title: str,
    *,
    first: str = "detector",
) -> Table:
    """A table of detectors by figures, each with its interval.

    Args:
        rows: detector to its estimates by metric.
        columns: the metrics shown, in order.
        title: stands above.
        first: what a row is.
    """
    table = Table(title=title, title_justify="left")
    table.add_column(first, no_wrap=True)
    for column in columns:
        table.add_column(column.replace("_", " "), justify="right")
    table.add_column("clips / actors", justify="right")
    for name, figures in rows.items():
        shown = figures[columns[0]]
        cells = [str(figures[c]) for c in columns]
        table.add_row(name, *cells, f"{shown.n} / {shown.clusters}")
    return table
