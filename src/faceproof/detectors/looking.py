"""Decode a clip, follow its faces, and keep of each what a detector may see."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from faceproof.core import FaceTrack, MediaFacts
from faceproof.core.errors import FaceError
from faceproof.detectors.view import FaceRegion, View, neutral_copy
from faceproof.faces import principal_track, track_frames
from faceproof.media import Decoder, Frame, spread

REACH = 2.0
"""Side of a region in face sizes: the face, and as much of its surround again."""

SMALLEST_PX = 24
"""Narrowest face that is shown: below, hardly a pixel is left between its edges."""

LEAST_SHOWN = 0.6
"""Share of a face that must be within the picture."""

_KEPT_BYTES = 256 << 20
_PUT_BY_BYTES = 320 << 20  # a hundred frames of 1080p, as decoders store them
_CANDIDATES = 48  # frames of a clip that are put by twice over, before faces are known


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
    copy = neutral_copy(file, folder)
    (regions,) = passed.cut([(track, passed.choose(track, frames))])
    return View(path=copy, facts=passed.facts, track=track, regions=regions)


class Looked(NamedTuple):
    """Everybody in a clip.

    Attributes:
        facts: measured by the probe.
        tracks: every face, longest in sight first.
        views: of those that were asked for and are large enough, by their number in ``tracks``.
        whole: one of its frames by number, RGB ``(h, w, 3)``; those of views are mostly at hand,
            others are decoded again.
    """

    facts: MediaFacts
    tracks: tuple[FaceTrack, ...]
    views: Mapping[int, View]
    whole: Callable[[int], NDArray[np.uint8]]


Wanted = Callable[[MediaFacts, Sequence[FaceTrack]], Mapping[int, int]]
"""How many frames to keep of which faces."""


def open_views(file: Path, *, wanted: Wanted, folder: Path) -> Looked:
    """Look at a clip: follow every face, keep those asked for in evenly spread frames.

    It is decoded once, and once more where frames are wanted that were too many to put by. What
    is kept is bounded: of large faces fewer frames than asked for.

    Args:
        file: as `open_view`.
        wanted: asked once all faces are known.
        folder: as `open_view`.

    Raises:
        MediaError: the file is not a video or image that can be read.
    """
    passed = _Passed(file, _CANDIDATES)
    tracks = passed.follow()
    copy = neutral_copy(file, folder)
    chosen = {}
    for number, frames in _within_bytes(wanted(passed.facts, tracks), tracks).items():
        with suppress(FaceError):  # too small, or hardly in the picture
            chosen[number] = passed.choose(tracks[number], frames)
    cut = passed.cut([(tracks[number], frames) for number, frames in chosen.items()])
    views = {
        number: View(path=copy, facts=passed.facts, track=tracks[number], regions=regions)
        for number, regions in zip(chosen, cut, strict=True)
    }
    return Looked(passed.facts, tracks, views, passed.whole)


def _within_bytes(wanted: Mapping[int, int], tracks: Sequence[FaceTrack]) -> dict[int, int]:
    """Fewer frames of every face where all together would take too much memory."""
    of_frame = {
        number: 3 * float((REACH * np.ptp(tracks[number].landmarks_px, axis=1).max(1)).max()) ** 2
        for number in wanted
    }
    needed = sum(frames * of_frame[number] for number, frames in wanted.items())
    share = min(1.0, _KEPT_BYTES / max(needed, 1.0))
    return {number: max(1, int(share * frames)) for number, frames in wanted.items()}


class _Passed:
    """A clip that is decoded once to follow faces, and again only for frames it did not keep."""

    def __init__(self, file: Path, frames: int) -> None:
        self.file = file
        self._decoder = Decoder(file)
        self.facts = self._decoder.facts
        self.candidates = set(spread(self.facts.frames, 2 * frames))
        self._kept: dict[int, Frame] = {}

    def follow(self) -> tuple[FaceTrack, ...]:
        """Every face; candidate frames are put by, unless they are too large to keep."""

        def passing(decoder: Decoder) -> Iterator[Frame]:
            for frame in decoder:
                fits = len(self.candidates) * frame.stored_bytes <= _PUT_BY_BYTES
                if fits and frame.index in self.candidates:
                    self._kept[frame.index] = frame
                yield frame

        with self._decoder as decoder:
            return track_frames(passing(decoder))

    def choose(self, track: FaceTrack, frames: int) -> tuple[int, ...]:
        """Numbers of the frames to keep of a face.

        Raises:
            FaceError: the face is too small, or hardly in the picture.
        """
        usable = _usable(track, self.facts, self.file.name)
        return _choose(usable, self.candidates, frames)

    def cut(
        self, wanted: Sequence[tuple[FaceTrack, tuple[int, ...]]]
    ) -> list[tuple[FaceRegion, ...]]:
        """Each face in its frames, all in one pass."""
        rows = [track.row_of(self.facts.frames) for track, _ in wanted]
        found: list[dict[int, FaceRegion]] = [{} for _ in wanted]

        def keep(frame: Frame) -> None:
            for (track, chosen), row, regions in zip(wanted, rows, found, strict=True):
                if frame.index in chosen and frame.index not in regions:
                    points = track.landmarks_px[row[frame.index]]
                    regions[frame.index] = _region(frame, points)

        for frame in self._kept.values():
            keep(frame)
        if any(
            len(regions) < len(chosen) for (_, chosen), regions in zip(wanted, found, strict=True)
        ):
            with self._decoder as decoder:
                for frame in decoder:
                    keep(frame)
        return [
            tuple(regions[i] for i in chosen)
            for (_, chosen), regions in zip(wanted, found, strict=True)
        ]

    def whole(self, index: int) -> NDArray[np.uint8]:
        """A frame as RGB; decoded again if it was not put by."""
        if index in self._kept:
            return self._kept[index].rgb()
        with self._decoder as decoder:
            return next(frame.rgb() for frame in decoder if frame.index == index)


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
