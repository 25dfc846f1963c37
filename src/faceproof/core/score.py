"""What a detector said of each clip, without any label."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Protocol:
    """Exactly what was asked, so that a figure can be re-derived.

    Attributes:
        manifest_digest: of the release whose clips are asked.
        split: ``test`` or, for a release of folds, ``folds`` (pooled out of fold).
        frames_per_clip: evenly spread frames that a detector's view offers.
        llr_limit: LLRs are clipped to +- this, natural log (DESIGN rule 3).
        prior: probability of fake that log loss, Brier and accuracy assume.
    """

    name: str
    version: str
    manifest_digest: str
    split: str = "test"
    compressions: tuple[str, ...] = ("raw", "c23", "c40")
    frames_per_clip: int = 16
    face_policy: str = "principal face; no face is unscored"
    llr_limit: float = 6.907755278982137
    prior: float = 0.5
    ask: tuple[ClipId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreTable:
    """A detector's answers to one protocol's clips."""

    detector: str
    protocol: Protocol
    scores: Mapping[ClipId, Score | Unscored]
    seconds: float = 0.0
    weights_sha256: tuple[str, ...] = field(default=())
