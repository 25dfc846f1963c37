"""Whose labels are these? A CSV file that somebody has beside a prediction table.

::

    id,label,cluster,method,compression
    0001,fake,anna,FaceSwap,c23
    0002,real,anna,,c23

``label`` is ``real`` or ``fake``, or 0 or 1. ``cluster`` is who is shown. ``source`` (whose face
was put in), ``original`` (id of the recording it was made of) and columns named ``actor_...``
(something about who is shown) may stand beside. What stands under ``method`` of a recording is
not read.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from faceproof.benchmark.case import Case
from faceproof.benchmark.lines import wrong_line
from faceproof.benchmark.outside.text import csv_table
from faceproof.core import ClipId
from faceproof.core import fields as take
from faceproof.core.errors import ScoreError

ATTRIBUTE = "actor_"
"""How a column begins that says something about who is shown."""

_KNOWN = {"id", "label", "cluster", "method", "compression", "source", "original"}
_FAKE = {"real": False, "fake": True, "0": False, "1": True}


class Labels(NamedTuple):
    """The cases of a file.

    Attributes:
        cases: in the file's order.
        by_actor: whether the file says who is shown; else each id counts as a person.
    """

    cases: tuple[Case, ...]
    by_actor: bool


def read_labels(path: Path) -> Labels:
    """Read labels strictly.

    Raises:
        ScoreError: naming the line and what is wrong with it.
    """
    header, rows = csv_table(path)
    _check_header(path, header.columns)
    cases: dict[ClipId, Case] = {}
    lines: dict[ClipId, int] = {}
    for number, row in rows:
        try:
            case = _case(dict(zip(header.columns, map(str.strip, row), strict=True)))
        except ValueError as error:
            raise wrong_line(path.name, number, str(error)) from error
        if case.id in cases:
            raise wrong_line(
                path.name, number, f"id {case.id!r} stands on line {lines[case.id]} already"
            )
        cases[case.id], lines[case.id] = case, number
    if not cases:
        raise ScoreError(f"{path.name}: no labels; expected a line for each id below the header")
    for case in cases.values():
        if case.original is not None and case.original not in cases:
            raise wrong_line(path.name, lines[case.id], f"original {case.original!r} has no line")
    return Labels(tuple(cases.values()), by_actor="cluster" in header.columns)


def _check_header(path: Path, header: list[str]) -> None:
    strange = [n for n in header if n not in _KNOWN and not n.startswith(ATTRIBUTE)]
    missing = {"id", "label"} - set(header)
    if strange or missing or len(set(header)) < len(header):
        raise wrong_line(
            path.name,
            1,
            f"columns {', '.join(header)!s:.120}: expected id and label, once each, and any of "
            f"{', '.join(sorted(_KNOWN - {'id', 'label'}))} and {ATTRIBUTE}...",
        )


def _case(row: Mapping[str, str]) -> Case:
    label = row["label"].lower()
    if label not in _FAKE:
        raise ValueError(f"label {row['label']!r:.40} is not real, fake, 0 or 1")
    given = {name: take.text(value) for name, value in row.items() if value}
    if "id" not in given or ("cluster" in row and "cluster" not in given):
        raise ValueError(f"no {'cluster' if 'id' in given else 'id'}")
    fake = _FAKE[label]
    if not fake and (strange := {"source", "original"} & set(given)):
        raise ValueError(f"a recording has no {min(strange)}, found {given[min(strange)]!r:.40}")
    return Case(
        id=ClipId(given["id"]),
        fake=fake,
        target=given.get("cluster", given["id"]),
        source=given.get("source"),
        original=ClipId(given["original"]) if "original" in given else None,
        method=given.get("method") if fake else None,
        compression=given.get("compression"),
        attributes={
            name.removeprefix(ATTRIBUTE): value
            for name, value in given.items()
            if name.startswith(ATTRIBUTE)
        },
    )
