"""What a detector said of each clip, without any label."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from faceproof.core.clip import ClipId


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """A natural-log likelihood ratio; above 0 speaks for fake.

    Attributes:
        llr: for the whole clip.
        frames: one LLR for each frame that was examined; empty where there is no such thing.
        frame_index: frame numbers of those, ascending.
    """

    llr: float
    frames: tuple[float, ...] = ()
    frame_index: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unscored:
    """No answer, and why; never 0.0 and never free."""

    reason: str


CLEAN = "clean"
"""The condition of a table whose clips are as they lie in the release."""

LLR_LIMIT = 6.907755278982137
"""ln 1000: what an answer that never came costs, and where every LLR is clipped (DESIGN rule 3)."""

EVENLY = "evenly spread over the whole clip, none twice"
"""How frames are chosen; there is no other way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Protocol:
    """Exactly what was asked, so that a figure can be re-derived.

    Attributes:
        manifest_digest: of the release whose clips are asked.
        split: ``test`` or, for a release of folds, ``folds`` (pooled out of fold).
        frames_per_clip: evenly spread frames that a detector's view offers.
        llr_limit: LLRs are clipped to +- this, natural log (DESIGN rule 3).
        prior: probability of fake that log loss, Brier and accuracy assume.
        unit: what an item is, ``clip`` or ``frame``.
        sampling: how frames are chosen.
        corruptions: what is done to every clip before it is shown, each by itself, by name.
        corruptions_sha256: digest of all that decides their pixels; empty without any.
        attacks: what an adversary does, by name.
        metrics: the figures that a card shows, in order; empty for all.
    """

    name: str
    version: str
    manifest_digest: str
    split: str = "test"
    compressions: tuple[str, ...] = ("raw", "c23", "c40")
    frames_per_clip: int = 16
    face_policy: str = "principal face; no face is unscored"
    llr_limit: float = LLR_LIMIT
    prior: float = 0.5
    unit: str = "clip"
    sampling: str = EVENLY
    corruptions: tuple[str, ...] = ()
    corruptions_sha256: str = ""
    attacks: tuple[str, ...] = ()
    metrics: tuple[str, ...] = ()
    ask: tuple[ClipId, ...] = ()


class Cost(NamedTuple):
    """Seconds that a clip's score took.

    Attributes:
        look: of decoding, following the face and cutting it out, as if nobody else had looked.
        own: of the detector itself.
    """

    look: float
    own: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreTable:
    """A detector's answers to one protocol's clips.

    Attributes:
        seconds: what all of it took: processor seconds, or wall seconds of a program's answers;
            the same whether the clips were described now or before.
        seconds_per_clip: their mean; None in tables that do not tell.
        condition: ``clean``, or the one corruption or attack under which it was asked.
    """

    detector: str
    protocol: Protocol
    scores: Mapping[ClipId, Score | Unscored]
    seconds: float = 0.0
    seconds_per_clip: Cost | None = None
    weights_sha256: tuple[str, ...] = ()
    condition: str = CLEAN
