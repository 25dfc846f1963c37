"""Which face of this frame is which face of the frame before?

Every frame: the mesh looks where each face was. Every few frames, and at once when a face was
lost: the detector looks everywhere. What it finds is either followed already, the return of a face
lost a moment ago (a hand passed), or somebody new.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from faceproof.core import FaceTrack
from faceproof.faces.detector import detect, detect_small, overlap
from faceproof.faces.mesh import Face, measure
from faceproof.faces.picture import Picture
from faceproof.faces.region import Points, region_of_face

_LEAST_CONFIDENCE = 0.5
_SAME_FACE = 0.3  # overlap of boxes from which two are about one face
_WAIT = 10  # frames in which a lost face is looked for every time, where it was and everywhere
_RETURN = 60  # frames within which a face in the same place is the same face
_EMPTY = 3  # nobody in sight: the detector looks every so many frames


@dataclass(slots=True, kw_only=True)
class _Path:
    """One face as it is being followed."""

    frame: list[int] = field(default_factory=list)
    faces: list[Face] = field(default_factory=list)

    def add(self, index: int, face: Face) -> None:
        self.frame.append(index)
        self.faces.append(face)

    def unseen(self, index: int) -> int:
        """Frames since it was last seen; 0 in the frame where it is."""
        return index - self.frame[-1]

    @property
    def box(self) -> Points:
        return box_of(self.faces[-1].landmarks_px)


class Tracker:
    """Follows every face through the frames it is shown, in order."""

    def __init__(self, *, every: int = 10) -> None:
        self._every = every
        self._paths: list[_Path] = []

    def see(self, picture: Picture, index: int) -> None:
        """Look at the next frame; ``index`` is its number."""
        for path in self._paths:
            if 0 < path.unseen(index) <= _WAIT:
                face = measure(picture, region_of_face(path.faces[-1].landmarks_px))
                self._take(path, index, face)
        if self._is_time_to_detect(index):
            self._detect(picture, index)

    def tracks(self) -> tuple[FaceTrack, ...]:
        """Every face so far, longest first."""
        longest_first = sorted(self._paths, key=lambda path: (-len(path.frame), path.frame[0]))
        return tuple(_track(path) for path in longest_first)

    def _seen(self, index: int) -> list[_Path]:
        return [path for path in self._paths if path.unseen(index) == 0]

    def _is_time_to_detect(self, index: int) -> bool:
        lost = any(0 < path.unseen(index) <= _WAIT for path in self._paths)
        return lost or index % self._every == 0 or (index % _EMPTY == 0 and not self._seen(index))

    def _detect(self, picture: Picture, index: int) -> None:
        detections = detect(picture)
        if not detections and not self._seen(index) and index % self._every == 0:
            detections = detect_small(picture)
        for detection in detections:
            if self._is_followed(detection.box_px, index):
                continue
            rough = measure(picture, detection.region())
            if rough.confidence < _LEAST_CONFIDENCE:
                continue
            face = measure(picture, region_of_face(rough.landmarks_px))
            self._take(self._returning(face, index), index, face)

    def _take(self, path: _Path | None, index: int, face: Face) -> None:
        """Keep a face that is sure and nobody else's; without a path it begins one."""
        sure = face.confidence >= _LEAST_CONFIDENCE
        if not sure or self._is_followed(box_of(face.landmarks_px), index):
            return
        if path is None:
            path = _Path()
            self._paths.append(path)
        path.add(index, face)

    def _is_followed(self, box: Points, index: int) -> bool:
        seen = self._seen(index)
        return bool(seen) and bool(
            (overlap(box, np.stack([path.box for path in seen])) > _SAME_FACE).any()
        )

    def _returning(self, face: Face, index: int) -> _Path | None:
        """The face lost lately that this plausibly is: near its place and like its size."""
        box = box_of(face.landmarks_px)
        middle, width = (box[:2] + box[2:]) / 2, box[2] - box[0]
        nearest, least = None, 1.0
        for path in self._paths:
            before = path.box
            ratio = width / max(before[2] - before[0], 1e-6)
            moved = float(np.hypot(*(middle - (before[:2] + before[2:]) / 2)) / max(width, 1e-6))
            if 0 < path.unseen(index) <= _RETURN and 0.6 < ratio < 1 / 0.6 and moved < least:
                nearest, least = path, moved
        return nearest


def box_of(landmarks_px: Points) -> Points:
    """x0, y0, x1, y1 around landmarks, float32 ``(4,)``."""
    return np.concatenate([landmarks_px.min(axis=0), landmarks_px.max(axis=0)])


def _track(path: _Path) -> FaceTrack:
    landmarks = np.stack([face.landmarks_px for face in path.faces])
    return FaceTrack(
        frame=np.asarray(path.frame, np.int64),
        box_px=np.concatenate([landmarks.min(axis=1), landmarks.max(axis=1)], axis=1),
        landmarks_px=landmarks,
        confidence=np.asarray([face.confidence for face in path.faces], np.float32),
    )
