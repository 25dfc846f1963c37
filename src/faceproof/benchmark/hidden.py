"""What do answers to a hidden set score, and what of that may be told?

The truth about a hidden set is in one file: the sealed one that `release blind` wrote, or a CSV of
labels. Its people are dealt into a public part, whose figures a board shows, and a private part,
which counts in the end. Who is where follows from a key that is in the sealed file (its salt), or
beside a CSV (its digest): nobody else can tell, and it is the same each time.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from faceproof.benchmark.case import Case
from faceproof.benchmark.grade import case_of, grade_cases
from faceproof.benchmark.graded import Figures, Grade
from faceproof.benchmark.labels import read_labels
from faceproof.benchmark.ladder import STEP, released
from faceproof.benchmark.outside import Reading
from faceproof.core import sha256_file
from faceproof.core.errors import ScoreError
from faceproof.release.blind_labels import Labels
from faceproof.release.blind_labels import read_labels as read_sealed

PUBLIC_SHARE = 0.5
COARSE = 0.02
"""Grid of every figure but the first: coarse enough that no count follows from it."""

_FEWEST_PEOPLE = 4  # below, a figure has no interval


class Part(StrEnum):
    """Whose figures are shown when."""

    PUBLIC = "public"
    PRIVATE = "private"


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What is true of a hidden set; for whoever grades, and nobody else.

    Attributes:
        cases: of all its clips.
        sha256: hex digest of the file, the version of the labels.
        key: deals people into parts.
    """

    cases: tuple[Case, ...]
    sha256: str
    key: bytes

    def of(self, part: Part) -> tuple[Case, ...]:
        """The cases of the people in one part."""
        return tuple(case for case in self.cases if part_of(case.target, self.key) is part)


def read_truth(path: Path) -> Truth:
    """The truth in a sealed file, or in a CSV of labels.

    Raises:
        ScoreError: it is a CSV that is malformed, or does not say who is shown.
        ManifestError: it is a sealed file that is malformed.
    """
    digest = sha256_file(path)
    if path.suffix == ".csv":
        labels = read_labels(path)
        if not labels.by_actor:
            raise ScoreError(f"{path.name}: has no column 'cluster': people cannot be kept apart")
        return Truth(cases=labels.cases, sha256=digest, key=bytes.fromhex(digest))
    sealed = read_sealed(path)
    return Truth(cases=tuple(_cases(sealed)), sha256=digest, key=sealed.salt)


def part_of(person: str, key: bytes) -> Part:
    """Where a person stands.

    >>> {part_of(f"p{n}", b"secret") for n in range(9)} == set(Part)
    True
    """
    drawn = hmac.digest(key, b"part:" + person.encode(), hashlib.sha256)
    share = int.from_bytes(drawn[:8]) / 2**64
    return Part.PUBLIC if share < PUBLIC_SHARE else Part.PRIVATE


def grade_part(reading: Reading, truth: Truth, part: Part, *, detector: str) -> Grade:
    """Grade answers on one part; what was answered beyond it is not looked at.

    Args:
        reading: checked before: its ids are those of the set.
        truth: of the whole set.
        part: on which.
        detector: a name for the page.

    Raises:
        ScoreError: too few people stand in that part to measure anything.
    """
    cases = truth.of(part)
    if len({case.target for case in cases}) < _FEWEST_PEOPLE:
        raise ScoreError(
            f"the {part} part has fewer than {_FEWEST_PEOPLE} people; hide more of them"
        )
    inside = {case.id for case in cases}
    answers = {one: said for one, said in reading.answers.items() if one in inside}
    within = Reading(format=reading.format, scale=reading.scale, answers=answers)
    return grade_cases(within, cases, detector=detector, of=f"the {part} part")


def problems_of(reading: Reading, asked: frozenset[str], *, most: int = 100) -> tuple[str, ...]:
    """What is wrong with answers beyond their lines: ids that are missing, or that nobody asked.

    Args:
        reading: of a table whose lines are right.
        asked: the ids of the set.
        most: how many are named of each.
    """
    given = set(reading.answers)
    found = [f"id {one!a:.140} is not in the set" for one in sorted(given - asked)[:most]]
    found += [f"id {one!a:.140} has no answer" for one in sorted(asked - given)[:most]]
    for number, what in ((len(given - asked), "not in the set"), (len(asked - given), "missing")):
        if number > most:
            found.append(f"in all {number:,} ids are {what}")
    return tuple(found)


def shown(grade: Grade, before: Mapping[str, Any] | None, *, step: float = STEP) -> dict[str, Any]:
    """What a team is told of an attempt: nothing new, unless it is clear progress.

    The AUC stands on the ladder's grid. Its interval, the coverage and the AUC of each method and
    compression are rounded to a coarse grid and move only when the ladder does. No count is told.

    Args:
        grade: of the public part.
        before: what the team was told last; None before its first attempt.
        step: of the ladder.
    """
    best = None if before is None else before["auc"]
    auc = released(best, grade.metrics["auc"].value, step)
    if before is not None and auc == best:
        return dict(before)
    return {
        "auc": auc,
        "low": _coarse(grade.metrics["auc"].low),
        "high": _coarse(grade.metrics["auc"].high),
        "coverage": _coarse(grade.metrics["coverage"].value),
        "by_method": _by(grade.by_method),
        "by_compression": _by(grade.by_compression),
    }


def _by(groups: Mapping[str, Figures]) -> dict[str, float | None]:
    return {name: _coarse(figures["auc"].value) for name, figures in groups.items()}


def _coarse(value: float | None) -> float | None:
    """On a grid on which the true value cannot be told.

    >>> _coarse(0.7349)
    0.74
    """
    return None if value is None else round(round(value / COARSE) * COARSE, 10)


def _cases(sealed: Labels) -> Sequence[Case]:
    hidden = {clip.id: name for name, clip in sealed.clips.items()}
    made_of = {
        (clip.original or clip.id, clip.compression): hidden[clip.id]
        for clip in sealed.clips.values()
    }
    return [case_of(clip, made_of, name=name) for name, clip in sealed.clips.items()]
