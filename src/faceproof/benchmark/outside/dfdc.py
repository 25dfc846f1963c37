"""A submission to the DFDC: ``filename,label``, where label is the probability of fake.

::

    filename,label
    aassnaulhq.mp4,0.97

Published labels have the same two columns. They are read as what they say, certain answers, so a
table with nothing but 0 and 1 in it is one to ask about.

Reference:
    Dolhansky et al., "The DeepFake Detection Challenge (DFDC) Dataset", arXiv 2006.07397.
"""

from __future__ import annotations

from pathlib import Path

from faceproof.benchmark.lines import wrong_line
from faceproof.benchmark.outside.format import Reading, no_columns
from faceproof.benchmark.outside.gather import Row, gather
from faceproof.benchmark.outside.head import header
from faceproof.benchmark.outside.numbers import probability_in
from faceproof.benchmark.outside.text import csv_table
from faceproof.metrics import Scale

_HEADER = ["filename", "label"]


def recognises(head: bytes) -> bool:
    """Whether the first line is the challenge's header."""
    return header(head) == _HEADER


def read(path: Path, column: str | None = None) -> Reading:
    """What a submission says, by file name as given; an empty cell is no answer.

    Raises:
        ScoreError: naming the line and what is wrong with it.
    """
    no_columns("dfdc", column)
    table = csv_table(path)
    if table.header.columns != _HEADER:
        found = ",".join(table.header.columns)
        raise wrong_line(
            path.name, table.header.number, f"header {found!a:.100}, expected filename,label"
        )
    answers = gather(path.name, table.rows, lambda row: Row(row[0], probability_in(row[1])))
    return Reading(format="dfdc", scale=Scale.LLR, answers=answers)
