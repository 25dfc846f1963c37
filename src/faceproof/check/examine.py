"""From a file to a verdict: follow every face, ask a detector, decide."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import numpy as np

from faceproof.check.decide import decide
from faceproof.check.evidence import Evidence, evidence_of
from faceproof.check.quality import Quality, quality_of
from faceproof.check.words import probability
from faceproof.core import Finding, Score, Second, Verdict, clip_id
from faceproof.detectors import Described, View, ViewScorer
from faceproof.detectors.view import Looked, open_views
from faceproof.media import probe
from faceproof.metrics import Band

FRAMES_A_SECOND = 3
FEWEST_FRAMES, MOST_FRAMES = 16, 96
MOST_FACES = 6
LEAST_SIGHT = 0.1
"""Share of the clip's frames in which a face is in sight, below which it is a glimpse."""

_UNKNOWN = clip_id("file")


class Examiner(NamedTuple):
    """Who examines.

    Attributes:
        scorer: the detector.
        band: where its scores of known files lie.
        prior: probability that a file is manipulated, before looking.
        calibrated_on: what the band rests on, in words.
    """

    scorer: ViewScorer
    band: Band
    prior: float
    calibrated_on: str


class Examined(NamedTuple):
    """A verdict, and what can be shown for it.

    Attributes:
        duration_s: of the file; 0 for a still image.
        evidence: of each face that was examined.
    """

    verdict: Verdict
    evidence: tuple[Evidence, ...]
    duration_s: float


def examine(file: Path, examiner: Examiner) -> Examined:
    """What is known of a file.

    Raises:
        MediaError: it is not a video or image that can be read.
        LimitError: it is over a limit.
    """
    findings, evidence, quality = [], [], None
    looker = examiner.scorer.describer
    with tempfile.TemporaryDirectory() as folder:
        looked = _look(file, Path(folder))
        chosen = {n: view for n, view in looked.views.items() if _lasts(looked, n)}
        for number, view in chosen.items():
            found = Described(features=looker.describe(view), frame_index=view.frame_index)
            score = examiner.scorer.judge(_UNKNOWN, frozenset())(found)
            findings.append(_finding(number, view, score))
            evidence.append(evidence_of(number, view, score, found.features, looker))
        if chosen:
            quality = quality_of(list(chosen.values()))
    decision = decide(
        findings,
        quality or Quality(face_px=0.0, sharpness=0.0, bits_a_pixel=0.0),
        examiner.band,
        unseen=_unseen(looked),
    )
    llr = max((one.llr for one in findings), default=None)
    verdict = Verdict(
        state=decision.state,
        reasons=decision.reasons,
        llr=llr,
        probability=None if llr is None else probability(llr, examiner.prior),
        prior=examiner.prior,
        faces=tuple(findings),
        quality=quality.as_json() if quality else {},
        limits=tuple(_limits(looked, len(findings))),
        calibrated_on=examiner.calibrated_on,
    )
    still = looked.facts.frames == 1
    return Examined(verdict, tuple(evidence), 0.0 if still else looked.facts.duration_s)


def _look(file: Path, folder: Path) -> Looked:
    seconds = probe(file).duration_s
    frames = int(np.clip(FRAMES_A_SECOND * seconds, FEWEST_FRAMES, MOST_FRAMES))
    return open_views(file, frames=frames, folder=folder, most=MOST_FACES)


def _lasts(looked: Looked, number: int) -> bool:
    return len(looked.tracks[number]) >= LEAST_SIGHT * looked.facts.frames


def _finding(number: int, view: View, score: Score) -> Finding:
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
    )


def _seconds(score: Score, fps: float) -> Iterable[Second]:
    second = np.array([int(index / fps) for index in score.frame_index])
    llr = np.array(score.frames)
    for number in np.unique(second):
        yield Second(float(number), float(llr[second == number].mean()))


def _unseen(looked: Looked) -> str:
    if not looked.tracks:
        return "No face was found, and only faces are examined."
    return "Faces are too small or too briefly in sight to be examined."


def _limits(looked: Looked, examined: int) -> Iterable[str]:
    rest = len(looked.tracks) - examined
    if rest > 0 and examined:
        yield f"{rest} more faces were too small, too brief or too many, and were not examined."
    yield "Only faces were examined: not the voice, the words, the background or the caption."
    if looked.facts.frames > 1:
        yield "A few frames of each second were examined, not every one."
    yield "Wholly invented faces, edits beside the face and new kinds of fakes may show no trace."
