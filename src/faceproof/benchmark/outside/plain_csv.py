"""CSV with two columns: ``id``, and one whose name says what its numbers mean.

::

    id,probability
    a.mp4,0.97
    b.mp4,

``llr`` is a natural-log likelihood ratio, ``probability`` one of fake at prior one half, ``score``
anything that is higher for fake. An empty cell is no answer.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from faceproof.benchmark.lines import wrong_line
from faceproof.benchmark.outside.format import Reading, no_columns
from faceproof.benchmark.outside.gather import Row, gather
from faceproof.benchmark.outside.head import header
from faceproof.benchmark.outside.numbers import number_cell, probability_in
from faceproof.benchmark.outside.text import csv_table
from faceproof.core import Score, Unscored
from faceproof.metrics import Scale


class _Kind(NamedTuple):
    scale: Scale
    answer: Callable[[str], Score | Unscored]


_KINDS = {
    "score": _Kind(Scale.RANKING, number_cell),
    "llr": _Kind(Scale.LLR, number_cell),
    "probability": _Kind(Scale.LLR, probability_in),
}


def recognises(head: bytes) -> bool:
    """Whether the first line is one of the three headers."""
    return _kind(header(head)) is not None


def read(path: Path, column: str | None = None) -> Reading:
    """What a CSV of two columns says.

    Raises:
        ScoreError: naming the line and what is wrong with it.
    """
    no_columns("csv", column)
    table = csv_table(path)
    kind = _kind(table.header.columns)
    if kind is None:
        found = ",".join(table.header.columns)
        raise wrong_line(
            path.name,
            table.header.number,
            f"header {found!a:.100}, expected {' or '.join(f'id,{name}' for name in _KINDS)}",
        )
    answers = gather(path.name, table.rows, lambda row: Row(row[0], kind.answer(row[1])))
    return Reading(format="csv", scale=kind.scale, answers=answers)


def _kind(columns: list[str]) -> _Kind | None:
    match columns:
        case ["id", name]:
            return _KINDS.get(name)
    return None
