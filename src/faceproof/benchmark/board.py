"""What are a table's figures, over all cases and over any choice of them?

Cases of several compressions are several items; they share their target, so no interval mistakes
them for more evidence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from faceproof.benchmark.case import Case, everybody
from faceproof.benchmark.graded import CLIP, FRAME, Figures, Worst, Wrong
from faceproof.benchmark.items import answers_of
from faceproof.core import ClipId, Estimate, Score, Unscored
from faceproof.core.errors import ScoreError
from faceproof.media import spread
from faceproof.metrics import (
    METRICS,
    Answers,
    Scale,
    Terms,
    coverage,
    estimate,
    paired_win_rate,
    two_way,
)

Said = Mapping[ClipId, Score | Unscored]


class _Items(NamedTuple):
    """Answers, and for each the row of its case."""

    answers: Answers
    row: NDArray[np.int64]


class _Item(NamedTuple):
    case: Case
    llr: float | None


class Board:
    """The items of one table.

    Args:
        cases: what was asked, each id once.
        said: an answer for every case.
        terms: of the protocol.
        scale: what the answers mean.
        level: ``clip``, or ``frame`` to take every examined frame as an item.
        frames_per_clip: how many were asked of each; None where nobody says.

    Raises:
        ScoreError: the level is unknown, or frames were answered that cannot be.
    """

    def __init__(
        self,
        cases: Sequence[Case],
        said: Said,
        *,
        terms: Terms,
        scale: Scale,
        level: str,
        frames_per_clip: int | None,
    ) -> None:
        if level not in {CLIP, FRAME}:
            raise ScoreError(f"level {level!r} is unknown; there are clip and frame")
        self.cases = cases
        self._terms, self._scale, self._level = terms, scale, level
        self._row = {case.id: row for row, case in enumerate(cases)}
        self._number = {person: number for number, person in enumerate(sorted(everybody(cases)))}
        self._by_clip = self._items(_Item(case, _llr(said[case.id])) for case in cases)
        self._by_frame = self._items(_frames(cases, said, frames_per_clip))
        if level == FRAME and not len(self._by_frame.answers):
            self._by_frame = self._by_clip  # each row is a frame that was labelled by itself
        self.items = (self._by_clip if level == CLIP else self._by_frame).answers

    def figures(self, cases: Iterable[Case], *, answered_only: bool = False) -> Figures:
        """Every metric over some cases."""
        chosen = np.zeros(len(self.cases), np.bool_)
        chosen[[self._row[case.id] for case in cases]] = True
        frames = _chosen(self._by_frame, chosen, answered_only=answered_only)
        if self._level == FRAME:
            return self._all(frames)
        items = _chosen(self._by_clip, chosen, answered_only=answered_only)
        return {**self._all(items), "auc_frame": estimate("auc", frames, self._terms)}

    def two_way(self) -> Figures:
        """Every metric with its interval by everybody who appears; empty without sources."""
        if not any(case.source for case in self.cases):
            return {}
        return {name: two_way(name, self.items, self._terms) for name in METRICS}

    def paired(self) -> Estimate:
        """Each fake against its own recording, clip by clip."""
        original = np.array(
            [-1 if c.original is None else self._row.get(c.original, -1) for c in self.cases],
            np.int64,
        )
        return paired_win_rate(self._by_clip.answers, original)

    def wrong(self, count: int = 3) -> tuple[Wrong, ...]:
        """The fakes that seemed most real and the recordings that seemed most fake."""
        threshold = self._terms.called_fake_above
        said = zip(self.cases, self._by_clip.answers.ranking(), strict=True)
        mistaken = [
            Wrong(case.id, case.fake, case.method, float(llr))
            for case, llr in said
            if np.isfinite(llr) and (llr > threshold) != case.fake
        ]
        surest = sorted(mistaken, key=lambda one: (-abs(one.llr - threshold), one.id))
        fakes = [one for one in surest if one.fake][:count]
        return (*fakes, *[one for one in surest if not one.fake][:count])

    def by_method(self, cases: Iterable[Case] | None = None) -> dict[str, Figures]:
        """Each method's fakes against all reals."""
        among = list(self.cases if cases is None else cases)
        reals = [case for case in among if not case.fake]
        fakes = _grouped(among, lambda case: case.method)
        return {method: self.figures(reals + fakes[method]) for method in sorted(fakes)}

    def by_compression(self, order: Sequence[str] = ()) -> dict[str, Figures]:
        """All cases of each level, the named ones first."""
        groups = _grouped(self.cases, lambda case: case.compression)
        return {level: self.figures(groups[level]) for level in _ordered(groups, order)}

    def by_method_compression(self, order: Sequence[str] = ()) -> dict[str, dict[str, Figures]]:
        """A method's fakes of a level against the reals of that level."""
        found: dict[str, dict[str, Figures]] = {}
        groups = _grouped(self.cases, lambda case: case.compression)
        for level in _ordered(groups, order):
            for method, figures in self.by_method(groups[level]).items():
                found.setdefault(method, {})[level] = figures
        return {method: found[method] for method in sorted(found)}

    def by_attribute(self) -> dict[str, dict[str, Figures]]:
        """Of each attribute of the target: each value's cases by themselves."""
        names = sorted({name for case in self.cases for name in case.attributes})
        return {name: self._by_value(name) for name in names}

    def _by_value(self, name: str) -> dict[str, Figures]:
        groups = _grouped(self.cases, lambda case: case.attributes.get(name))
        return {value: self.figures(groups[value]) for value in sorted(groups)}

    def _all(self, items: Answers) -> dict[str, Estimate]:
        figures = {name: estimate(name, items, self._terms) for name in METRICS}
        return {**figures, "coverage": coverage(items)}

    def _items(self, items: Iterable[_Item]) -> _Items:
        rows = list(items)
        cases, llrs = [item.case for item in rows], [item.llr for item in rows]
        answers = answers_of(cases, llrs, number=self._number, scale=self._scale)
        return _Items(answers, np.array([self._row[i.case.id] for i in rows], np.int64))


