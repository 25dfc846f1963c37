"""Words on every preview, where nobody can miss them."""

from __future__ import annotations

import numpy as np
import pytest

from faceproof.service.mark import Mark
from faceproof.service.preview import MARKS, Part


@pytest.mark.parametrize("size", [(320, 240), (180, 320), (320, 180)])
@pytest.mark.parametrize("part", list(Part))
def test_the_words_stand_whole_on_a_dark_band_and_across(part: Part, size: tuple[int, int]):
    width, height = size
    grey = np.full((height, width, 3), 128, np.uint8)
    marked = Mark(MARKS[part], width=width, height=height).on(grey)
    white = (marked > 240).all(axis=2)
    assert white[int(0.8 * height) :].sum() > 100
    assert not white[:, 0].any()
    assert not white[:, -1].any()
    across = marked[: int(0.7 * height)]
    assert (across > 140).any(), "whoever cuts the band off has no mark left"
    assert marked[-1, 0, 0] < 64


def test_the_picture_stays_to_be_seen():
    grey = np.full((240, 320, 3), 128, np.uint8)
    marked = Mark(MARKS[Part.FAKE], width=320, height=240).on(grey)
    assert np.mean(np.abs(marked[:200].astype(int) - 128)) < 10
