"""What is known of the people shown? A CSV file that stands beside a release, never in it.

::

    actor,actor_age,actor_glasses
    anna,older,yes
    bert,younger,

What makes a group of people is nobody's business but the grader's, so a release does not carry
it. Each row is a person of the release; a cell may be empty.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from faceproof.benchmark.labels import ATTRIBUTE
from faceproof.benchmark.lines import wrong_line
from faceproof.benchmark.outside.text import csv_table
from faceproof.core import fields
from faceproof.core.errors import ScoreError

People = Mapping[str, Mapping[str, str]]
"""Attributes by name, of each actor."""


def read_people(path: Path, known: Collection[str]) -> People:
    """Read attributes strictly.

    Args:
        path: the CSV file.
        known: actors that may stand in it; those who do not have no attributes.

    Raises:
        ScoreError: naming the line and what is wrong with it.
    """
    header, rows = csv_table(path)
    names = header.columns
    strange = [n for n in names[1:] if not n.startswith(ATTRIBUTE) or n == ATTRIBUTE]
    if names[:1] != ["actor"] or strange or len(names) < 2 or len(set(names)) < len(names):
        raise wrong_line(
            path.name,
            1,
            f"columns {', '.join(names)!s:.120}: expected actor first, then columns named "
            f"{ATTRIBUTE}..., once each",
        )
    found: dict[str, dict[str, str]] = {}
    for number, (actor, *values) in rows:
        if actor not in known:
            raise wrong_line(path.name, number, f"actor {actor!r:.80} is not in the release")
        if actor in found:
            raise wrong_line(path.name, number, f"actor {actor!r} stands there already")
        try:
            given = {name: fields.text(v) for name, v in zip(names[1:], values, strict=True) if v}
        except ValueError as error:
            raise wrong_line(path.name, number, str(error)) from error
        found[actor] = {name.removeprefix(ATTRIBUTE): value for name, value in given.items()}
    if not found:
        raise ScoreError(f"{path.name}: nobody; expected a line for each actor below the header")
    return found
