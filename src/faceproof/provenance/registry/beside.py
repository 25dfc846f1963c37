"""A copy beside its original, over all that they share: where and when does it differ?"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from faceproof.core import MediaFacts
from faceproof.media import Decoder
from faceproof.provenance.registry.back import Back
from faceproof.provenance.registry.compared import Compared
from faceproof.provenance.registry.differ import differences
from faceproof.provenance.registry.entry import Original
from faceproof.provenance.registry.judged import Judged, judge
from faceproof.provenance.registry.pairs import pairs_of
from faceproof.provenance.registry.query import FEWEST


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Beside:
    """What two files share, and how they differ in it.

    Attributes:
        at_s: from where to where of the file.
        seconds: from where to where of the original.
        judged: whether, where and when it is altered.
        region_px: x0, y0, x1, y1 of what differs in the file's pixels; None if nothing does.
        altered_s: stretches of the file in which it differs.
        picture: the file's frame that differs most, RGB ``(h, w, 3)``, with the rim of what
            differs drawn in.
    """

    at_s: tuple[float, float]
    seconds: tuple[float, float]
    judged: Judged
    region_px: tuple[int, int, int, int] | None
    altered_s: tuple[tuple[float, float], ...]
    picture: NDArray[np.uint8]


def beside(
    folder: Path, file: Path, facts: MediaFacts, original: Original, compared: Compared
) -> Beside:
    """Compare a file with the original that it was found to be a copy of.

    Raises:
        MediaError: the file, or the original's preview, cannot be read.
        RegistryError: what is kept of the original is broken.
    """
    offset_s = compared.timing.offset_s
    at_s = _shared(facts, original, compared)
    pairs = pairs_of(folder, file, facts, compared, at_s)
    laid = pairs.laid(compared.affine)
    found = differences(laid, pairs.steps(laid, compared.affine), compared.faces_px)
    judged = judge(found)
    times = pairs.file.time_s[pairs.rows]
    step = 1 / float(facts.fps) if facts.frames > 1 else 0.0
    back = Back(compared, facts, laid)
    shown = times[found.groups[judged.worst][0]]
    return Beside(
        at_s=at_s,
        seconds=_within(at_s, offset_s, original.duration_s),
        judged=judged,
        region_px=None if judged.box is None else back.box(judged.box),
        altered_s=_stretches(times, found.groups, judged.groups, step, at_s),
        picture=back.drawn(_frame_at(file, float(shown)), judged.area),
    )


def _within(at_s: tuple[float, float], offset_s: float, most_s: float) -> tuple[float, float]:
    start, end = (min(max(moment + offset_s, 0.0), most_s) for moment in at_s)
    return round(start, 3), round(end, 3)


def _shared(facts: MediaFacts, original: Original, compared: Compared) -> tuple[float, float]:
    """What of the file is in the original: where both run, and pictures look alike."""
    if facts.frames == 1:
        return 0.0, 0.0
    if original.duration_s == 0.0:
        low, high = 0.0, facts.duration_s
    else:
        offset_s = compared.timing.offset_s
        low, high = max(0.0, -offset_s), min(facts.duration_s, original.duration_s - offset_s)
    alike = [pair.at_s for pair in compared.candidate.pairs]
    apart = max(facts.duration_s / FEWEST, 1.0)  # pictures that were asked about lie closer
    start, end = max(low, alike[0] - apart), min(high, alike[-1] + apart)
    return round(start, 3), round(max(start, end), 3)


def _stretches(
    times: NDArray[np.float64],
    groups: tuple[NDArray[np.int64], ...],
    altered: tuple[int, ...],
    step: float,
    at_s: tuple[float, float],
) -> tuple[tuple[float, float], ...]:
    """Times of altered groups, those that follow each other as one."""
    found: list[tuple[float, float]] = []
    for number in altered:
        rows = groups[number]
        start = at_s[0] if number == 0 else float(times[rows[0]])
        last = number == len(groups) - 1
        end = at_s[1] if last else float(times[groups[number + 1][0]])
        if found and start <= found[-1][1] + step / 2:
            found[-1] = (found[-1][0], round(end, 3))
        else:
            found.append((round(start, 3), round(end, 3)))
    return tuple(found)


def _frame_at(file: Path, time_s: float) -> NDArray[np.uint8]:
    with Decoder(file) as decoder:
        for frame in decoder:
            if frame.time_s >= time_s - 1e-6:
                return frame.rgb()
    raise AssertionError("a frame that was decoded a moment ago is gone")  # pragma: no cover
