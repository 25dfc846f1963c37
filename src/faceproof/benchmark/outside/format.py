"""What is a prediction table that others write, and what does one say?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from faceproof.core import Score, Unscored
from faceproof.core.errors import ScoreError
from faceproof.metrics import Scale


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a prediction table says, without any label.

    Attributes:
        format: name in `FORMATS`.
        scale: what the numbers mean. Higher is more fake on each; an ``llr`` is a likelihood
            ratio on `Scale.LLR` only.
        answers: by the id exactly as it stands in the table.
    """

    format: str
    scale: Scale
    answers: Mapping[str, Score | Unscored]


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One way in which others write predictions.

    Attributes:
        shape: what a table of it looks like, for an error.
        recognises: whether a file that begins with these bytes is one; no two formats say so of
            the same bytes.
        read: of a file and the column to take, for a format that has several.
    """

    shape: str
    recognises: Callable[[bytes], bool]
    read: Callable[[Path, str | None], Reading]


def no_columns(name: str, column: str | None) -> None:
    """Refuse a column where there is nothing to choose.

    Raises:
        ScoreError: one was named.
    """
    if column is not None:
        raise ScoreError(
            f"column {column!a:.80} was named, but a {name} table has one answer an id; leave the "
            "column out"
        )
