"""The moved mesh: every pixel once, none from behind, each from where it belongs."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from people import landmarks
from scipy.interpolate import LinearNDInterpolator

from faceproof.manipulations.mean_face import clockwise, layout, mean_face
from faceproof.manipulations.mesh import NOWHERE, box_around, lookup, sample

SIZE = (96, 112)


def points(t: float = 0, yaw: float | None = None) -> np.ndarray:
    return landmarks(t, SIZE, 26, yaw=yaw)


def test_a_mesh_that_does_not_move_gives_the_picture_back():
    picture = np.random.default_rng(0).integers(0, 256, (*SIZE, 3), np.uint8)
    where = lookup(points(), points(), layout().triangles, (0, 0, SIZE[1], SIZE[0]))
    on_face = where[..., 0] != NOWHERE
    assert on_face.sum() > 800
    difference = np.abs(sample(picture, where).astype(int) - picture)[on_face]
    assert difference.max() <= 8  # cv2 interpolates in 32nds of a pixel
    assert difference.mean() < 0.2


def test_there_are_no_holes_inside_the_face():
    where = lookup(points(), points(), layout().triangles, (0, 0, SIZE[1], SIZE[0]))
    covered = where[..., 0] != NOWHERE
    for row in covered:
        at = np.flatnonzero(row)
        assert at.size == 0 or row[at[0] : at[-1] + 1].all()


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_it_agrees_with_an_independent_interpolator(seed: int):
    rng = np.random.default_rng(seed)
    corners = rng.uniform(2, 30, (3, 2)).astype(np.float32)
    triangle = clockwise(corners, np.array([[0, 1, 2]], np.int32))
    values = rng.uniform(-5, 5, (3, 2)).astype(np.float32)
    found = lookup(corners, values, triangle, (0, 0, 32, 32))
    if np.ptp(corners, axis=0).min() < 1 or abs(np.linalg.det(corners[1:] - corners[0])) < 4:
        return
    grid = np.stack(np.meshgrid(np.arange(32), np.arange(32)), axis=2)
    wanted = LinearNDInterpolator(corners.astype(float), values)(grid)
    inside = np.isfinite(wanted[..., 0])
    drawn = found[..., 0] != NOWHERE
    assert (inside != drawn).mean() < 0.01  # pixels exactly on an edge may fall either way
    both = inside & drawn
    np.testing.assert_allclose(found[both], wanted[both], atol=0.05)


def test_triangles_that_turn_away_are_not_drawn():
    mirrored = points() * np.array([-1, 1], np.float32) + np.array([SIZE[1], 0], np.float32)
    where = lookup(mirrored, points(), layout().triangles, (0, 0, SIZE[1], SIZE[0]))
    shown = lookup(points(), points(), layout().triangles, (0, 0, SIZE[1], SIZE[0]))
    assert (where != NOWHERE).sum() < 0.02 * (shown != NOWHERE).sum()


def test_a_turned_face_shows_each_spot_where_the_nearer_side_is():
    turned = points(yaw=0.6)
    depth = mean_face() @ np.array([-np.sin(0.6), 0, np.cos(0.6)], np.float32)
    where = lookup(turned, depth[:, None], layout().triangles, (0, 0, SIZE[1], SIZE[0]))
    x, y = np.round(turned[4]).astype(int)  # near the tip of the nose
    assert abs(where[y, x, 0] - depth[4]) < 0.15


def test_the_layout_covers_every_point_and_faces_the_camera():
    mesh = layout()
    assert set(mesh.triangles.ravel()) == set(range(468))
    a, b, c = (mesh.uv[mesh.triangles[:, k]] for k in range(3))
    area = (b - a)[:, 0] * (c - a)[:, 1] - (c - a)[:, 0] * (b - a)[:, 1]
    assert (
        area[area < 0].sum() > -0.005 * area.sum()
    )  # the sides overlap a little, seen from before
    assert 5 < mesh.in_mouth.sum() < 30


def test_colours_outside_are_the_edge():
    where = np.full((2, 2, 2), NOWHERE, np.float32)
    assert (sample(np.full((4, 4, 3), 9, np.uint8), where) == 9).all()


def test_a_box_off_the_picture_is_none():
    assert box_around(np.array([[200.0, 5], [220, 30]], np.float32), SIZE) is None
