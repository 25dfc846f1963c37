"""Blends: exact where nothing shows, and no shift, hole or border where something does."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from faceproof.manipulations.blend import BLENDS, Blend

H, W = 61, 74


@pytest.fixture(params=sorted(BLENDS))
def blend(request: pytest.FixtureRequest) -> Blend:
    return BLENDS[request.param]


def picture(seed: int, level: float) -> np.ndarray:
    rng = np.random.default_rng(seed)
    smooth = cv2.GaussianBlur(rng.normal(0, 60, (H, W, 3)), (0, 0), 2)
    return np.clip(level + smooth, 0, 255).astype(np.uint8)


def soft_disc() -> np.ndarray:
    disc = cv2.circle(np.zeros((H, W), np.uint8), (37, 30), 20, 255, -1)
    return cv2.erode(cv2.blur(disc, (9, 9)), np.ones((3, 3), np.uint8))


def test_where_alpha_is_zero_the_picture_is_untouched(blend: Blend):
    below = picture(0, 120)
    mixed = blend(picture(1, 150), below, soft_disc())
    np.testing.assert_array_equal(mixed.picture[mixed.alpha == 0], below[mixed.alpha == 0])
    assert not mixed.alpha[soft_disc() == 0].any()


def test_a_picture_blended_into_itself_stays_in_place(blend: Blend):
    below = picture(0, 120)
    mixed = blend(below, below, soft_disc())
    assert np.abs(mixed.picture.astype(int) - below).max() <= 3


def test_the_painted_face_shows_in_the_middle(blend: Blend):
    below = np.full((H, W, 3), 100, np.uint8)
    painted = below.copy()
    cv2.circle(painted, (37, 30), 5, (220, 60, 60), -1)
    mixed = blend(painted, below, soft_disc())
    assert mixed.picture[30, 37, 0] > 170
    assert mixed.picture[30, 37, 1] < 90


def test_inputs_are_left_alone(blend: Blend):
    painted, below, alpha = picture(0, 100), picture(1, 140), soft_disc()
    before = painted.copy(), below.copy(), alpha.copy()
    blend(painted, below, alpha)
    for array, copy in zip((painted, below, alpha), before, strict=True):
        np.testing.assert_array_equal(array, copy)


def test_an_empty_alpha_changes_nothing(blend: Blend):
    below = picture(0, 120)
    mixed = blend(picture(1, 150), below, np.zeros((H, W), np.uint8))
    np.testing.assert_array_equal(mixed.picture, below)
    assert not mixed.alpha.any()


@pytest.mark.parametrize("name", ["pyramid", "poisson"])
def test_a_step_of_colour_is_softer_than_with_feather(name: str):
    below, painted = (np.full((H, W, 3), level, np.uint8) for level in (100, 112))

    def step(blend: Blend) -> int:
        row = blend(painted, below, soft_disc()).picture[30, :, 0].astype(int)
        return int(np.abs(np.diff(row)).max())

    assert step(BLENDS[name]) <= step(BLENDS["feather"])
