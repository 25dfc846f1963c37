"""What is known of a file, for whoever asked: one state, and what it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from faceproof.core.credentials import Provenance
from faceproof.core.match import Compared, Match
from faceproof.core.phrase import Phrase


class State(StrEnum):
    """The one word for a file. No detector can say that something is an original.

    The first three rest on credentials, the next two on a registry of originals, the others on
    a detector.
    """

    ORIGINAL = "original"
    DECLARED_MANIPULATED = "declared-manipulated"
    TAMPERED = "tampered"
    UNALTERED_COPY = "unaltered-copy"
    ALTERED_COPY = "altered-copy"
    LIKELY_MANIPULATED = "likely-manipulated"
    INCONCLUSIVE = "inconclusive"
    NO_SIGN_FOUND = "no-sign-found"
    NOT_EXAMINED = "not-examined"


class Second(NamedTuple):
    """What was said of one second of a face.

    Attributes:
        start_s: where it begins.
        llr: of the frames examined in it.
    """

    start_s: float
    llr: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One face of a file.

    Attributes:
        track: its number, the longest in sight first.
        llr: natural-log likelihood ratio of the whole track, above 0 speaks for a fake.
        seconds: the same by second, ascending; those in which no frame was examined are absent.
        first_s, last_s: between which it is in sight.
        box_px: x0, y0, x1, y1, median over its frames.
        frames: how many were examined.
        quality: what was measured of it, by name.
        doubts: why nothing should be decided by it, one sentence each.
    """

    track: int
    llr: float
    seconds: tuple[Second, ...]
    first_s: float
    last_s: float
    box_px: tuple[float, float, float, float]
    frames: int
    quality: Mapping[str, float]
    doubts: tuple[Phrase, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What is known of a file.

    Attributes:
        state: the one word.
        reasons: why, one sentence each, the weightiest first; no word of the trade.
        llr: of the file, if one of its faces, any alike, may be a fake: the mean of their ratios;
            None where nothing was examined.
        probability: that it is manipulated, at ``prior``; None likewise.
        prior: what was assumed before looking.
        faces: that were examined.
        limits: what was not examined, and what could not be seen by anybody.
        calibrated_on: what the numbers rest on.
        provenance: what its credentials say, whatever decided; None where nobody looked.
        compared: what a registry of originals says, likewise.
    """

    state: State
    reasons: tuple[Phrase, ...]
    llr: float | None
    probability: float | None
    prior: float
    faces: tuple[Finding, ...]
    limits: tuple[Phrase, ...]
    calibrated_on: str
    provenance: Provenance | None = None
    compared: Compared | None = None

    @property
    def match(self) -> Match | None:
        """The registered original that it is a copy of; None where none is, or none was asked."""
        return None if self.compared is None else self.compared.match
