"""JSON Lines: an object a line, as our own tables are, and as others can write them.

::

    {"id": "a.mp4", "llr": -1.25, "frames": [-1.5, -1.0], "frame_index": [12, 37]}
    {"id": "b.mp4", "probability": 0.97}
    {"id": "c.mp4", "unscored": "no face found"}
    {"id": "d.mp4", "abstain": true}

Exactly one of the four says the answer. ``frames`` are LLRs and stand beside ``llr`` only.
``segments`` and ``mask`` may stand on any line and are not read. A first line with ``protocol``,
as `faceproof bench run` writes it, is left out here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

from faceproof.benchmark.outside.format import Reading, no_columns
from faceproof.benchmark.outside.gather import Row, gather
from faceproof.benchmark.outside.head import first_entry
from faceproof.benchmark.outside.numbers import from_probability
from faceproof.benchmark.outside.text import text_lines
from faceproof.benchmark.tables import HEAD, one_line, score_from_json
from faceproof.core import Unscored
from faceproof.core import fields as take
from faceproof.metrics import Scale

_FRAMES = {"frames", "frame_index"}
_UNREAD = {"segments", "mask"}
_FIELDS = {"id", "llr", "probability", "unscored", "abstain", *_FRAMES, *_UNREAD}


def recognises(head: bytes) -> bool:
    """Whether the first key is a field of a line."""
    first = first_entry(head)
    return first is not None and first.key in {*_FIELDS, *HEAD}


def read(path: Path, column: str | None = None) -> Reading:
    """What a file of JSON Lines says.

    Raises:
        ScoreError: naming the line and what is wrong with it.
    """
    no_columns("jsonl", column)
    answers = gather(path.name, _without_protocol(text_lines(path)), _row)
    return Reading(format="jsonl", scale=Scale.LLR, answers=answers)


def _without_protocol(lines: Iterator[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    for first in lines:
        return lines if _is_protocol(first[1]) else chain([first], lines)
    return lines


def _is_protocol(line: str) -> bool:
    try:
        value = take.parse_json_text(line)
    except ValueError:
        return False
    return isinstance(value, dict) and "protocol" in value


def _row(line: str) -> Row:
    value = take.parse_json_text(line)
    if not isinstance(value, dict) or "id" not in value:
        raise ValueError("not an object with an 'id'")
    match value if _UNREAD.isdisjoint(value) else _without_unread(value):
        case {"id": asked, "llr": llr, **rest} if set(rest) <= _FRAMES:
            return Row(asked, score_from_json(llr, rest))
        case {"id": asked, "probability": probability, **rest} if not rest:
            return Row(asked, from_probability(take.number(probability)))
        case {"id": asked, "unscored": str(reason), **rest} if not rest:
            return Row(asked, Unscored(reason=one_line(reason)))
        case {"id": asked, "abstain": str() | True as reason, **rest} if not rest:
            return Row(asked, Unscored(reason=_abstained(reason)))
    raise ValueError(
        f"has fields {', '.join(value)!a:.120}; expected 'id' and one of 'llr' (a number, with "
        "'frames' and 'frame_index' or without), 'probability' (a number), 'unscored' (a text) or "
        "'abstain' (a text or true)"
    )


def _without_unread(value: Mapping[str, Any]) -> dict[str, Any]:
    return {key: said for key, said in value.items() if key not in _UNREAD}


def _abstained(reason: Any) -> str:
    return "abstained" if reason is True else one_line(f"abstained: {reason}")
