"""Where the camera saw a head in each frame: gaps, jitter, pose and expression."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from faceproof.core import FaceTrack
from faceproof.manipulations.mean_face import EYES, STABLE, mean_face

MAX_GAP = 5  # frames without a face that are bridged
SMOOTHING = 5  # frames of the quadratic that takes the jitter out of landmarks


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Head:
    """One head over all frames of a clip.

    Attributes:
        seen: frames with a face, tracked or bridged ``(t,)``.
        landmarks_px: smoothed points ``(t, 468, 2)``; meaningless where unseen.
        cameras: affine cameras ``(t, 2, 4)`` that take the mean face to the picture.
    """

    seen: NDArray[np.bool_]
    landmarks_px: NDArray[np.float32]
    cameras: NDArray[np.float32]

    @property
    def frames(self) -> NDArray[np.int64]:
        """Numbers of the frames with a face."""
        return np.flatnonzero(self.seen)

    @property
    def eye_px(self) -> NDArray[np.float32]:
        """Length of the mean face's unit, the eye distance, in pixels ``(t,)``."""
        a = self.cameras[:, :, :2]
        return np.sqrt(np.abs(a[:, 0, 0] * a[:, 1, 1] - a[:, 0, 1] * a[:, 1, 0]))

    @property
    def pose(self) -> NDArray[np.float32]:
        """How far the nose points right and down, as sines ``(t, 2)``; roll taken out."""
        x, z = self.cameras[:, :, 0], self.cameras[:, :, 2]
        along = x / np.linalg.norm(x, axis=1, keepdims=True)
        across = np.stack([-along[:, 1], along[:, 0]], axis=1)
        pointing = -np.stack([(z * along).sum(1), (z * across).sum(1)], axis=1)
        return np.asarray(pointing / self.eye_px[:, None], np.float32)

    def shape(self) -> NDArray[np.float32]:
        """Each frame's points less the mean face, in the head's own frame ``(t, 468, 2)``.

        Head motion is taken out; the person's build and the expression remain.
        """
        flat = self.cameras[:, :, :2]
        fitted = mean_face() @ self.cameras[:, :, :3].transpose(0, 2, 1)
        residual = self.landmarks_px - fitted - self.cameras[:, None, :, 3]
        return residual @ np.linalg.inv(flat).transpose(0, 2, 1)

    def openings(self) -> NDArray[np.float32]:
        """How far mouth, right eye and left eye are open, in eye distances ``(t, 3)``."""
        p = self.shape() + mean_face()[:, :2]
        pairs = ((13, 14), (159, 145), (386, 374))
        return np.stack([p[:, low, 1] - p[:, up, 1] for up, low in pairs], axis=1)


def head_of(track: FaceTrack, frames: int) -> Head:
    """Follow a track through a clip: bridge gaps up to `MAX_GAP`, smooth, fit cameras."""
    rows = track.row_of(frames)
    seen = rows >= 0
    landmarks = np.zeros((frames, 468, 2), np.float32)
    landmarks[seen] = track.landmarks_px[rows[seen]]
    seen = _bridge(landmarks, seen)
    for start, end in _runs(seen):
        landmarks[start:end] = _smooth(landmarks[start:end])
    cameras = np.zeros((frames, 2, 4), np.float32)
    cameras[:, 0, 0] = cameras[:, 1, 1] = 1
    cameras[seen] = _fit_cameras(landmarks[seen])
    return Head(seen=seen, landmarks_px=landmarks, cameras=cameras)


def _bridge(landmarks: NDArray[np.float32], seen: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Fill short gaps of ``landmarks`` in place; the frames that have points now."""
    filled = seen.copy()
    known = np.flatnonzero(seen)
    for a, b in pairwise(known):
        if 1 < b - a <= MAX_GAP + 1:
            t = (np.arange(1, b - a, dtype=np.float32) / (b - a))[:, None, None]
            landmarks[a + 1 : b] = (1 - t) * landmarks[a] + t * landmarks[b]
            filled[a + 1 : b] = True
    return filled


def _runs(seen: NDArray[np.bool_]) -> list[tuple[int, int]]:
    steps = np.flatnonzero(np.diff(seen.astype(np.int8), prepend=0, append=0))
    return [(int(a), int(b)) for a, b in steps.reshape(-1, 2)]


def _smooth(run: NDArray[np.float32]) -> NDArray[np.float32]:
    window = min(SMOOTHING, len(run) - 1 + len(run) % 2)
    if window < 3:
        return run
    # Savitzky & Golay 1964, by hand: importing scipy.signal takes longer than a short build.
    near = np.arange(window)
    powers = np.vander(near, 3).astype(np.float64)
    weights = powers @ np.linalg.pinv(powers)
    start = np.clip(np.arange(len(run)) - window // 2, 0, len(run) - window)
    rows = weights[np.arange(len(run)) - start]
    smoothed = np.einsum("tw,tw...->t...", rows, run[start[:, None] + near])
    return np.asarray(smoothed, np.float32)


def _fit_cameras(landmarks: NDArray[np.float32]) -> NDArray[np.float32]:
    """Least-squares affine cameras of the `STABLE` points, ``(t, 2, 4)``."""
    points = landmarks[:, STABLE].astype(np.float64)
    return (_fitting_matrix() @ points).transpose(0, 2, 1).astype(np.float32)


@cache
def _fitting_matrix() -> NDArray[np.float64]:
    stable = mean_face()[list(STABLE)].astype(np.float64)
    return np.linalg.pinv(np.c_[stable, np.ones(len(stable))])


def eye_distance_px(landmarks: NDArray[np.float32]) -> float:
    """Distance of the outer eye corners in one picture."""
    return float(np.linalg.norm(landmarks[EYES[1]] - landmarks[EYES[0]]))
