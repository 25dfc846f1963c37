"""How good were the answers? The only file that reads the labels of test clips.

Every figure is taken under DESIGN rule 3 (an unscored clip is never free) and carries n, the
target actors and a 95% interval by target actor.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import NamedTuple

import numpy as np

from faceproof.benchmark.board import Board, Said, worst_group
from faceproof.benchmark.case import Case
from faceproof.benchmark.graded import CLIP, Grade, Resampled
from faceproof.benchmark.labels import read_labels
from faceproof.benchmark.match import match_clips
from faceproof.benchmark.missing import missing
from faceproof.benchmark.outside import Reading
from faceproof.benchmark.people import read_people
from faceproof.benchmark.protocol import askable, check_protocol, default_protocol
from faceproof.benchmark.tables import MISSING_ROW
from faceproof.core import (
    LLR_LIMIT,
    Clip,
    ClipId,
    Compression,
    Manifest,
    Manipulated,
    Protocol,
    Score,
    ScoreTable,
    Unscored,
)
from faceproof.core.errors import ScoreError
from faceproof.datasets import read_manifest
from faceproof.metrics import (
    RESAMPLES,
    Answers,
    Scale,
    Terms,
    bootstrap_auc,
    reliability,
    risk_coverage,
    roc_curve,
)

BY_ID = (
    "the labels have no column 'cluster': every id counts as a person, so the intervals are too "
    "narrow where one person is shown twice"
)


def grade(
    table: ScoreTable,
    release: Path,
    *,
    level: str | None = None,
    threshold: float | None = None,
    seed: int = 0,
    people: Path | None = None,
) -> Grade:
    """Grade a table against the release it was made on.

    Args:
        table: a detector's answers.
        release: the release folder.
        level: ``clip``, or ``frame`` to take every examined frame as an item; None for the
            protocol's unit. Frames of a fake
            that lie outside its manipulated segments are left out; a frame that was asked and
            not answered is unscored.
        threshold: an answer above it is called fake, see `threshold_of`; None for the LLR that
            the protocol's prior implies.
        seed: of the bootstrap that stands beside the interval.
        people: CSV of what is known of the actors, for figures by group; see `people`.

    Raises:
        ScoreError: the table is of another release, or answers frames that cannot be, or
            ``people`` is malformed.
    """
    asked = _Asked(
        detector=table.detector,
        said=table.scores,
        scale=Scale.LLR,
        weights_sha256=table.weights_sha256,
        seconds=table.seconds,
    )
    how = _How(level=level, threshold=threshold, seed=seed, people=people)
    return _of_release(asked, table.protocol, release, how)


def grade_reading(
    reading: Reading,
    release: Path,
    *,
    detector: str,
    level: str | None = None,
    threshold: float | None = None,
    seed: int = 0,
    people: Path | None = None,
) -> Grade:
    """Grade somebody else's table against a release, under its default protocol.

    Args:
        reading: its ids are clip ids, paths in the release, or file names that are unique in it.
        release: the release folder.
        detector: a name for the page.
        level: as `grade`.
        threshold: as `grade`.
        seed: as `grade`.
        people: as `grade`.

    Raises:
        ScoreError: an id fits no clip that is asked, or several; else as `grade`.
    """
    manifest = read_manifest(release)
    protocol = default_protocol(manifest)
    asked = [manifest.by_id[one] for one in protocol.ask]
    said: Said = {**_silence(protocol.ask), **match_clips(reading.answers, asked)}
    answered = _Asked(detector=detector, said=said, scale=reading.scale)
    how = _How(level=level, threshold=threshold, seed=seed, people=people)
    return _of_release(answered, protocol, release, how)


def grade_labels(
    reading: Reading,
    labels: Path,
    *,
    detector: str,
    level: str | None = None,
    seed: int = 0,
) -> Grade:
    """Grade a table against a CSV file of labels; see `labels` for its columns.

    Args:
        reading: one answer an id.
        labels: the CSV file.
        detector: a name for the page.
        level: as `grade`; at ``frame`` a table without frames has a frame a row.
        seed: as `grade`.

    Raises:
        ScoreError: the labels are malformed, or an answered id has none.
    """
    cases, by_actor = read_labels(labels)
    remarks = () if by_actor else (BY_ID,)
    return grade_cases(
        reading, cases, detector=detector, of=labels.name, level=level, seed=seed, remarks=remarks
    )


def grade_cases(
    reading: Reading,
    cases: Sequence[Case],
    *,
    detector: str,
    of: str,
    level: str | None = None,
    seed: int = 0,
    remarks: tuple[str, ...] = (),
) -> Grade:
    """Grade a table against truths that were read already.

    Args:
        reading: one answer an id.
        cases: what is true.
        detector: a name for the page.
        of: where the truths are from, for an error.
        level: as `grade`; at ``frame`` a table without frames has a frame a row.
        seed: as `grade`.
        remarks: what a reader must know.

    Raises:
        ScoreError: an answered id has no truth.
    """
    known = {case.id for case in cases}
    answers = {ClipId(one): answer for one, answer in reading.answers.items()}
    if strange := [one for one in answers if one not in known]:
        raise ScoreError(
            f"{len(strange)} answered ids have no label in {of}, such as "
            f"{strange[0]!r:.140}; expected each id exactly as there"
        )
    terms = Terms(llr_limit=LLR_LIMIT, prior=0.5)
    asked = _Asked(
        detector=detector,
        said={**_silence(known), **answers},
        scale=reading.scale,
        remarks=remarks,
    )
    return _grade(asked, cases, None, terms, level=level or CLIP, seed=seed, askable_=len(cases))


class _Asked(NamedTuple):
    """Whoever was asked, and what they said."""

    detector: str
    said: Said
    scale: Scale
    weights_sha256: tuple[str, ...] = ()
    seconds: float = 0.0
    remarks: tuple[str, ...] = ()


class _How(NamedTuple):
    """What a caller may choose."""

    level: str | None
    threshold: float | None
    seed: int
    people: Path | None


def _of_release(asked: _Asked, protocol: Protocol, release: Path, how: _How) -> Grade:
    manifest = read_manifest(release)
    check_protocol(protocol, manifest)
    clips = [manifest.by_id[one] for one in protocol.ask]
    actors = {actor for group in manifest.splits.groups for actor in group}
    people = read_people(how.people, actors) if how.people else {}
    return _grade(
        asked,
        [replace(c, attributes=people.get(c.target, {})) for c in cases_of(clips, manifest)],
        protocol,
        Terms(llr_limit=protocol.llr_limit, prior=protocol.prior, threshold=how.threshold),
        level=how.level or protocol.unit,
        seed=how.seed,
        askable_=len(askable(manifest, protocol.split, protocol.compressions)),
        files={clip.id: PurePosixPath(clip.path).name for clip in clips},
    )


def _grade(
    asked: _Asked,
    cases: Sequence[Case],
    protocol: Protocol | None,
    terms: Terms,
    *,
    level: str,
    seed: int,
    askable_: int,
    files: Mapping[ClipId, str] | None = None,
) -> Grade:
    board = Board(
        cases,
        asked.said,
        terms=terms,
        scale=asked.scale,
        level=level,
        frames_per_clip=None if protocol is None else protocol.frames_per_clip,
    )
    items = board.items
    ranked = items.has_both_classes and items.scale is not Scale.DECISION
    labels = items.only_answered()
    calibrated = labels.has_both_classes and items.scale is Scale.LLR
    order = () if protocol is None else protocol.compressions
    by_attribute = board.by_attribute()
    return Grade(
        detector=asked.detector,
        protocol=protocol,
        terms=terms,
        scale=asked.scale,
        weights_sha256=asked.weights_sha256,
        seconds=asked.seconds,
        level=level,
        askable=askable_,
        fakes=sum(case.fake for case in cases),
        reals=sum(not case.fake for case in cases),
        actors=len({case.target for case in cases}),
        metrics=board.figures(cases),
        answered_only=board.figures(cases, answered_only=True),
        by_method=board.by_method(),
        by_compression=board.by_compression(order),
        by_method_compression=board.by_method_compression(order),
        by_attribute=by_attribute,
        two_way=board.two_way(),
        paired=board.paired(),
        worst=worst_group(by_attribute),
        wrong=board.wrong() if asked.scale is Scale.LLR else (),
        bootstrap=_bootstrap(items, seed) if ranked else None,
        unscored=missing(cases, asked.said, files or {}),
        answers=items,
        roc=roc_curve(items.ranking(), items.fake) if ranked else None,
        reliability=(
            reliability(labels.limited(terms.llr_limit), labels.fake, terms.prior)
            if calibrated
            else None
        ),
        risk=risk_coverage(items, terms) if ranked and items.scale is Scale.LLR else None,
        remarks=asked.remarks,
    )


def _bootstrap(items: Answers, seed: int) -> Resampled:
    cluster = np.unique(items.cluster, return_inverse=True)[1].astype(np.int64)
    rng = np.random.default_rng(seed)
    return Resampled(bootstrap_auc(items.ranking(), items.fake, cluster, rng), RESAMPLES, seed)


def _silence(ids: Iterable[ClipId]) -> dict[ClipId, Score | Unscored]:
    return dict.fromkeys(ids, Unscored(reason=MISSING_ROW))


def cases_of(clips: Sequence[Clip], manifest: Manifest) -> list[Case]:
    """The truth of some clips of a release; nowhere else is it read."""
    made_of = {(clip.original or clip.id, clip.compression): clip.id for clip in manifest.clips}
    return [case_of(clip, made_of) for clip in clips]


def case_of(
    clip: Clip,
    made_of: Mapping[tuple[ClipId, Compression], ClipId],
    *,
    name: ClipId | None = None,
) -> Case:
    """The truth of one clip.

    Args:
        clip: its record.
        made_of: id of the recording by raw id and compression.
        name: under which it is asked about, where that is another.
    """
    made = clip.origin if isinstance(clip.origin, Manipulated) else None
    others = [actor for actor in clip.actors if actor != clip.target]
    return Case(
        id=clip.id if name is None else name,
        fake=clip.is_fake,
        target=clip.target,
        source=others[0] if clip.is_fake and others else None,
        original=None if made is None else made_of.get((made.target, clip.compression)),
        method=clip.method,
        compression=clip.compression.value,
        frames=clip.media.frames,
        segments=None if made is None else made.segments,
        mask=None if made is None else made.mask,
    )
