"""People see how far the work is, in a terminal and in a log."""

import io
import itertools

from rich.console import Console

from faceproof.engine import bar


def drawn(console: Console, total: int = 3):
    with bar(total, "building", console=console) as progress:
        for i in range(total):
            progress(f"clip-{i} [bold]")
    return console.file.getvalue()


def test_a_terminal_shows_a_bar_with_counts():
    text = drawn(Console(file=io.StringIO(), force_terminal=True, width=100))
    assert "building" in text
    assert "3/3" in text


def test_a_log_gets_a_line_now_and_then():
    ticks = itertools.count(step=6.0)
    console = Console(file=io.StringIO(), width=100)
    with bar(5, "building", console=console, clock=lambda: next(ticks)) as progress:
        for i in range(5):
            progress(f"clip-{i} [bold]")
    assert console.file.getvalue().splitlines() == [
        "building: 2 of 5 (clip-1 [bold]), about 18 s left",
        "building: 4 of 5 (clip-3 [bold]), about 6 s left",
    ]


def test_a_quick_run_leaves_a_log_silent():
    assert drawn(Console(file=io.StringIO())) == ""
