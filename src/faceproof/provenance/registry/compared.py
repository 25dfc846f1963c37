"""A file beside one original: how it lies on it, when it begins in it, and whether it is of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from faceproof.core.errors import RegistryError
from faceproof.media import spread
from faceproof.provenance.registry.align import Affine, Points, lay_on, points_in
from faceproof.provenance.registry.candidates import Candidate, Pair
from faceproof.provenance.registry.entry import PREVIEWS_A_SECOND, preview_path, read_kept
from faceproof.provenance.registry.greys import Pictures, read_pictures
from faceproof.provenance.registry.kinship import SIDE_PX, Kinship, kinship
from faceproof.provenance.registry.laid import lay
from faceproof.provenance.registry.timing import SIDE_PX as TIMING_SIDE_PX
from faceproof.provenance.registry.timing import Timing, fit_in_time

STRETCH_S = 12.0
"""Seconds of a file in which every frame is looked at, to find its place in the original."""

_ROOM_S = 15.0  # how far off the place of the likest pictures may be: a still face has no time
_PAIRS = 4  # of pictures by which it is laid on


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Compared:
    """A file beside a candidate.

    Attributes:
        candidate: the original.
        affine: from the file's small pictures (mirrored if the candidate is) to the original's.
        timing: when it begins in it.
        kinship: whether it is the same recording.
        file: small pictures of the file that have a counterpart.
        original: their counterparts.
        faces_px: boxes of faces in the original's small pictures ``(f, 4)``.
    """

    candidate: Candidate
    affine: Affine
    timing: Timing
    kinship: Kinship
    file: Pictures
    original: Pictures
    faces_px: NDArray[np.float32]

    @property
    def rank(self) -> tuple[float, float]:
        """Of two originals, a file is a copy of the one with the higher rank."""
        return self.kinship.share, self.timing.correlation


class Stretch:
    """The part of a file in which every frame is looked at; decoded once for all candidates."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._of: tuple[float, float] | None = None
        self._pictures: Pictures | None = None
        self._points: dict[tuple[float, bool], Points] = {}

    def around(self, pairs: tuple[Pair, ...]) -> Pictures:
        """Every frame of the file around the middle of some pairs."""
        middle = pairs[len(pairs) // 2].at_s
        start = max(0.0, middle - STRETCH_S / 2)
        of = (start, start + STRETCH_S)
        if self._pictures is None or self._of != of:
            self._of = of
            self._pictures = read_pictures(
                self._file, lambda _, at_s: of[0] <= at_s <= of[1], until_s=of[1]
            )
        return self._pictures

    def points(self, at_s: float, *, mirrored: bool) -> Points:
        """Points of the frame nearest to a moment, of those that were read last."""
        if self._pictures is None:
            raise ValueError("no stretch was read yet")
        row = int(np.abs(self._pictures.time_s - at_s).argmin())
        key = (float(self._pictures.time_s[row]), mirrored)
        if key not in self._points:
            grey = self._pictures.grey[row]
            self._points[key] = points_in(np.ascontiguousarray(grey[:, ::-1] if mirrored else grey))
        return self._points[key]


def compare(folder: Path, candidate: Candidate, stretch: Stretch) -> Compared | None:
    """Lay a file on an original; None where it does not lie on it anywhere.

    Raises:
        RegistryError: what is kept of the original is broken.
        MediaError: its preview cannot be read.
    """
    kept = read_kept(folder, candidate.sha256)
    file = stretch.around(candidate.pairs)
    shift = float(np.median([pair.original_s - pair.at_s for pair in candidate.pairs]))
    if len(file) == 0:
        return None
    low, high = file.time_s[0] + shift - _ROOM_S, file.time_s[-1] + shift + _ROOM_S
    near = kept.preview_s[(kept.preview_s >= low) & (kept.preview_s <= high)]
    if len(near) == 0:
        return None
    original = read_preview(folder, candidate.sha256, kept.preview_s, near)
    if candidate.mirrored:
        file = file.mirrored()
    affine = lay_on(
        [
            (
                stretch.points(pair.at_s, mirrored=candidate.mirrored),
                points_in(original.grey[_nearest(original, pair.original_s)]),
            )
            for pair in _some(candidate.pairs)
        ]
    )
    if affine is None:
        return None
    coarse = lay(file, original, affine, side=TIMING_SIDE_PX)
    timing = fit_in_time(coarse, file.time_s, original.time_s)
    if timing is None:
        return None
    file, original = file.take(timing.file), original.take(timing.original)
    finer = lay_on(
        [
            (
                stretch.points(float(file.time_s[i]), mirrored=candidate.mirrored),
                points_in(original.grey[i]),
            )
            for i in spread(len(file), _PAIRS)
        ]
    )
    affine = affine if finer is None else finer
    laid = lay(file, original, affine, side=SIDE_PX)
    return Compared(
        candidate=candidate,
        affine=affine,
        timing=timing,
        kinship=kinship(laid, kept.fingerprint.face_px),
        file=file,
        original=original,
        faces_px=kept.fingerprint.face_px,
    )


def read_preview(
    folder: Path, sha256: str, preview_s: NDArray[np.float64], chosen_s: NDArray[np.float64]
) -> Pictures:
    """Some of an original's small pictures, with their times in it.

    Args:
        folder: of the registry.
        sha256: of the original.
        preview_s: when each of them was shown.
        chosen_s: which of those are read, ascending.

    Raises:
        MediaError: the preview cannot be read.
        RegistryError: it holds fewer pictures than it should.
    """
    rows = np.searchsorted(preview_s, chosen_s)
    chosen, last = set(rows.tolist()), int(rows[-1])
    path = preview_path(folder, sha256)
    known = read_pictures(
        path,
        lambda index, _: index in chosen,
        until_s=(last + 0.5) / PREVIEWS_A_SECOND,
    )
    if len(known) != len(rows):
        raise RegistryError(
            f"{path}: holds {len(known)} of {len(rows)} pictures; remove the files of that name "
            "and add the original again"
        )
    return Pictures(time_s=preview_s[rows], grey=known.grey)


def _nearest(pictures: Pictures, time_s: float) -> int:
    return int(np.abs(pictures.time_s - time_s).argmin())


def _some(pairs: tuple[Pair, ...]) -> list[Pair]:
    return [pairs[i] for i in spread(len(pairs), _PAIRS)]
