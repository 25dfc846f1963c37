"""What the camera does to light: noise, a fixed pattern, exposure; and smoothness of the head."""

import numpy as np

from faceproof.sources.synthetic.camera import Camera
from faceproof.sources.synthetic.geometry import rotation
from faceproof.sources.synthetic.subdivision import subdivide, subdivide_corners


def grey_card(level: float) -> np.ndarray:
    return np.full((128, 160, 3), level, np.float32)


def test_camera_of_one_seed_is_repeatable():
    a, b = Camera(160, 128, 4, 2), Camera(160, 128, 4, 2)
    for level in (0.2, 0.3):
        np.testing.assert_array_equal(a.record(grey_card(level)), b.record(grey_card(level)))


def test_exposure_brings_dark_and_bright_cards_to_the_same_grey():
    dark = Camera(160, 128, 4).record(grey_card(0.05)).mean()
    bright = Camera(160, 128, 4).record(grey_card(0.5)).mean()
    assert abs(dark - bright) < 6
    assert 80 < dark < 150


def test_exposure_follows_a_change_slowly():
    camera = Camera(160, 128, 4)
    before = camera.record(grey_card(0.2)).mean()
    jump = camera.record(grey_card(0.3)).mean()
    for _ in range(60):
        after = camera.record(grey_card(0.3)).mean()
    assert jump > before + 10
    assert abs(after - before) < 6


def test_frames_carry_noise_and_a_pattern_that_stays():
    camera = Camera(160, 128, 4)
    frames = np.array([camera.record(grey_card(0.3))[..., 1] for _ in range(40)], np.float64)
    frames -= frames.mean((1, 2), keepdims=True)
    assert 0.5 < frames.std(0).mean() < 12
    halves = [frames[:20].mean(0)[20:-20, 20:-20], frames[20:].mean(0)[20:-20, 20:-20]]
    sharp = [half - np.roll(half, 1, 1) for half in halves]
    assert np.corrcoef(sharp[0].ravel(), sharp[1].ravel())[0, 1] > 0.05


def test_other_camera_has_another_pattern():
    def pattern(seed: int) -> np.ndarray:
        camera = Camera(160, 128, seed)
        mean = np.mean([camera.record(grey_card(0.3))[..., 1] for _ in range(20)], 0)
        return (mean - np.roll(mean, 1, 1))[20:-20, 20:-20].ravel()

    assert abs(np.corrcoef(pattern(4), pattern(5))[0, 1]) < 0.05


def test_subdivided_cube_has_the_vertices_of_catmull_and_clark():
    cube = np.array([[x, y, z] for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)], float)
    quads = np.array(
        [[0, 1, 3, 2], [4, 6, 7, 5], [0, 4, 5, 1], [2, 3, 7, 6], [0, 2, 6, 4], [1, 5, 7, 3]]
    )
    fine = subdivide(quads, 8)
    points = fine.weights @ cube
    assert points.shape == (26, 3)
    assert fine.quads.shape == (24, 4)
    np.testing.assert_allclose(points[:8], cube * 5 / 9)  # a corner moves to 5/9
    np.testing.assert_allclose(sorted(np.abs(points[8:20]).ravel())[-24:], 0.75)
    np.testing.assert_allclose(np.abs(points[20:]).sum(1), 1)  # face centres


def test_open_border_stays_a_curve_of_its_own():
    sheet = np.array([[x, y, 0.0] for y in range(3) for x in range(3)])
    quads = np.array([[0, 1, 4, 3], [1, 2, 5, 4], [3, 4, 7, 6], [4, 5, 8, 7]])
    sheet[4, 2] = 1.0  # the middle is lifted
    points = subdivide(quads, 9).weights @ sheet
    border = [0, 1, 2, 3, 5, 6, 7, 8]
    np.testing.assert_allclose(points[border, 2], 0)
    assert points[4, 2] > 0.3


def test_corner_values_are_split_linearly():
    corners = np.array([[[0, 0], [1, 0], [1, 1], [0, 1]]], np.float32)
    fine = subdivide_corners(corners)
    assert fine.shape == (4, 4, 2)
    np.testing.assert_allclose(
        fine.mean(1), [[0.25, 0.25], [0.75, 0.25], [0.75, 0.75], [0.25, 0.75]]
    )


def test_rotation_is_orthogonal_and_yaw_turns_to_the_actors_left():
    turn = rotation(0.3, -0.2, 0.1)
    np.testing.assert_allclose(turn @ turn.T, np.eye(3), atol=1e-6)
    assert (rotation(0.3, 0, 0) @ [0, 0, 1])[0] > 0
