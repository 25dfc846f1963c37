"""From what a detector wrote down about a clip to its LLR."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeAlias

import numpy as np

from faceproof.core import ActorId, ClipId, Phrase, Score
from faceproof.core.errors import WeightsError
from faceproof.detectors.external import llr_of
from faceproof.detectors.kept import Described, Describer
from faceproof.detectors.model_file import ModelFile
from faceproof.detectors.view import View
from faceproof.detectors.weights import Trained

Judge: TypeAlias = Callable[[Described], Score]
"""Decides about one clip."""


class ViewScorer(Protocol):
    """A detector that looks at views, which it shares with others, and then decides."""

    @property
    def name(self) -> str:
        """How it is called in a table of scores."""

    @property
    def weights_sha256(self) -> tuple[str, ...]:
        """Digests of everything it learned."""

    @property
    def describer(self) -> Describer:
        """Its part that looks."""

    @property
    def limits(self) -> tuple[Phrase, ...]:
        """What a verdict of it does not say, in sentences."""

    def judge(self, clip: ClipId, actors: frozenset[ActorId]) -> Judge:
        """Who decides about a clip with these actors; an empty set where they are unknown.

        Raises:
            WeightsError: all weights know somebody in it.
        """


@dataclass(frozen=True, kw_only=True)
class TrainedScorer:
    """One of our detectors with one or more weights (one a fold).

    A clip is answered by the weights that know none of its actors; where several do not, as
    for a file from elsewhere, by the mean of their LLRs.
    """

    trained: tuple[Trained, ...]

    @property
    def name(self) -> str:
        """The detector's line in the table."""
        return self.trained[0].detector.name

    @property
    def weights_sha256(self) -> tuple[str, ...]:
        """One digest a fold."""
        return tuple(t.sha256() for t in self.trained)

    @property
    def describer(self) -> Describer:
        """The detector; its folds look alike."""
        return self.trained[0].detector

    @property
    def limits(self) -> tuple[Phrase, ...]:
        """The detector's."""
        return self.trained[0].detector.limits

    def judge(self, clip: ClipId, actors: frozenset[ActorId]) -> Judge:
        """See `ViewScorer.judge`."""
        strangers = self.judges(clip, actors)
        return lambda found: _mean(found, strangers)

    def judges(self, clip: ClipId, actors: frozenset[ActorId]) -> tuple[Trained, ...]:
        """The weights that know none of a clip's actors.

        Raises:
            WeightsError: there are none, or it knows one person and was not made for releases.
        """
        if actors and self.trained[0].detector.enrolled:
            raise WeightsError(
                f"{self.name} compares with one person and would call everybody else in a release "
                "a fake; ask it about files, with `detect score` or `check`"
            )
        strangers = tuple(t for t in self.trained if not t.knows & actors)
        if not strangers:
            known = sorted(frozenset().union(*(t.knows for t in self.trained)) & actors)
            raise WeightsError(
                f"clip {clip}: every weights of {self.name} was trained or calibrated on its "
                f"actors {', '.join(known)}; score clips of other people, or train with folds"
            )
        return strangers


@dataclass(frozen=True, kw_only=True)
class ModelScorer:
    """A stranger's network: the mean of its probabilities, taken as odds."""

    model: ModelFile

    @property
    def name(self) -> str:
        """Of the network's file."""
        return self.model.file.name

    @property
    def weights_sha256(self) -> tuple[str, ...]:
        """Of the network's file, and of the numbers beside it."""
        return tuple(s for s in (self.model.sha256, self.model.bin_sha256) if s is not None)

    @property
    def describer(self) -> Describer:
        """The network."""
        return self.model

    @property
    def limits(self) -> tuple[Phrase, ...]:
        """None that we know."""
        return self.model.limits

    def judge(self, clip: ClipId, actors: frozenset[ActorId]) -> Judge:  # noqa: ARG002
        """See `ViewScorer.judge`; whom it knows is unknown."""
        return self._score

    def _score(self, found: Described) -> Score:
        probability = self.model.decide(found.features)
        return Score(
            llr=llr_of(float(probability.mean())),
            frames=tuple(llr_of(float(p)) for p in probability),
            frame_index=found.frame_index,
        )


def score_view(scorer: ViewScorer, view: View, clip: ClipId, actors: frozenset[ActorId]) -> Score:
    """The answer for a view that is at hand, as `ask` would give it for its file.

    Raises:
        WeightsError: all weights know somebody in the clip.
    """
    found = Described(features=scorer.describer.describe(view), frame_index=view.frame_index)
    return scorer.judge(clip, actors)(found)


def _mean(found: Described, judges: tuple[Trained, ...]) -> Score:
    scores = [t.score(found.features, found.frame_index) for t in judges]
    return Score(
        llr=float(np.mean([s.llr for s in scores])),
        frames=tuple(float(f) for f in np.mean([s.frames for s in scores], axis=0)),
        frame_index=found.frame_index,
    )
