"""Which format is this table, and what does it say?"""

from __future__ import annotations

from pathlib import Path

from faceproof.benchmark.outside.format import Reading
from faceproof.benchmark.outside.head import read_head, stripped
from faceproof.benchmark.outside.table import FORMATS
from faceproof.core.errors import ScoreError


def read_reading(
    path: Path,
    *,
    format: str | None = None,  # noqa: A002 - the word that people type
    column: str | None = None,
) -> Reading:
    """What a prediction table of any known format says.

    Args:
        path: the table.
        format: name in `FORMATS`; without one it is recognised by how the file begins, never by
            the file's name.
        column: of the detector, where a table has several.

    Raises:
        ScoreError: the format is unknown or cannot be told; or naming the line and what is wrong
            with it.
    """
    name = _recognised(path) if format is None else format
    if name not in FORMATS:
        raise ScoreError(f"format {name!a:.40} is unknown; expected one of {', '.join(FORMATS)}")
    return FORMATS[name].read(path, column)


def _recognised(path: Path) -> str:
    head = read_head(path)
    names = [name for name, one in FORMATS.items() if one.recognises(head)]
    if not stripped(head):
        raise ScoreError(f"{path.name}: is empty; expected a table of predictions")
    if len(names) != 1:
        there = "; ".join(f"{name} ({one.shape})" for name, one in FORMATS.items())
        raise ScoreError(
            f"{path.name}: begins with {head[:40]!r}, which tells no format; name one of {there}"
        )
    return names[0]
