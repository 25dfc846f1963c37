"""What a file shares with an original that somebody registered."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """The registered original that a file is a copy of.

    Attributes:
        original: its name in the registry.
        sha256: hex digest of the original's file.
        similarity: mean share of the file's compared area that is like the original, 0 to 1.
        seconds: from where to where of the original.
        at_s: from where to where of the file; all of a still image is 0 to 0.
        mirrored: left and right are exchanged.
        altered: something in it is not as in the original; None where that cannot be told.
        region_px: x0, y0, x1, y1 of what differs, in the file's pixels; None if nothing does.
        altered_s: the stretches of the file in which it differs, ascending.
    """

    original: str
    sha256: str
    similarity: float
    seconds: tuple[float, float]
    at_s: tuple[float, float]
    mirrored: bool
    altered: bool | None
    region_px: tuple[int, int, int, int] | None = None
    altered_s: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What a registry answered.

    Attributes:
        originals: how many it holds.
        match: the one that the file is a copy of; None if it is like none of them.
    """

    originals: int
    match: Match | None = None
