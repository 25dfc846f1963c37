"""What a detector may see of a clip: a neutral file, one face, and no label."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from faceproof.core import FaceTrack, MediaFacts
from faceproof.core.errors import FaceError, StorageError
from faceproof.faces import aligned_crop, principal_track, track_frames
from faceproof.media import Decoder, Frame, probe, spread

VIEW_VERSION = "1"
"""Raised whenever other frames or other pixels are shown; part of every cache key."""

CROP_PX = 256
REACH = 2.0
"""Side of a region in face sizes: the face, and as much of its surround again."""

SMALLEST_PX = 24
"""Narrowest face that is shown: below, hardly a pixel is left between its edges."""

LEAST_SHOWN = 0.6
"""Share of a face that must be within the picture."""

_KNOWN = {".mp4", ".mkv", ".mov", ".avi", ".webm", ".mpg", ".gif", ".png", ".jpg", ".jpeg", ".webp"}
_SOME_DAY = 1_000_000_000
_KEPT_BYTES = 256 << 20


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FaceRegion:
    """A face and its surround at the camera's own resolution, neither scaled nor turned.

    Attributes:
        frame: frame number.
        rgb: RGB uint8 ``(h, w, 3)``, read only.
        origin_px: x, y of its corner in the full frame, so codec grids stay known.
        landmarks_px: x, y of the 468 points within ``rgb``, float32 ``(468, 2)``.
    """

    frame: int
    rgb: NDArray[np.uint8]
    origin_px: tuple[int, int]
    landmarks_px: NDArray[np.float32]


@dataclass(frozen=True, kw_only=True, eq=False)
class View:
    """One clip as a detector sees it.

    Attributes:
        path: a copy under a neutral name in a private folder, with a constant time.
        facts: measured by the probe.
        track: the principal face over the whole clip.
        regions: that face in evenly spread frames.
    """

    path: Path
    facts: MediaFacts
    track: FaceTrack
    regions: tuple[FaceRegion, ...]

    @property
    def frame_index(self) -> tuple[int, ...]:
        """Frame numbers of ``regions`` and `crops`, ascending."""
        return tuple(region.frame for region in self.regions)

    @cached_property
    def _crops(self) -> NDArray[np.uint8]:
        crops = [aligned_crop(r.rgb, r.landmarks_px, size=CROP_PX) for r in self.regions]
        stacked = np.stack(crops)
        stacked.setflags(write=False)
        return stacked

    def crops(self) -> NDArray[np.uint8]:
        """The face turned upright and scaled, RGB uint8 ``(n, 256, 256, 3)``, read only."""
        return self._crops


def neutral_copy(file: Path, folder: Path) -> Path:
    """A copy named ``clip`` in a new folder of mode 0700 with a random name under ``folder``.

    Never a link: a link tells where it points. The ending stays if it is one of the usual.

    Raises:
        StorageError: the file cannot be read or the copy not written.
    """
    ending = file.suffix.lower()
    try:
        private = Path(tempfile.mkdtemp(dir=folder, prefix=""))
        copy = private / f"clip{ending if ending in _KNOWN else ''}"
        shutil.copyfile(file, copy)
        os.utime(copy, (_SOME_DAY, _SOME_DAY))
    except OSError as error:
        raise StorageError(
            f"{file}: cannot be copied for a detector ({error.strerror or error}); "
            "is it a readable file, and is there space for a copy?"
        ) from error
    return copy


def open_view(file: Path, *, frames: int, folder: Path, track: FaceTrack | None = None) -> View:
    """Look at a clip once: follow its principal face, keep it in evenly spread frames.

    Args:
        file: the clip, which keeps its name to itself.
        frames: how many frames to keep; fewer where the face is seen in fewer.
        folder: where the neutral copy goes; the caller removes it.
        track: the principal face if it is already known, to spare the tracking.

    Raises:
        MediaError: the file is not a video or image that can be read.
        FaceError: no face, or several where one is expected.
    """
    passed = _Passed(file, frames)
    if track is None:
        facts = passed.facts
        track = principal_track(
            passed.follow(),
            frames=facts.frames,
            width=facts.width,
            height=facts.height,
            name=file.name,
        )
    return passed.view(track, neutral_copy(file, folder))


class Looked(NamedTuple):
    """Everybody in a clip.

    Attributes:
        facts: measured by the probe.
        tracks: every face, longest in sight first.
        views: of those that are large enough, by their number in ``tracks``.
    """

    facts: MediaFacts
    tracks: tuple[FaceTrack, ...]
    views: Mapping[int, View]


def open_views(file: Path, *, frames: int, folder: Path, most: int) -> Looked:
    """Look at a clip once: follow every face, keep each in evenly spread frames.

    Args:
        file: as `open_view`.
        frames: as `open_view`, for each face.
        folder: as `open_view`.
        most: faces to keep; those longest in sight.

    Raises:
        MediaError: the file is not a video or image that can be read.
    """
    passed = _Passed(file, frames)
    tracks = passed.follow()
    copy = neutral_copy(file, folder)
    views = {}
    for number, track in enumerate(tracks[:most]):
        with suppress(FaceError):  # too small, or hardly in the picture
            views[number] = passed.view(track, copy)
    return Looked(passed.facts, tracks, views)


class _Passed:
    """A clip that is decoded once to follow faces, and again only for frames it did not keep."""

    def __init__(self, file: Path, frames: int) -> None:
        self.file, self.frames = file, frames
        self.facts = probe(file)
        self.candidates = set(spread(self.facts.frames, 2 * frames))
        self._kept: dict[int, Frame] = {}

    def follow(self) -> tuple[FaceTrack, ...]:
        """Every face; candidate frames are put by, unless they are too large to keep."""
        facts = self.facts
        fits = len(self.candidates) * facts.width * facts.height * 3 <= _KEPT_BYTES

        def passing(decoder: Decoder) -> Iterator[Frame]:
            for frame in decoder:
                if fits and frame.index in self.candidates:
                    self._kept[frame.index] = frame
                yield frame

        with Decoder(self.file) as decoder:
            return track_frames(passing(decoder))

    def view(self, track: FaceTrack, copy: Path) -> View:
        """A face of it.

        Raises:
            FaceError: the face is too small, or hardly in the picture.
        """
        usable = _usable(track, self.facts, self.file.name)
        chosen = _choose(usable, self.candidates, self.frames)
        rows = track.row_of(self.facts.frames)
        cut = {
            i: _region(self._kept[i], track.landmarks_px[rows[i]])
            for i in chosen
            if i in self._kept
        }
        if len(cut) < len(chosen):
            with Decoder(self.file) as decoder:
                for frame in decoder:
                    if frame.index in chosen:
                        cut[frame.index] = _region(frame, track.landmarks_px[rows[frame.index]])
        regions = tuple(cut[i] for i in chosen)
        return View(path=copy, facts=self.facts, track=track, regions=regions)


def _usable(track: FaceTrack, facts: MediaFacts, name: str) -> NDArray[np.int64]:
    """Frame numbers in which enough of the face is in the picture, at enough pixels."""
    size = track.box_px[:, 2:] - track.box_px[:, :2]
    edge = np.tile(np.array([facts.width, facts.height], np.float32), 2)
    shown_box = np.clip(track.box_px, 0, edge)
    shown = shown_box[:, 2:] - shown_box[:, :2]
    enough = (shown.min(1) >= SMALLEST_PX) & (shown.prod(1) >= LEAST_SHOWN * size.prod(1))
    if not enough.any():
        raise FaceError(
            f"{name}: the face is {track.width_px:.0f} px wide, expected at least {SMALLEST_PX} px "
            "and most of it within the picture; give a larger recording"
        )
    return np.asarray(track.frame[enough], np.int64)


def _choose(usable: NDArray[np.int64], candidates: set[int], frames: int) -> tuple[int, ...]:
    """Evenly spread usable frames; the same ones with and without a known track.

    Candidates first, as they need no second decoding; when the face is often away, any frame.
    """
    seen = [int(i) for i in usable if int(i) in candidates]
    if len(seen) < frames:
        seen = [int(i) for i in usable]
    return tuple(seen[i] for i in spread(len(seen), frames))


def _region(frame: Frame, landmarks_px: NDArray[np.float32]) -> FaceRegion:
    low, high = landmarks_px.min(0), landmarks_px.max(0)
    half = float((high - low).max()) * REACH / 2
    cx, cy = (low + high) / 2
    x0, y0 = max(0, int(cx - half)), max(0, int(cy - half))
    x1, y1 = min(frame.width, int(cx + half) + 1), min(frame.height, int(cy + half) + 1)
    rgb = frame.crop_rgb((x0, y0, x1, y1))
    rgb.setflags(write=False)
    return FaceRegion(
        frame=frame.index,
        rgb=rgb,
        origin_px=(x0, y0),
        landmarks_px=(landmarks_px - np.array([x0, y0], np.float32)).astype(np.float32),
    )
