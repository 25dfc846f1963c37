"""How many bytes have come, how fast, and how long will the rest take?"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TimeRemainingColumn
from rich.progress import TransferSpeedColumn as Speed

_LINE_EVERY_S = 10.0


@contextmanager
def byte_bar(
    total: int,
    what: str,
    *,
    console: Console | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Iterator[Callable[[int], None]]:
    """A bar on stderr that is told of bytes by any thread; no terminal, a line now and then.

    Args:
        total: bytes that will come.
        what: the work.
        console: where to draw instead of stderr.
        clock: seconds from any start.
    """
    console = console or Console(stderr=True)
    if not console.is_terminal:
        yield _lines(total, what, console, clock)
        return
    shown = ("{task.description}", BarColumn(), DownloadColumn(), Speed(), TimeRemainingColumn())
    with Progress(*shown, console=console) as drawn:
        task = drawn.add_task(what, total=total)
        yield lambda count: drawn.advance(task, count)


def _lines(
    total: int, what: str, console: Console, clock: Callable[[], float]
) -> Callable[[int], None]:
    lock = threading.Lock()
    come = 0
    begun = told = clock()

    def tell(count: int) -> None:
        nonlocal come, told
        with lock:
            come += count
            now = clock()
            if now - told < _LINE_EVERY_S or come <= 0:
                return
            told = now
            left_s = (now - begun) / come * max(total - come, 0)
            line = f"{what}: {come >> 20} of {total >> 20} MiB, about {left_s:.0f} s left"
            console.print(line, markup=False, highlight=False, soft_wrap=True)

    return tell
