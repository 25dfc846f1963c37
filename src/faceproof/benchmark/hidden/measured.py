"""What do answers to one part of a hidden set score, and who scores better than whom?

Nothing is measured that is not told or compared: a million answers have to be scored while a team
waits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from faceproof.benchmark.case import Case, everybody
from faceproof.benchmark.hidden.truth import Part, Truth
from faceproof.benchmark.items import answers_of
from faceproof.benchmark.outside import Reading
from faceproof.core import LLR_LIMIT, Estimate, Score
from faceproof.core.errors import ScoreError
from faceproof.metrics import Answers, Terms, compare_any, estimate, tie_groups

SCORER = "1"
"""Version of how answers become figures: raised when the same answers would get others."""

RANKED_BY = "auc"
"""The figure by which a board is ordered."""

_TERMS = Terms(llr_limit=LLR_LIMIT, prior=0.5)
_FEWEST_PEOPLE = 4  # below, a figure has no interval
FEWEST = 20
"""Fakes, and recordings, of a group that is told: of few each clip moves its figure so much that
13 figures on the coarse grid name all of one, half of three; see ``benchmarks/leaks.py``."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Measured:
    """What answers score on one part.

    Attributes:
        auc: over all its clips, an unscored one being lost.
        coverage: share of the clips of the whole set that were answered. Whoever sent them knows
            it; of one part's clips it would tell who is in that part.
        by_method: AUC of each method's fakes against all recordings, where there are enough.
        by_compression: AUC of all clips of each level, where there are enough.
        answers: the items themselves, for paired comparison.
    """

    auc: Estimate
    coverage: float
    by_method: Mapping[str, Estimate]
    by_compression: Mapping[str, Estimate]
    answers: Answers


def measure(reading: Reading, truth: Truth, part: Part) -> Measured:
    """Measure answers on one part; beyond it is looked only at how many there are.

    Args:
        reading: checked before: its ids are those of the set.
        truth: of the whole set.
        part: on which.

    Raises:
        ScoreError: too few people stand in that part to measure anything.
    """
    cases = _enough(truth, part)
    answers = _answers(reading, cases)
    methods = _groups([case.method for case in cases])
    levels = _groups([case.compression for case in cases])
    return Measured(
        auc=_auc(answers),
        coverage=_answered(reading, truth.cases),
        by_method=_by(answers, {name: ~answers.fake | of_it for name, of_it in methods.items()}),
        by_compression=_by(answers, levels),
        answers=answers,
    )


def check_parts(truth: Truth) -> None:
    """Return only when enough people stand in each part of a set to measure anything.

    Raises:
        ScoreError: naming the part.
    """
    for part in Part:
        _enough(truth, part)


def tied(measured: Sequence[Measured]) -> list[list[int]]:
    """Rows of a board in groups within which the order says nothing, the best group first.

    By the exact AUC, paired by target actor, after Holm; see `tie_groups`. Rows without a figure
    are the last group.

    Args:
        measured: of one part of one hidden set.

    Raises:
        ScoreError: two rows are of different parts or sets.
    """
    if not measured:
        return []
    values = {row: one.auc.value for row, one in enumerate(measured)}
    ranked = {row: value for row, value in values.items() if value is not None}
    rows, rest = list(ranked), [row for row in values if row not in ranked]
    compared = compare_any(RANKED_BY, [measured[row].answers for row in rows], _TERMS)
    groups = tie_groups(list(ranked.values()), lambda a, b: compared(a, b).p)
    found = [[rows[place] for place in group] for group in groups]
    return [*found, rest] if rest else found


def _enough(truth: Truth, part: Part) -> Sequence[Case]:
    cases = truth.of(part)
    if len({case.target for case in cases}) < _FEWEST_PEOPLE:
        raise ScoreError(
            f"the {part} part has fewer than {_FEWEST_PEOPLE} people; hide more of them"
        )
    return cases


def _answered(reading: Reading, cases: Sequence[Case]) -> float:
    return sum(isinstance(reading.answers.get(case.id), Score) for case in cases) / len(cases)


def _answers(reading: Reading, cases: Sequence[Case]) -> Answers:
    said = (reading.answers.get(case.id) for case in cases)
    llrs = [one.llr if isinstance(one, Score) else None for one in said]
    number = {person: at for at, person in enumerate(sorted(everybody(cases)))}
    return answers_of(cases, llrs, number=number, scale=reading.scale)


def _groups(names: Sequence[str | None]) -> dict[str, NDArray[np.bool_]]:
    """Which items have each name, the names ascending."""
    column = np.array(names, object)
    there = sorted({name for name in names if name is not None})
    return {name: column == name for name in there}


def _by(answers: Answers, groups: Mapping[str, NDArray[np.bool_]]) -> dict[str, Estimate]:
    """The AUC of each group that is large enough; none of a single group, which is the whole."""
    if len(groups) < 2:
        return {}
    inside = {name: answers.take(rows) for name, rows in groups.items()}
    return {name: _auc(one) for name, one in inside.items() if _is_enough(one.fake)}


def _is_enough(fake: NDArray[np.bool_]) -> bool:
    fakes = int(np.count_nonzero(fake))
    return min(fakes, len(fake) - fakes) >= FEWEST


def _auc(answers: Answers) -> Estimate:
    return estimate(RANKED_BY, answers, _TERMS)
