"""A detector's answers as a JSON Lines file: first the protocol, then one line a clip, no labels.

The first is one line too, broken here to be read::

    {"protocol": {...}, "detector": "residual", "weights": ["<sha256>"], "seconds": 41.5,
     "seconds_per_clip": {"look": 0.38, "own": 0.03}}
    {"id": "01__kitchen.c23", "llr": -1.25, "frames": [-1.5, -1.0], "frame_index": [12, 37]}
    {"id": "01_02__kitchen__A.c23", "unscored": "no face found"}

The same shape whether a detector of ours or somebody else's program wrote it; ``frames`` with
``frame_index``, and ``seconds_per_clip``, may be left out.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from faceproof.benchmark.lines import Line, read_lines, wrong_line
from faceproof.benchmark.protocol import protocol_from_json, protocol_to_json
from faceproof.core import (
    CLEAN,
    ClipId,
    Cost,
    Score,
    ScoreTable,
    Unscored,
    canonical_json,
    write_bytes,
)
from faceproof.core import fields as take
from faceproof.core.errors import ManifestError, ScoreError

MISSING_ROW = "missing row"
_LONGEST_REASON = 500


HEAD = ("protocol", "detector", "weights", "seconds", "seconds_per_clip", "condition")
"""Fields of the first line."""


class _Row(NamedTuple):
    id: ClipId
    answer: Score | Unscored


def write_table(path: Path, table: ScoreTable) -> None:
    """Write a table whole, clips ascending by id.

    Raises:
        ScoreError: it answers what was not asked, or an LLR is not a finite number.
        StorageError: the file cannot be written.
    """
    strange = sorted(set(table.scores) - set(table.protocol.ask))
    if strange:
        raise ScoreError(
            f"{path.name}: {table.detector} answers {strange[0]!r}, which protocol "
            f"{table.protocol.name!r} does not ask"
        )
    cost = table.seconds_per_clip
    head = {
        "protocol": protocol_to_json(table.protocol),
        "detector": one_line(table.detector),
        "weights": list(table.weights_sha256),
        "seconds": table.seconds,
        "seconds_per_clip": None if cost is None else cost._asdict(),
        "condition": table.condition,
    }
    _write_lines(path, [head, *_rows(table.scores)], of=table.detector)


def write_answers(path: Path, answers: Mapping[str, Score | Unscored]) -> None:
    """Write answers to files by their names, without a protocol: what a challenge is sent.

    Raises:
        ScoreError: an LLR is not finite.
        StorageError: the file cannot be written.
    """
    _write_lines(path, _rows(answers), of="the detector")


def _write_lines(path: Path, values: Sequence[Mapping[str, Any]], *, of: str) -> None:
    try:
        lines = [canonical_json(value) + b"\n" for value in values]
    except ValueError as error:
        raise ScoreError(f"{path.name}: an LLR of {of} is not finite") from error
    write_bytes(path, b"".join(lines))


def _rows(answers: Mapping[Any, Score | Unscored]) -> list[dict[str, Any]]:
    return [_row_to_json(one, answers[one]) for one in sorted(answers)]


def read_table(path: Path) -> ScoreTable:
    """Read a table strictly; a clip that was asked and has no line is unscored, never left out.

    Raises:
        ScoreError: naming the line and what is wrong with it.
    """
    lines = read_lines(path)
    number, first = next(lines, Line(1, b""))
    try:
        head = take.only(_head(take.parse_json(first)), HEAD)
        protocol = protocol_from_json(head["protocol"])
        detector = take.text(head["detector"])
        weights = tuple(take.digest(one) for one in take.items(head["weights"]))
        seconds = take.number(head["seconds"])
        seconds_per_clip = _cost(head["seconds_per_clip"])
        condition = take.text(head["condition"])
    except (ValueError, ManifestError) as error:
        raise wrong_line(path.name, number, f"{error}; expected the protocol line") from error
    asked = set(protocol.ask)
    found: dict[ClipId, Score | Unscored] = {}
    for number, line in lines:
        try:
            row = _row(take.parse_json(line))
        except ValueError as error:
            raise wrong_line(path.name, number, str(error)) from error
        if row.id not in asked:
            raise wrong_line(
                path.name, number, f"clip {row.id!r:.140} is not asked by {protocol.name!r}"
            )
        if row.id in found:
            raise wrong_line(path.name, number, f"clip {row.id!r} stands twice")
        found[row.id] = row.answer
    missing = Unscored(reason=MISSING_ROW)
    return ScoreTable(
        detector=detector,
        protocol=protocol,
        scores={one: found.get(one, missing) for one in protocol.ask},
        seconds=seconds,
        seconds_per_clip=seconds_per_clip,
        weights_sha256=weights,
        condition=condition,
    )


def is_table(path: Path) -> bool:
    """Whether a file begins as one that `write_table` wrote: with a protocol.

    Raises:
        ScoreError: it cannot be read.
    """
    _, first = next(read_lines(path), Line(1, b""))
    try:
        head = take.parse_json(first)
    except ValueError:
        return False
    return isinstance(head, dict) and "protocol" in head


def _head(value: Any) -> Any:
    """A table from before there were conditions was clean, and did not tell what it cost."""
    before = {"condition": CLEAN, "seconds_per_clip": None}
    return {**before, **value} if isinstance(value, Mapping) else value


def one_line(text: str) -> str:
    r"""Text that can stand in a table: one line, no control characters, not endless.

    >>> one_line("no face\n  found\x00")
    'no face found'
    """
    printable = "".join(
        letter if unicodedata.category(letter) not in {"Cc", "Cs"} else " " for letter in text
    )
    return " ".join(printable.split())[:_LONGEST_REASON].rstrip() or "no reason given"


def score_from_json(llr: Any, rest: Mapping[Any, Any]) -> Score:
    """An LLR, with the ``frames`` and ``frame_index`` that stand beside it or not at all.

    Raises:
        ValueError: saying in one line what is wrong.
    """
    if not rest:
        return Score(llr=take.number(llr))
    if len(rest) == 1:
        raise ValueError("frames and frame_index stand together or not at all")
    frames = tuple(take.number(one) for one in take.items(rest["frames"]))
    index = tuple(take.count(one, least=0) for one in take.items(rest["frame_index"]))
    if len(frames) != len(index):
        raise ValueError(f"{len(frames)} frames have {len(index)} frame numbers")
    if any(after <= before for before, after in pairwise(index)):
        raise ValueError("frame_index does not ascend")
    return Score(llr=take.number(llr), frames=frames, frame_index=index)


def _row_to_json(asked: ClipId, answer: Score | Unscored) -> dict[str, Any]:
    if isinstance(answer, Unscored):
        return {"id": asked, "unscored": one_line(answer.reason)}
    return {
        "id": asked,
        "llr": answer.llr,
        "frames": list(answer.frames),
        "frame_index": list(answer.frame_index),
    }


def _row(value: Any) -> _Row:
    match value:
        case {"id": asked, "unscored": reason, **rest} if not rest:
            return _Row(ClipId(take.text(asked)), Unscored(reason=take.text(reason)))
        case {"id": asked, "llr": llr, **rest} if set(rest) <= {"frames", "frame_index"}:
            return _Row(ClipId(take.text(asked)), score_from_json(llr, rest))
        case {"id": asked}:
            raise ValueError(
                f"clip {asked!r:.140} has fields {', '.join(map(str, value))!s:.120}, expected "
                "'llr' (and 'frames' with 'frame_index') or 'unscored'"
            )
    raise ValueError("not an object with an 'id'")


def _cost(value: Any) -> Cost | None:
    if value is None:
        return None
    found = take.only(value, Cost._fields)
    return Cost(look=take.number(found["look"]), own=take.number(found["own"]))
