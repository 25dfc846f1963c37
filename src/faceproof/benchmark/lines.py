"""The lines of a table, counted from 1, never more than one of them in memory."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, NamedTuple

from faceproof.core.errors import ScoreError

LARGEST = 1 << 30
_LONGEST_LINE = 16 << 20


class Line(NamedTuple):
    """One line and where it stands."""

    number: int
    data: bytes


def read_lines(path: Path) -> Iterator[Line]:
    """Every line that is not blank, its ending included.

    Raises:
        ScoreError: the file cannot be read, or it or a line is too large.
    """
    with open_table(path) as file:
        number = 0
        while data := file.readline(_LONGEST_LINE + 1):
            number += 1
            if len(data) > _LONGEST_LINE:
                raise wrong_line(path.name, number, f"longer than {_LONGEST_LINE >> 20} MiB")
            if data.strip():
                yield Line(number, data)


@contextmanager
def open_table(path: Path, *, largest: int = LARGEST) -> Iterator[BinaryIO]:
    """The bytes of a table that is no larger than a table can be.

    Raises:
        ScoreError: it is larger, or cannot be read, now or inside the block.
    """
    try:
        with path.open("rb") as file:
            if os.fstat(file.fileno()).st_size > largest:
                raise ScoreError(f"{path.name}: over {largest >> 20} MiB, no table is that large")
            yield file
    except OSError as error:
        raise ScoreError(f"{path}: cannot be read ({error.strerror or error})") from error


class WrongLine(NamedTuple):
    """What is wrong with one line of a table."""

    number: int
    why: str


class WrongLinesError(ScoreError):
    """Lines of a table are wrong.

    Attributes:
        problems: the first of them, in their order.
        count: of all of them.
    """

    def __init__(self, name: str, problems: Sequence[WrongLine], count: int) -> None:
        first = problems[0]
        more = f"; {count - 1:,} more lines are wrong" if count > 1 else ""
        super().__init__(f"{name} line {first.number}: {first.why}{more}")
        self.problems = tuple(problems)
        self.count = count


def wrong_line(name: str, number: int, why: str) -> WrongLinesError:
    """The error of one line of a table."""
    return WrongLinesError(name, (WrongLine(number, why),), 1)
