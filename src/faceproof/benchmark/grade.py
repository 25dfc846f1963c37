"""How good were the answers? The only file that reads the labels of test clips.

Every figure is taken under DESIGN rule 3 (an unscored clip is never free) and carries n, the
target actors and a 95% interval by target actor. Clips of several compressions are several
items; they share their actor, so the interval does not mistake them for more evidence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path, PurePosixPath
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from faceproof.benchmark.graded import CLIP, FRAME, Figures, Grade, Missing
from faceproof.benchmark.protocol import askable, check_protocol
from faceproof.core import (
    Clip,
    Estimate,
    Manifest,
    Manipulated,
    Score,
    ScoreTable,
    Unscored,
)
from faceproof.core.errors import ScoreError
from faceproof.datasets import read_manifest
from faceproof.media import spread
from faceproof.metrics import (
    METRICS,
    Answers,
    compare,
    coverage,
    estimate,
    reliability,
    roc_curve,
)


def grade(table: ScoreTable, release: Path, *, level: str = CLIP) -> Grade:
    """Grade a table against the release it was made on.

    Args:
        table: a detector's answers.
        release: the release folder.
        level: ``clip``, or ``frame`` to take every examined frame as an item. Frames of a fake
            that lie outside its manipulated segments are left out; a frame that was asked and
            not answered is unscored.

    Raises:
        ScoreError: the table is of another release, or answers frames that cannot be.
    """
    if level not in {CLIP, FRAME}:
        raise ScoreError(f"level {level!r} is unknown; there are clip and frame")
    manifest = read_manifest(release)
    protocol = table.protocol
    check_protocol(protocol, manifest)
    clips = [manifest.by_id[asked] for asked in protocol.ask]
    board = _Board(clips, table, manifest, level)
    items = board.items
    both = items.has_both_classes
    limited = items.only_answered().limited(protocol.llr_limit)
    labels = items.only_answered()
    return Grade(
        detector=table.detector,
        protocol=protocol,
        weights_sha256=table.weights_sha256,
        seconds=table.seconds,
        level=level,
        askable=len(askable(manifest, protocol.split, protocol.compressions)),
        fakes=sum(clip.is_fake for clip in clips),
        reals=sum(not clip.is_fake for clip in clips),
        actors=len({clip.target for clip in clips}),
        metrics=board.figures(clips),
        answered_only=board.figures(clips, answered_only=True),
        by_method=board.by_method(clips),
        by_compression=board.by_compression(clips),
        by_method_compression=board.by_method_compression(clips),
        unscored=_missing(clips, table),
        answers=items,
        roc=roc_curve(items.ranking(), items.fake) if both else None,
        reliability=(
            reliability(limited, labels.fake, protocol.prior) if labels.has_both_classes else None
        ),
    )


def difference(a: Grade, b: Grade, *, metric: str = "auc") -> Estimate:
    """``a - b`` of one metric with its paired interval by target actor; 0 inside is a tie.

    Raises:
        ScoreError: the two answered different protocols, or at different levels.
    """
    if (a.protocol, a.level) != (b.protocol, b.level):
        raise ScoreError(
            f"{a.detector} and {b.detector} were graded on different protocols or levels; compare "
            "runs of one protocol on one release"
        )
    limit, prior = a.protocol.llr_limit, a.protocol.prior
    return compare(metric, a.answers, b.answers, llr_limit=limit, prior=prior)


class _Item(NamedTuple):
    clip: Clip
    llr: float | None


class _Items(NamedTuple):
    """Answers, and for each the row of its clip among those asked."""

    answers: Answers
    row: NDArray[np.int64]


class _Board:
    """The items of one table, and the figures of any choice of its clips."""

    def __init__(
        self, clips: list[Clip], table: ScoreTable, manifest: Manifest, level: str
    ) -> None:
        self._protocol = table.protocol
        self._level = level
        self._row = {clip.id: row for row, clip in enumerate(clips)}
        names = sorted({clip.target for clip in manifest.clips})
        self._cluster = {name: number for number, name in enumerate(names)}
        self._by_clip = self._items([_Item(clip, _llr(table.scores[clip.id])) for clip in clips])
        self._by_frame = self._items(list(_frames(clips, table)))
        self.items = (self._by_clip if level == CLIP else self._by_frame).answers

    def figures(self, clips: Iterable[Clip], *, answered_only: bool = False) -> Figures:
        """Every metric over some clips."""
        chosen = np.zeros(len(self._row), np.bool_)
        chosen[[self._row[clip.id] for clip in clips]] = True
        frames = _chosen(self._by_frame, chosen, answered_only=answered_only)
        if self._level == FRAME:
            return self._all(frames)
        items = _chosen(self._by_clip, chosen, answered_only=answered_only)
        return {**self._all(items), "auc_frame": self._estimate("auc", frames)}

    def by_method(self, clips: list[Clip]) -> dict[str, Figures]:
        """Each method's fakes against all reals."""
        reals = [clip for clip in clips if not clip.is_fake]
        return {
            method: self.figures(reals + fakes)
            for method, fakes in _grouped(clips, lambda clip: clip.method).items()
        }

    def by_compression(self, clips: list[Clip]) -> dict[str, Figures]:
        """All clips of each level, in the protocol's order."""
        groups = _grouped(clips, lambda clip: clip.compression.value)
        levels = [level for level in self._protocol.compressions if level in groups]
        return {level: self.figures(groups[level]) for level in levels}

    def by_method_compression(self, clips: list[Clip]) -> dict[str, dict[str, Figures]]:
        """A method's fakes of a level against the reals of that level."""
        found: dict[str, dict[str, Figures]] = {}
        for level, group in _grouped(clips, lambda clip: clip.compression.value).items():
            for method, figures in self.by_method(group).items():
                found.setdefault(method, {})[level] = figures
        levels = self._protocol.compressions
        return {
            method: {level: found[method][level] for level in levels if level in found[method]}
            for method in sorted(found)
        }

    def _all(self, items: Answers) -> dict[str, Estimate]:
        figures = {name: self._estimate(name, items) for name in METRICS}
        return {**figures, "coverage": coverage(items)}

    def _estimate(self, name: str, items: Answers) -> Estimate:
        limit, prior = self._protocol.llr_limit, self._protocol.prior
        return estimate(name, items, llr_limit=limit, prior=prior)

    def _items(self, items: list[_Item]) -> _Items:
        answers = Answers(
            llr=np.array([0.0 if i.llr is None else i.llr for i in items], np.float64),
            answered=np.array([i.llr is not None for i in items], np.bool_),
            fake=np.array([i.clip.is_fake for i in items], np.bool_),
            cluster=np.array([self._cluster[i.clip.target] for i in items], np.int64),
        )
        return _Items(answers, np.array([self._row[i.clip.id] for i in items], np.int64))


