"""A clip's pictures in, its face tracks out."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from faceproof.core import FaceTrack, MediaFacts
from faceproof.faces.picture import ArrayPicture, Rgb
from faceproof.faces.tracker import Tracker
from faceproof.media import LIMITS, Decoder, Frame, Limits


class Tracked(NamedTuple):
    """What was found in a file.

    Attributes:
        tracks: one for each face, longest first; empty without a face.
        facts: of the file.
        failures: pictures that did not decode, and are missing in the tracks' numbering.
    """

    tracks: tuple[FaceTrack, ...]
    facts: MediaFacts
    failures: int


def track_faces(path: Path, *, every: int = 10, limits: Limits = LIMITS) -> Tracked:
    """Every face in a video or image file.

    Args:
        path: the file.
        every: the detector looks for new faces each so many frames, and whenever one is lost.
        limits: on the file, checked before it is decoded.

    Raises:
        MediaError: the file is not a video or image that can be read.
        LimitError: it is over a limit.
    """
    with Decoder(path, limits=limits) as decoder:
        tracks = track_frames(decoder, every=every)
        return Tracked(tracks, decoder.facts, decoder.failures)


def track_frames(frames: Iterable[Frame], *, every: int = 10) -> tuple[FaceTrack, ...]:
    """Every face in decoded frames, longest track first; numbered as the frames are."""
    tracker = Tracker(every=every)
    for frame in frames:
        tracker.see(frame, frame.index)
    return tracker.tracks()


def track_images(images: Iterable[Rgb], *, every: int = 10) -> tuple[FaceTrack, ...]:
    """Every face in RGB uint8 ``(h, w, 3)`` images, longest track first; numbered from 0."""
    tracker = Tracker(every=every)
    for index, image in enumerate(images):
        tracker.see(ArrayPicture(image), index)
    return tracker.tracks()
