"""What does a detector say of clips that were pushed, and of those that were not? No labels."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from faceproof.benchmark.attacks import Attack, Way, as_jpeg, gradient_for, pushed
from faceproof.benchmark.robustness import NONE
from faceproof.benchmark.run import checked_path
from faceproof.core import Clip, ClipId, FaceTrack, Protocol, Score, ScoreTable, Unscored
from faceproof.core.errors import FaceError, MediaError
from faceproof.detectors import View, ViewScorer, open_view, score_view
from faceproof.detectors.look import unscored

QUALITY = 75
JPEG = f".jpeg{QUALITY}"
"""End of a condition whose regions became JPEG after the attack, ``none`` too."""


def tables_of(attack: Attack | None) -> list[str]:
    """Names of the tables that an attack leaves: both ways, each before and after JPEG.

    >>> tables_of(None)
    ['none', 'none.jpeg75']
    """
    stems = [NONE] if attack is None else [f"{attack.name}.{way}" for way in Way]
    return [f"{stem}{end}" for stem in stems for end in ("", JPEG)]


class Shown:
    """The clips of a release as a detector sees them, each face followed once."""

    def __init__(self, release: Path, clips: Sequence[Clip], frames: int) -> None:
        self._release, self._clips, self._frames = release, clips, frames
        self._tracks: dict[ClipId, FaceTrack] = {}

    def __iter__(self) -> Iterator[tuple[Clip, View | Unscored]]:
        """Each clip with its view, or why there is none."""
        for clip in self._clips:
            path = checked_path(self._release, clip)
            track = self._tracks.get(clip.id)
            with tempfile.TemporaryDirectory() as folder:
                try:
                    view = open_view(path, frames=self._frames, folder=Path(folder), track=track)
                except (FaceError, MediaError) as error:
                    yield clip, unscored(str(error), path)
                    continue
                self._tracks[clip.id] = view.track
                yield clip, view


def asked_under(
    attack: Attack | None, shown: Shown, judge: ViewScorer, protocol: Protocol
) -> list[ScoreTable]:
    """The real detector's answers to every clip, a table for each of `tables_of`.

    Args:
        attack: None for clips that nobody attacked.
        shown: the protocol's clips.
        judge: who is attacked and asked.
        protocol: what the tables are of.

    Raises:
        ScoreError: an attack did not keep to its limit.
        WeightsError: all weights know somebody in a clip.
    """
    began = time.perf_counter()
    answers: dict[str, dict[ClipId, Score | Unscored]] = {name: {} for name in tables_of(attack)}
    for clip, view in shown:
        said: Mapping[str, Score | Unscored] = (
            dict.fromkeys(answers, view)
            if isinstance(view, Unscored)
            else _said(view, clip, attack, judge)
        )
        for name, answer in said.items():
            answers[name][clip.id] = answer
    return [
        ScoreTable(
            detector=judge.name,
            protocol=protocol,
            scores=scores,
            seconds=round((time.perf_counter() - began) / len(answers), 3),
            weights_sha256=judge.weights_sha256,
            condition=name,
        )
        for name, scores in answers.items()
    ]


def _said(view: View, clip: Clip, attack: Attack | None, judge: ViewScorer) -> dict[str, Score]:
    """Of one clip: attacked or not, before and after JPEG."""
    actors = frozenset(clip.actors)
    made = [view]
    if attack is not None:
        made = [
            pushed(
                view,
                attack,
                way,
                ask=lambda changed: score_view(judge, changed, clip.id, actors).llr,
                source=gradient_for(attack, judge, clip),
                clip_sha256=clip.sha256,
            )
            for way in Way
        ]
    seen = [changed for one in made for changed in (one, as_jpeg(one, QUALITY))]
    said = [score_view(judge, one, clip.id, actors) for one in seen]
    return dict(zip(tables_of(attack), said, strict=True))
