"""What is kept of a clip so that copies of it are found: hashes, and where its faces were."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from faceproof.faces import track_frames
from faceproof.media import Frame
from faceproof.provenance.pdq import WORDS
from faceproof.provenance.registry.greys import Grey
from faceproof.provenance.registry.views import View

Points = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Fingerprint:
    """Hashes of pictures that were looked at.

    Attributes:
        time_s: when each was shown, ascending, float64 ``(n,)``.
        hash: of windows of them, uint64 ``(m, 4)``.
        mirrored: the same of their mirror images, uint64 ``(m, 4)``.
        window: what each hash is of, a `Window`, uint8 ``(m,)``.
        of: which picture each hash is of, int32 ``(m,)``.
        face_px: x0, y0, x1, y1 of faces in the small pictures, float32 ``(f, 4)``.
        face_of: which picture each face is in, int32 ``(f,)``.
    """

    time_s: NDArray[np.float64]
    hash: NDArray[np.uint64]
    mirrored: NDArray[np.uint64]
    window: NDArray[np.uint8]
    of: NDArray[np.int32]
    face_px: NDArray[np.float32]
    face_of: NDArray[np.int32]


@dataclass(slots=True)
class Fingerprinting:
    """A fingerprint in the making, picture by picture."""

    _times: list[float] = field(default_factory=list)
    _views: list[tuple[int, View]] = field(default_factory=list)
    _faces: list[tuple[int, Points]] = field(default_factory=list)

    def add(self, time_s: float, views: list[View], landmarks_px: list[Points]) -> None:
        """Take the next picture in."""
        number = len(self._times)
        self._times.append(time_s)
        self._views += [(number, view) for view in views]
        self._faces += [(number, points) for points in landmarks_px]

    def done(self) -> Fingerprint:
        """The fingerprint."""
        hashes = [(view.pdq.hash, view.pdq.mirrored) for _, view in self._views]
        both = np.array(hashes, np.uint64).reshape(-1, 2, WORDS)
        boxes = [np.concatenate([p.min(axis=0), p.max(axis=0)]) for _, p in self._faces]
        return Fingerprint(
            time_s=np.array(self._times, np.float64),
            hash=np.ascontiguousarray(both[:, 0]),
            mirrored=np.ascontiguousarray(both[:, 1]),
            window=np.array([int(view.window) for _, view in self._views], np.uint8),
            of=np.array([number for number, _ in self._views], np.int32),
            face_px=np.array(boxes, np.float32).reshape(-1, 4),
            face_of=np.array([number for number, _ in self._faces], np.int32),
        )


def faces_in(frame: Frame, grey: Grey) -> list[Points]:
    """The 468 points of every face of one frame, in pixels of its small picture."""
    scale = np.array([grey.shape[1] / frame.width, grey.shape[0] / frame.height], np.float32)
    tracks = track_frames([frame], every=1)
    return [np.asarray(track.landmarks_px[0] * scale, np.float32) for track in tracks]
