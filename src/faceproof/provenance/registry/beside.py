"""A copy beside its original, over all that they share: where and when does it differ?"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from faceproof.core import MediaFacts
from faceproof.media import Decoder, spread
from faceproof.provenance.registry.align import Affine
from faceproof.provenance.registry.compared import Compared, read_preview
from faceproof.provenance.registry.differ import SIDE_PX, differences
from faceproof.provenance.registry.entry import Original, read_kept
from faceproof.provenance.registry.greys import Pictures, read_pictures, small_size
from faceproof.provenance.registry.judged import Judged, judge
from faceproof.provenance.registry.laid import Laid, lay
from faceproof.provenance.registry.query import FEWEST

MOST_PAIRS = 240
"""Pairs of pictures that are compared; of what two files share for longer, evenly spread."""

_NEAR = 1.6  # of the time between two frames: the frame that is meant, and its neighbours
_MET = 0.1  # of that time: shown at the same moment
_SOON = 1e-6
_LINE = (255, 40, 40)


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
    pairs = _pairs(folder, file, facts, compared, at_s)
    laid = pairs.laid(compared.affine)
    found = differences(laid, pairs.steps(laid, compared.affine), compared.faces_px)
    judged = judge(found)
    times = pairs.file.time_s[pairs.rows]
    step = 1 / float(facts.fps) if facts.frames > 1 else 0.0
    back = _Back(compared, facts, laid)
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


class _Pairs(NamedTuple):
    """Pictures that are shown at the same moments, and those around them.

    Attributes:
        file: pictures of the file, ascending.
        rows: of each pair which of them.
        original: pictures of the original, ascending.
        others: of each pair which of them.
    """

    file: Pictures
    rows: NDArray[np.int64]
    original: Pictures
    others: NDArray[np.int64]

    def laid(self, affine: Affine, *, file_step: int = 0, original_step: int = 0) -> Laid:
        """The pairs on one grid, or so many pictures beside them."""
        file = self.file.take(np.clip(self.rows + file_step, 0, len(self.file) - 1))
        original = np.clip(self.others + original_step, 0, len(self.original) - 1)
        return lay(file, self.original.take(original), affine, side=SIDE_PX)

    def steps(self, laid: Laid, affine: Affine) -> list[NDArray[np.float32]]:
        """What changes from one picture to the next, on the grid ``(n, h, w)``."""
        if len(self.file) > 1:
            return [laid.file - self.laid(affine, file_step=step).file for step in (-1, 1)]
        beside = (self.laid(affine, original_step=step).original for step in (-1, 1))
        return [laid.original - other for other in beside]


def _pairs(
    folder: Path, file: Path, facts: MediaFacts, compared: Compared, at_s: tuple[float, float]
) -> _Pairs:
    if facts.frames == 1:
        return _still(folder, file, compared)
    offset_s, sha256 = compared.timing.offset_s, compared.candidate.sha256
    preview_s = read_kept(folder, sha256).preview_s
    frame_s = 1 / float(facts.fps)
    low, high = at_s[0] + offset_s - frame_s / 2, at_s[1] + offset_s + frame_s / 2
    rows = np.flatnonzero((preview_s >= low) & (preview_s <= high))
    if len(rows) == 0:
        rows = np.array([np.abs(preview_s - compared.original.time_s[0]).argmin()])
    chosen = preview_s[rows[list(spread(len(rows), MOST_PAIRS))]]
    wanted = chosen - offset_s
    seen = read_pictures(
        file,
        lambda _, time_s: bool(np.abs(wanted - time_s).min() <= _NEAR * frame_s),
        until_s=float(wanted[-1]) + _NEAR * frame_s,
    )
    nearest = np.array([int(np.abs(seen.time_s - time_s).argmin()) for time_s in wanted], np.int64)
    off_s = np.abs(seen.time_s[nearest] - wanted)
    # at another frame rate some moments have no frame of their own, and hands move
    met = off_s <= max(float(np.median(off_s)), _MET * frame_s) + _SOON
    original = read_preview(folder, sha256, preview_s, chosen[met])
    return _Pairs(_turned(seen, compared), nearest[met], original, np.arange(len(original)))


def _still(folder: Path, file: Path, compared: Compared) -> _Pairs:
    """A still image, the original's picture that is most like it, and those around that."""
    sha256 = compared.candidate.sha256
    preview_s = read_kept(folder, sha256).preview_s
    middle = int(np.abs(preview_s - compared.original.time_s[0]).argmin())
    around = np.arange(max(0, middle - 1), min(len(preview_s), middle + 2))
    original = read_preview(folder, sha256, preview_s, preview_s[around])
    seen = _turned(read_pictures(file, lambda *_: True), compared)
    return _Pairs(seen, np.zeros(1, np.int64), original, np.flatnonzero(around == middle))


def _turned(pictures: Pictures, compared: Compared) -> Pictures:
    return pictures.mirrored() if compared.candidate.mirrored else pictures


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


class _Back:
    """From the grid on which both lie back to the file's own pixels."""

    def __init__(self, compared: Compared, facts: MediaFacts, laid: Laid) -> None:
        self._size = (facts.width, facts.height)
        small = small_size(*self._size)
        to_small = cv2.invertAffineTransform(compared.affine)
        grid = np.diag([1 / laid.scale, 1 / laid.scale, 1.0])
        enlarge = np.diag([facts.width / small[0], facts.height / small[1], 1.0])
        square = np.vstack([to_small, [0.0, 0.0, 1.0]])
        mirror = np.eye(3)
        if compared.candidate.mirrored:
            mirror = np.array([[-1.0, 0.0, facts.width], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
        self._to_file: Affine = (mirror @ enlarge @ square @ grid)[:2]

    def box(self, box: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
        """The upright box around a box of the grid, within the picture."""
        x0, y0, x1, y1 = box
        corners = np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], np.float64)
        there = corners @ self._to_file[:, :2].T + self._to_file[:, 2]
        low = np.clip(np.floor(there.min(axis=0)), 0, self._size)
        high = np.clip(np.ceil(there.max(axis=0)), 0, self._size)
        return int(low[0]), int(low[1]), int(high[0]), int(high[1])

    def drawn(self, rgb: NDArray[np.uint8], area: NDArray[np.bool_]) -> NDArray[np.uint8]:
        """A frame of the file in which the rim of an area of the grid is drawn."""
        there = cv2.warpAffine(area.astype(np.uint8) * 255, self._to_file, self._size)
        rims, _ = cv2.findContours(
            (there > 127).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE
        )
        width = max(1, round(max(self._size) / 320))
        return np.asarray(cv2.drawContours(rgb.copy(), rims, -1, _LINE, width), np.uint8)
