"""Who is where, and can anybody derive it again? A folder with one JSON file an entry.

::

    leaderboard/<release>/residual.json       what was run, what others reported, what we re-ran
    leaderboard/<release>/residual.jsonl      its predictions, from which every figure follows

An entry's figures are written once and derived again from its predictions whenever the board is
read; where the two differ the board is refused. Rows of one group are tied: their order says
nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from faceproof.benchmark.compared import difference
from faceproof.benchmark.grade import grade
from faceproof.benchmark.graded import Figures, Grade
from faceproof.benchmark.page import template
from faceproof.benchmark.protocol import protocol_digest
from faceproof.benchmark.table_paths import plain_name
from faceproof.benchmark.tables import read_table, write_table
from faceproof.core import Estimate, fields, sha256_file, write_bytes
from faceproof.core.errors import FaceproofError, ScoreError
from faceproof.datasets import read_manifest
from faceproof.metrics import METRICS, tie_groups

SHOWN = ("auc", "ap", "eer", "log_loss", "cllr", "min_cllr", "coverage")
"""Figures that an entry states."""

RANKED_BY = "auc"
_FIELDS = (
    "detector", "release", "protocol_sha256", "predictions_sha256", "weights_sha256", "entered_on",
    "reported", "re_run", "paired_win_rate", "unreliable",
)  # fmt: skip
_LARGEST = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """What somebody says of a detector, with where they say it.

    Attributes:
        figures: by name; they were measured on something else, or in another way.
        source: a paper and its table, or an address.
    """

    figures: Mapping[str, float]
    source: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Entry:
    """One run on a board.

    Attributes:
        name: of its files.
        graded: derived from its predictions, now.
        reported: None where nobody says anything.
        entered_on: the day.
        unreliable: why its figures should not be relied on; empty if nothing is known.
    """

    name: str
    graded: Grade
    reported: Reported | None
    entered_on: date
    unreliable: str = ""

    @property
    def figure(self) -> Estimate:
        """What the board orders by."""
        return self.graded.metrics[RANKED_BY]


def enter(
    scores: Path,
    release: Path,
    board: Path,
    *,
    on: date,
    reported: Reported | None = None,
    unreliable: str = "",
) -> Path:
    """Put a prediction table on a board.

    Args:
        scores: a table of `bench run`.
        release: the release it was made on.
        board: folder of the board.
        on: today.
        reported: what others say of this detector.
        unreliable: why its figures should not be relied on.

    Returns:
        The entry's JSON file.

    Raises:
        ScoreError: the table does not fit, or an entry of this name is another one.
    """
    table = read_table(scores)
    graded = grade(table, release)
    name = plain_name(table.detector)
    entry, predictions = board / f"{name}.json", board / f"{name}.jsonl"
    if entry.exists():
        raise ScoreError(
            f"{entry.name}: {table.detector} is on this board already; an entry is never "
            "overwritten: name the new run otherwise, or remove the old one in the open"
        )
    write_table(predictions, table)
    value = _entry_json(
        Entry(name=name, graded=graded, reported=reported, entered_on=on, unreliable=unreliable),
        sha256_file(predictions),
    )
    write_bytes(entry, json.dumps(value, indent=1, ensure_ascii=False).encode() + b"\n")
    return entry


def read_board(board: Path, release: Path) -> list[Entry]:
    """Every entry, its figures derived again from its predictions.

    Raises:
        ScoreError: no entries; predictions were changed, are of another release or protocol, or
            give other figures than the entry states.
    """
    entries = [_read_entry(path, release) for path in sorted(board.glob("*.json"))]
    if not entries:
        raise ScoreError(f"{board}: no entries; expected *.json as `bench enter` writes them")
    first = entries[0].graded
    for entry in entries:
        if entry.graded.protocol != first.protocol:
            raise ScoreError(
                f"{entry.name} answered another protocol than {entries[0].name}; a board is of one"
            )
    return entries


def ranked(entries: Sequence[Entry]) -> list[list[Entry]]:
    """Groups of ties, the best group first; within a group by name.

    An entry belongs to a group if its paired interval against the group's best contains 0,
    after Holm.
    """
    measured = [entry for entry in entries if entry.figure.value is not None]
    rest = [entry for entry in entries if entry.figure.value is None]
    groups = tie_groups(
        [entry.figure.value or 0.0 for entry in measured],
        lambda a, b: difference(measured[a].graded, measured[b].graded, metric=RANKED_BY).p,
        higher_is_better=METRICS[RANKED_BY].higher_is_better,
    )
    found = [sorted((measured[i] for i in group), key=lambda e: e.name) for group in groups]
    return [*found, rest] if rest else found


def board_json(groups: Sequence[Sequence[Entry]]) -> dict[str, Any]:
    """A board as JSON."""
    first = groups[0][0].graded
    return {
        "ranked_by": RANKED_BY,
        "protocol_sha256": None if first.protocol is None else protocol_digest(first.protocol),
        "groups": [
            [
                {
                    "name": entry.name,
                    "detector": entry.graded.detector,
                    "re_run": _figures(entry.graded.metrics),
                    "paired_win_rate": _rounded(entry.graded.paired),
                    "reported": _reported(entry.reported),
                    "unreliable": entry.unreliable,
                }
                for entry in group
            ]
            for group in groups
        ],
    }


def write_board(groups: Sequence[Sequence[Entry]], release: Path, out: Path) -> None:
    """Write the board as one self-contained page.

    Raises:
        StorageError: the file cannot be written.
    """
    manifest = read_manifest(release)
    first = groups[0][0].graded
    page = template("board.html.j2").render(
        manifest=manifest,
        synthetic=all(clip.synthetic for clip in manifest.clips),
        digest=manifest.digest(),
        first=first,
        protocol_sha256="" if first.protocol is None else protocol_digest(first.protocol),
        groups=groups,
        count=sum(map(len, groups)),
    )
    write_bytes(out, page.encode())


def _entry_json(entry: Entry, predictions_sha256: str) -> dict[str, Any]:
    graded, protocol = entry.graded, entry.graded.protocol
    assert protocol is not None  # noqa: S101 - a table of ours has one
    return {
        "detector": graded.detector,
        "release": protocol.manifest_digest,
        "protocol_sha256": protocol_digest(protocol),
        "predictions_sha256": predictions_sha256,
        "weights_sha256": list(graded.weights_sha256),
        "entered_on": entry.entered_on.isoformat(),
        "reported": _reported(entry.reported),
        "re_run": _figures(graded.metrics),
        "paired_win_rate": _rounded(graded.paired),
        "unreliable": entry.unreliable,
    }


def _read_entry(path: Path, release: Path) -> Entry:
    try:
        with path.open("rb") as file:
            value = fields.only(fields.parse_json(file.read(_LARGEST)), _FIELDS)
        reported = value["reported"]
        entered_on = fields.day(value["entered_on"])
        unreliable = fields.text(value["unreliable"]) if value["unreliable"] else ""
        told = None if reported is None else _told(reported)
    except OSError as error:
        raise ScoreError(f"{path}: cannot be read ({error.strerror or error})") from error
    except ValueError as error:
        raise ScoreError(f"{path.name}: {error}; expected an entry of `bench enter`") from error
    predictions = path.with_suffix(".jsonl")
    try:
        same = sha256_file(predictions) == value["predictions_sha256"]
    except FaceproofError as error:
        raise ScoreError(f"{path.name}: its predictions are missing ({error})") from error
    if not same:
        raise ScoreError(f"{predictions.name}: was changed since it was entered")
    graded = grade(read_table(predictions), release)
    entry = Entry(
        name=path.stem, graded=graded, reported=told, entered_on=entered_on, unreliable=unreliable
    )
    derived = _entry_json(entry, value["predictions_sha256"])
    if wrong := [name for name in _FIELDS if derived[name] != value[name]]:
        raise ScoreError(
            f"{path.name}: {wrong[0]!r} is not what its predictions give; an entry's figures are "
            "derived, never written by hand"
        )
    return entry


def _told(value: Any) -> Reported:
    given = fields.only(value, ("figures", "source"))
    if not isinstance(given["figures"], Mapping):
        raise ValueError("reported figures are not an object")  # noqa: TRY004 - one error for all
    figures = {fields.text(name): float(figure) for name, figure in given["figures"].items()}
    return Reported(figures=figures, source=fields.text(given["source"]))


def _reported(reported: Reported | None) -> dict[str, Any] | None:
    if reported is None:
        return None
    return {"figures": dict(reported.figures), "source": reported.source}


def _figures(metrics: Figures) -> dict[str, Any]:
    """Six decimals: more would differ between machines, and say nothing."""
    return {name: _rounded(metrics[name]) for name in SHOWN}


def _rounded(estimate: Estimate) -> dict[str, Any]:
    return {
        name: round(value, 6) if isinstance(value, float) else value
        for name, value in estimate.as_json().items()
    }