def _chosen(items: _Items, chosen: NDArray[np.bool_], *, answered_only: bool) -> Answers:
    found = items.answers.take(chosen[items.row])
    return found.only_answered() if answered_only else found


def _llr(answer: Score | Unscored) -> float | None:
    return answer.llr if isinstance(answer, Score) else None


def _frames(clips: list[Clip], table: ScoreTable) -> Iterable[_Item]:
    """Every frame as an item; none at all where the detector never speaks of frames."""
    if not any(isinstance(a, Score) and a.frames for a in table.scores.values()):
        return
    for clip in clips:
        answer = table.scores[clip.id]
        given = answer if isinstance(answer, Score) else Score(llr=0.0)
        asked = spread(clip.media.frames, table.protocol.frames_per_clip)
        _check_frames(clip, given, len(asked))
        for frame, llr in zip(given.frame_index, given.frames, strict=True):
            if _is_graded(clip, frame):
                yield _Item(clip, llr)
        # Which frames a detector could not read is unknown; how many, and where they were asked
        absent = [frame for frame in asked if frame not in set(given.frame_index)]
        for frame in absent[: len(asked) - len(given.frames)]:
            if _is_graded(clip, frame):
                yield _Item(clip, None)


def _check_frames(clip: Clip, given: Score, asked: int) -> None:
    last = given.frame_index[-1] if given.frame_index else 0
    if last >= clip.media.frames or len(given.frames) > asked:
        raise ScoreError(
            f"clip {clip.id!r} has {clip.media.frames} frames of which {asked} are asked, but "
            f"{len(given.frames)} were answered, the last numbered {last}"
        )


def _is_graded(clip: Clip, frame: int) -> bool:
    """A frame of a fake outside its segments is neither fake nor a recording's."""
    if not isinstance(clip.origin, Manipulated):
        return True
    return any(start <= frame < end for start, end in clip.origin.segments)


def _missing(clips: list[Clip], table: ScoreTable) -> Missing:
    reasons: Counter[str] = Counter()
    absent: Counter[bool] = Counter()
    for clip in clips:
        answer = table.scores[clip.id]
        if isinstance(answer, Unscored):
            # the same trouble with ten files is one reason, ten times
            reasons[answer.reason.removeprefix(f"{PurePosixPath(clip.path).name}: ")] += 1
            absent[clip.is_fake] += 1
    return Missing(fakes=absent[True], reals=absent[False], reasons=dict(reasons.most_common()))


def _grouped(clips: list[Clip], key: Callable[[Clip], str | None]) -> dict[str, list[Clip]]:
    groups: dict[str, list[Clip]] = {}
    for clip in clips:
        name = key(clip)
        if name is not None:
            groups.setdefault(name, []).append(clip)
    return dict(sorted(groups.items()))
