"""Gaps, jitter, pose and expression of a head."""

from __future__ import annotations

import numpy as np
import pytest
from people import footage, landmarks

from faceproof.core import FaceTrack
from faceproof.manipulations.choice import choose_frames
from faceproof.manipulations.head import MAX_GAP, Head, head_of
from faceproof.manipulations.mean_face import STABLE

SIZE = (96, 112)


def track(points: np.ndarray, frame: np.ndarray | None = None) -> FaceTrack:
    return FaceTrack(
        frame=np.arange(len(points)) if frame is None else frame,
        box_px=np.concatenate([points.min(axis=1), points.max(axis=1)], axis=1),
        landmarks_px=points.astype(np.float32),
        confidence=np.ones(len(points), np.float32),
    )


def head(yaws: list[float], talks: float = 0.0) -> Head:
    points = np.stack([landmarks(t, SIZE, 26, talks, yaw) for t, yaw in enumerate(yaws)])
    return head_of(track(points), len(points))


@pytest.mark.parametrize(("gap", "bridged"), [(1, True), (MAX_GAP, True), (MAX_GAP + 1, False)])
def test_gaps_are_bridged_up_to_five_frames(gap: int, bridged: bool):
    points = np.stack([landmarks(t, SIZE, 26) for t in range(20)])
    frame = np.r_[np.arange(8), np.arange(8 + gap, 20)]
    seen = head_of(track(points[frame], frame), 20).seen
    assert seen[8 : 8 + gap].all() == bridged
    assert seen[frame].all()


def test_smoothing_takes_out_jitter_and_keeps_motion():
    still = np.stack([landmarks(t, SIZE, 26) for t in range(40)])
    noise = np.random.default_rng(0).normal(0, 0.3, still.shape)
    smoothed = head_of(track(still + noise), 40).landmarks_px
    assert np.abs(smoothed - still).mean() < 0.75 * np.abs(noise).mean()
    straight = np.arange(30)[:, None, None] * np.float32(2) + still[:1]
    np.testing.assert_allclose(head_of(track(straight), 30).landmarks_px, straight, atol=1e-2)


def test_pose_is_the_sine_of_the_turn():
    for yaw in (-0.4, 0.0, 0.3):
        assert head([yaw] * 3).pose[1, 0] == pytest.approx(-np.sin(yaw), abs=0.03)


def test_expression_is_free_of_head_motion():
    turning = head(list(np.linspace(-0.4, 0.4, 9)))
    departures = turning.shape() - turning.shape().mean(axis=0)
    assert np.abs(departures[:, STABLE]).max() < 0.02
    assert np.ptp(turning.openings()[:, 0]) < 0.01


def test_the_frame_alike_in_pose_is_chosen():
    target, source = head([-0.3] * 8 + [0.3] * 8), head([0.3] * 6 + [-0.3] * 6)
    chosen = choose_frames(target, source, np.zeros(12))
    assert (chosen[:6] >= 8).all()
    assert (chosen[-6:] <= 3).all()


def test_a_frame_behind_a_hand_is_avoided():
    chosen = choose_frames(head([0.0] * 4), head([0.0, 0.1, 0.0]), np.array([0.5, 0.0, 0.5]))
    assert chosen.tolist() == [1, 1, 1, 1]


def test_the_choice_does_not_flicker_between_frames_that_are_as_good():
    rng = np.random.default_rng(1)
    wobbling = head(list(rng.normal(0, 0.004, 30)))
    chosen = choose_frames(wobbling, head([-0.004, 0.3, 0.004]), np.zeros(3))
    assert np.count_nonzero(np.diff(chosen)) == 0


def test_footage_of_any_length_has_a_head_for_each_frame():
    target = footage("ann", frames=2)
    assert head_of(target.track, 7).seen.tolist() == [True, True] + [False] * 5
