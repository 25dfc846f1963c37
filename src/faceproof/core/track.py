"""Where one face is in a clip, frame by frame."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from faceproof.core.errors import FaceError


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FaceTrack:
    """One person's face over the frames in which it was seen; gaps are simply absent.

    Attributes:
        frame: ascending frame numbers, int64 ``(t,)``.
        box_px: x0, y0, x1, y1 around the landmarks, float32 ``(t, 4)``.
        landmarks_px: x, y of the 468 FaceMesh points, float32 ``(t, 468, 2)``.
        confidence: that this is a face, 0..1, float32 ``(t,)``.
    """

    frame: NDArray[np.int64]
    box_px: NDArray[np.float32]
    landmarks_px: NDArray[np.float32]
    confidence: NDArray[np.float32]

    def __post_init__(self) -> None:
        t = len(self.frame)
        shapes = (self.box_px.shape, self.landmarks_px.shape[::2], self.confidence.shape)
        if t == 0 or shapes != ((t, 4), (t, 2), (t,)) or (np.diff(self.frame) <= 0).any():
            raise FaceError(
                f"face track of {t} frames is malformed: expected at least one frame, ascending "
                f"and with as many boxes, landmarks and confidences, got shapes {shapes}"
            )
        for array in (self.frame, self.box_px, self.landmarks_px, self.confidence):
            array.setflags(write=False)

    def __len__(self) -> int:
        return len(self.frame)

    @property
    def width_px(self) -> float:
        """Median box width."""
        return float(np.median(self.box_px[:, 2] - self.box_px[:, 0]))

    def row_of(self, frames: int) -> NDArray[np.int64]:
        """For each of ``frames`` frame numbers the row of this track, or -1 where unseen."""
        rows = np.full(frames, -1, np.int64)
        inside = self.frame < frames
        rows[self.frame[inside]] = np.flatnonzero(inside)
        return rows