def worst_group(by_attribute: Mapping[str, Mapping[str, Figures]]) -> Worst | None:
    """The group of people on whom the AUC is lowest; None where nothing is known of anybody.

    It is the lowest of several, so it lies under the truth by luck alone, the more the more
    groups there are; its own interval does not know that.
    """
    measured = [
        (name, value, figures["auc"])
        for name, groups in by_attribute.items()
        for value, figures in groups.items()
        if figures["auc"].value is not None
    ]
    if not measured:
        return None
    name, value, auc = min(measured, key=lambda group: group[2].value or 0.0)
    return Worst(attribute=name, value=value, auc=auc, groups=len(measured))


def _chosen(items: _Items, chosen: NDArray[np.bool_], *, answered_only: bool) -> Answers:
    found = items.answers.take(chosen[items.row])
    return found.only_answered() if answered_only else found


def _llr(answer: Score | Unscored) -> float | None:
    return answer.llr if isinstance(answer, Score) else None


def _frames(cases: Sequence[Case], said: Said, frames_per_clip: int | None) -> Iterator[_Item]:
    """Every frame as an item; none at all where the detector never speaks of frames."""
    given = [answer for answer in said.values() if isinstance(answer, Score) and answer.frames]
    if not given:
        return
    most = max(len(answer.frames) for answer in given)
    for case in cases:
        answer = said[case.id]
        score = answer if isinstance(answer, Score) else Score(llr=0.0)
        asked = _asked(case, score, frames_per_clip, most)
        for frame, llr in zip(score.frame_index, score.frames, strict=True):
            if case.grades(frame):
                yield _Item(case, llr)
        # Which frames a detector could not read is unknown; how many, and where they were asked
        absent = [frame for frame in asked if frame not in set(score.frame_index)]
        for frame in absent[: len(asked) - len(score.frames)]:
            if case.grades(frame):
                yield _Item(case, None)


def _asked(case: Case, given: Score, frames_per_clip: int | None, most: int) -> Sequence[int]:
    """Frame numbers that were asked; where nobody knows, those of a clip that gave the most."""
    if case.frames is None or frames_per_clip is None:
        return given.frame_index or range(most)
    asked = spread(case.frames, frames_per_clip)
    last = given.frame_index[-1] if given.frame_index else 0
    if last >= case.frames or len(given.frames) > len(asked):
        raise ScoreError(
            f"clip {case.id!r} has {case.frames} frames of which {len(asked)} are asked, but "
            f"{len(given.frames)} were answered, the last numbered {last}"
        )
    return asked


def _grouped(cases: Iterable[Case], key: Callable[[Case], str | None]) -> dict[str, list[Case]]:
    groups: dict[str, list[Case]] = {}
    for case in cases:
        name = key(case)
        if name is not None:
            groups.setdefault(name, []).append(case)
    return groups


def _ordered(groups: Iterable[str], first: Sequence[str]) -> list[str]:
    found = set(groups)
    return [name for name in first if name in found] + sorted(found - set(first))
