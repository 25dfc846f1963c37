"""How far is the work, and how long will the rest take?"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.progress import Progress as RichProgress

_LINE_EVERY_S = 10.0


class Progress(Protocol):
    """Is told when a job has ended, whatever became of it."""

    def __call__(self, label: str) -> None:
        """``label`` is the job's."""


@contextmanager
def bar(
    total: int,
    what: str,
    *,
    console: Console | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Iterator[Progress]:
    """A bar with the time left on stderr; where that is no terminal, a line now and then.

    Args:
        total: jobs that will end.
        what: the work, for example ``"building"``.
        console: where to draw instead of stderr.
        clock: seconds from any start.
    """
    console = console or Console(stderr=True)
    if not console.is_terminal:
        yield _lines(total, what, console, clock)
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        TextColumn("[dim]{task.fields[label]}"),
    )
    with RichProgress(*columns, console=console) as drawn:
        task = drawn.add_task(what, total=total, label="")
        yield lambda label: drawn.update(task, advance=1, label=label)


def _lines(total: int, what: str, console: Console, clock: Callable[[], float]) -> Progress:
    ended = 0
    begun = told = clock()

    def tell(label: str) -> None:
        nonlocal ended, told
        ended += 1
        now = clock()
        if now - told >= _LINE_EVERY_S:
            told = now
            left_s = (now - begun) / ended * (total - ended)
            line = f"{what}: {ended} of {total} ({label}), about {left_s:.0f} s left"
            console.print(line, markup=False, highlight=False, soft_wrap=True)

    return tell
