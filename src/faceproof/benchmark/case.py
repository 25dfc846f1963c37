"""What is true of one item of a board? Read once, by whoever may read labels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from faceproof.core import ClipId


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """The truth of a clip, or of a frame that somebody labelled by itself.

    Attributes:
        id: of the clip.
        fake: the label.
        target: the person shown; items of one target stand or fall together.
        source: whose face or voice was put in; None where there is none or nobody knows.
        original: id of the recording it was made of, at its compression; None for a recording.
        method: what made it; None for a recording.
        compression: its level; None where nobody says.
        attributes: of the target, by name, such as an age group.
        frames: pictures it has; None where nobody says.
        segments: half-open frame ranges that were changed; None where all were, or none.
        mask: path of the video of what was changed; None where there is none.
    """

    id: ClipId
    fake: bool
    target: str
    source: str | None = None
    original: ClipId | None = None
    method: str | None = None
    compression: str | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)
    frames: int | None = None
    segments: tuple[tuple[int, int], ...] | None = None
    mask: str | None = None

    def grades(self, frame: int) -> bool:
        """Whether a frame counts; one of a fake that nothing changed is of neither class."""
        return self.segments is None or any(a <= frame < b for a, b in self.segments)


def everybody(cases: Iterable[Case]) -> set[str]:
    """Who appears in some cases, as target or as source."""
    return {who for case in cases for who in (case.target, case.source) if who is not None}
