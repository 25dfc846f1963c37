"""What a face does from frame to frame is told by the second, and apart from how its head moves."""

import numpy as np
import pytest
from numpy.typing import NDArray

from faceproof.core import FaceTrack
from faceproof.core.errors import FaceError
from faceproof.detectors.temporal import LEAST_FRAMES, Temporal, motion
from faceproof.manipulations.mean_face import OUTER_LIPS, mean_face

TREMBLING, SPEED = slice(0, 6), slice(6, 12)
LIPS = 2  # in the order of regions
Points = NDArray[np.float64]


def track_of(points: Points, frames: NDArray[np.int64] | None = None) -> FaceTrack:
    number = np.arange(len(points)) if frames is None else frames
    return FaceTrack(
        frame=number.astype(np.int64),
        box_px=np.concatenate([points.min(1), points.max(1)], 1).astype(np.float32),
        landmarks_px=points.astype(np.float32),
        confidence=np.ones(len(points), np.float32),
    )


def still(frames: int, size: float = 120.0) -> Points:
    return np.repeat(200 + size * mean_face()[None, :, :2].astype(np.float64), frames, 0)


def told(points: Points, fps: float = 25.0) -> NDArray[np.float32]:
    return motion(track_of(points), frames=len(points), fps=fps)


def test_a_face_at_rest_neither_trembles_nor_moves():
    found = told(still(40))
    assert np.allclose(found[:18], np.log(1e-4), atol=0.1)
    assert np.isfinite(found).all()


def test_trembling_grows_with_noise_and_not_with_smooth_moves():
    rng = np.random.default_rng(0)
    rest = still(60)
    little, much = (rest + rng.normal(0, s, rest.shape) for s in (0.3, 3.0))
    assert (told(much)[TREMBLING] - told(little)[TREMBLING] > 1.5).all()
    swaying = rest + 40 * np.sin(np.arange(60) / 10)[:, None, None]
    assert (told(swaying)[TREMBLING] < told(little)[TREMBLING] - 1).all()


def test_a_moving_mouth_is_seen_in_the_mouth():
    points = still(60)
    points[:, list(OUTER_LIPS), 1] += 8 * np.sin(np.arange(60) / 2)[:, None]
    moved = told(points)[SPEED] - told(still(60))[SPEED]
    assert moved.argmax() == LIPS
    assert moved[LIPS] > 3


def test_speeds_are_by_the_second():
    points = still(80)
    points[:, list(OUTER_LIPS), 1] += 8 * np.sin(np.arange(80) / 4)[:, None]
    fast, slow = told(points, fps=50)[SPEED][LIPS], told(points, fps=25)[SPEED][LIPS]
    assert fast - slow == pytest.approx(np.log(2), abs=0.02)


def test_the_size_of_the_face_does_not_matter():
    rng = np.random.default_rng(1)
    points = still(40) + rng.normal(0, 1, (40, 468, 2))
    assert np.allclose(told(points), told(3 * points), atol=2e-2)


def test_of_a_picture_or_a_glimpse_nothing_is_said():
    assert len(told(still(LEAST_FRAMES))) == Temporal.dimensions
    scattered = track_of(still(12), np.arange(12) * 9)
    for track, frames in (
        (track_of(still(1)), 1),
        (track_of(still(LEAST_FRAMES - 1)), LEAST_FRAMES - 1),
        (scattered, 120),
    ):
        with pytest.raises(FaceError, match="does not move long enough"):
            motion(track, frames=frames, fps=25.0)
