"""What do the faces of a file show? Each is followed, asked about and told apart."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from faceproof.check.decide import Decision, decide
from faceproof.check.evidence import Evidence, evidence_of, framed
from faceproof.check.limits import of_looking
from faceproof.check.quality import Quality, quality_of
from faceproof.core import FaceTrack, Finding, MediaFacts, Phrase, Score, Second, clip_id, phrase
from faceproof.core.errors import FaceproofError, StorageError
from faceproof.detectors import Described, Looked, View, ViewScorer, open_views
from faceproof.metrics import Band

FRAMES_A_SECOND = 2
FEWEST_FRAMES, MOST_FRAMES = 12, 96
MOST_FACES = 12
GLIMPSE_S = 0.4
"""A face in sight for less, of a longer clip, is hardly more than a mistake of the tracker."""

_UNKNOWN = clip_id("file")


class Seen(NamedTuple):
    """What looking at a file gave.

    Attributes:
        decision: what follows from its faces alone.
        findings: of each face that was examined.
        evidence: what can be shown of each.
        limits: what was not looked at.
        duration_s: of the file; 0 for a still image, or where it is unknown.
        poster: a frame of it, RGB; None if it was not asked for.
    """

    decision: Decision
    findings: tuple[Finding, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    limits: tuple[Phrase, ...] = ()
    duration_s: float = 0.0
    poster: NDArray[np.uint8] | None = None


def see(file: Path, scorer: ViewScorer, band: Band, *, poster: bool) -> Seen:
    """Looks at a file.

    Args:
        file: a video or image.
        scorer: the detector.
        band: where its scores of known files lie.
        poster: whether a picture of the file is wanted, too.

    Raises:
        MediaError: it is not a video or image that can be read.
        LimitError: it is over a limit.
        StorageError: there is no space for a copy.
    """
    findings, evidence = [], []
    with tempfile.TemporaryDirectory() as folder:
        looked = open_views(file, wanted=_wanted, folder=Path(folder))
        for number, view in looked.views.items():
            try:
                found, shown = _ask(number, view, scorer)
            except StorageError:
                raise
            except FaceproofError:
                continue  # this face could not be examined, others can
            findings.append(found)
            evidence.append(shown)
    in_sight = sum(_lasts(looked.facts, track) for track in looked.tracks)
    unexamined = max(in_sight - len(findings), 0)
    still = looked.facts.frames == 1
    return Seen(
        decide(findings, band, unexamined=unexamined, unseen=_unseen(looked)),
        tuple(findings),
        tuple(evidence),
        (*of_looking(file, looked, findings, unexamined), *scorer.limits),
        0.0 if still else looked.facts.duration_s,
        _poster(looked, findings, evidence) if poster else None,
    )


def _wanted(facts: MediaFacts, tracks: Sequence[FaceTrack]) -> Mapping[int, int]:
    """A few frames of each second of whoever is in sight, the longest first."""
    lasting = [number for number, track in enumerate(tracks) if _lasts(facts, track)]
    seconds = {number: len(tracks[number]) / float(facts.fps) for number in lasting[:MOST_FACES]}
    return {
        number: int(np.clip(FRAMES_A_SECOND * length, FEWEST_FRAMES, MOST_FRAMES))
        for number, length in seconds.items()
    }


def _lasts(facts: MediaFacts, track: FaceTrack) -> bool:
    return len(track) >= min(GLIMPSE_S * float(facts.fps), facts.frames / 2)


def _ask(number: int, view: View, scorer: ViewScorer) -> tuple[Finding, Evidence]:
    looker = scorer.describer
    found = Described(features=looker.describe(view), frame_index=view.frame_index)
    score = scorer.judge(_UNKNOWN, frozenset())(found)
    quality = quality_of(view)
    shown = evidence_of(number, view, score, found.features, looker)
    return _finding(number, view, score, quality), shown


def _finding(number: int, view: View, score: Score, quality: Quality) -> Finding:
    track, fps = view.track, float(view.facts.fps)
    box = np.median(track.box_px, axis=0)
    return Finding(
        track=number,
        llr=score.llr,
        seconds=tuple(_seconds(score, fps)),
        first_s=float(track.frame[0]) / fps,
        last_s=float(track.frame[-1]) / fps,
        box_px=(float(box[0]), float(box[1]), float(box[2]), float(box[3])),
        frames=len(view.regions),
        quality=quality._asdict(),
        doubts=quality.doubts(),
    )


def _seconds(score: Score, fps: float) -> Iterator[Second]:
    second = np.array([int(index / fps) for index in score.frame_index])
    llr = np.array(score.frames)
    for number in np.unique(second):
        yield Second(float(number), float(llr[second == number].mean()))


def _poster(
    looked: Looked, findings: Sequence[Finding], evidence: Sequence[Evidence]
) -> NDArray[np.uint8]:
    pairs = zip(findings, evidence, strict=True)
    top = max(pairs, key=lambda pair: pair[0].llr, default=(None, None))[1]
    return framed(looked.whole(top.frame if top else 0), top)


def _unseen(looked: Looked) -> Phrase:
    if not looked.tracks:
        return phrase("No face was found, and only faces are examined.")
    return phrase("Faces are too small or too briefly in sight to be examined.")
