"""Which pictures of a file and of its original are shown at the same moment?"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from faceproof.core import MediaFacts
from faceproof.media import spread
from faceproof.provenance.registry.align import Affine
from faceproof.provenance.registry.compared import Compared, read_preview
from faceproof.provenance.registry.differ import SIDE_PX
from faceproof.provenance.registry.entry import read_kept
from faceproof.provenance.registry.greys import Pictures, read_pictures
from faceproof.provenance.registry.laid import Laid, lay

MOST_PAIRS = 120
"""Pairs of pictures that are compared; of what two files share for longer, evenly spread."""

_NEAR = 1.6  # of the time between two frames: the frame that is meant, and its neighbours
_MET = 0.1  # of that time: shown at the same moment
_SOON = 1e-6


class Pairs(NamedTuple):
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


def pairs_of(
    folder: Path, file: Path, facts: MediaFacts, compared: Compared, at_s: tuple[float, float]
) -> Pairs:
    """The pictures of both in what they share.

    Args:
        folder: of the registry.
        file: the file.
        facts: of the file.
        compared: how it lies on the original, and when it begins in it.
        at_s: from where to where of the file.

    Raises:
        MediaError: the file, or the original's preview, cannot be read.
        RegistryError: what is kept of the original is broken.
    """
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
    return Pairs(_turned(seen, compared), nearest[met], original, np.arange(len(original)))


def _still(folder: Path, file: Path, compared: Compared) -> Pairs:
    """A still image, the original's picture that is most like it, and those around that."""
    sha256 = compared.candidate.sha256
    preview_s = read_kept(folder, sha256).preview_s
    middle = int(np.abs(preview_s - compared.original.time_s[0]).argmin())
    around = np.arange(max(0, middle - 1), min(len(preview_s), middle + 2))
    original = read_preview(folder, sha256, preview_s, preview_s[around])
    seen = _turned(read_pictures(file, lambda *_: True), compared)
    return Pairs(seen, np.zeros(1, np.int64), original, np.flatnonzero(around == middle))


def _turned(pictures: Pictures, compared: Compared) -> Pictures:
    return pictures.mirrored() if compared.candidate.mirrored else pictures
