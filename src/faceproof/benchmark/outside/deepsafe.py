"""The prediction matrix of deepsafe-bench: a row a file, a column ``prob_*`` a detector.

::

    id,modality,label,generator,prob_npr,prob_sbi
    7f3a,video,fake,sora,0.12,0.48

Only ``id`` and one ``prob_*`` are read. **The labels in it are never used**, nor what it says of
modality and generator: what is fake is the release's to say. Other columns may stand anywhere. A
detector has no cell for a modality that it cannot open, and that is no answer.
"""

from __future__ import annotations

from pathlib import Path

from faceproof.benchmark.lines import wrong_line
from faceproof.benchmark.outside.format import Reading
from faceproof.benchmark.outside.gather import Row, gather
from faceproof.benchmark.outside.head import header
from faceproof.benchmark.outside.numbers import probability_in
from faceproof.benchmark.outside.text import Header, csv_table
from faceproof.metrics import Scale

_ALWAYS = {"id", "modality", "label", "generator"}
_PREFIX = "prob_"


def recognises(head: bytes) -> bool:
    """Whether the header names a matrix's columns."""
    return _is_matrix(header(head))


def read(path: Path, column: str | None = None) -> Reading:
    """What one detector of the matrix says.

    Args:
        path: the CSV, unpacked.
        column: such as ``prob_npr``; may be left out where there is only one.

    Raises:
        ScoreError: naming the line and what is wrong with it, or the columns there are.
    """
    table = csv_table(path)
    at = _column(path.name, table.header, column)
    id_at = table.header.columns.index("id")
    answers = gather(path.name, table.rows, lambda row: Row(row[id_at], probability_in(row[at])))
    return Reading(format="deepsafe", scale=Scale.LLR, answers=answers)


def _is_matrix(columns: list[str]) -> bool:
    return set(columns) >= _ALWAYS and any(name.startswith(_PREFIX) for name in columns)


def _column(name: str, header: Header, asked: str | None) -> int:
    columns = header.columns
    if not _is_matrix(columns) or len(set(columns)) < len(columns):
        found = ",".join(columns)
        raise wrong_line(
            name,
            header.number,
            f"header {found!a:.100}, expected id,modality,label,generator and prob_*, each once",
        )
    there = [one for one in columns if one.startswith(_PREFIX)]
    chosen = there[0] if asked is None and len(there) == 1 else asked
    if chosen not in there:
        told = "no column was named" if asked is None else f"there is no column {asked!a:.80}"
        raise wrong_line(
            name, header.number, f"{told}; name one of {ascii(', '.join(there))[1:-1]:.400}"
        )
    return columns.index(chosen)
