"""Whole clips fit in memory or are refused; frames to take are evenly spread."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from media_files import moving_rgb, write_image

from faceproof.core import Compression
from faceproof.core.errors import LimitError
from faceproof.media import encode, read_rgb, spread


@given(frames=st.integers(1, 2000), k=st.integers(1, 200))
def test_spread_frames_are_distinct_ascending_and_even(frames: int, k: int):
    chosen = spread(frames, k)
    gaps = np.diff((-1, *chosen, frames)) if k < frames else [1]
    inner = np.diff(chosen)
    assert len(chosen) == min(k, frames)
    assert all(0 <= i < frames for i in chosen)
    assert len(inner) == 0 or inner.max() - inner.min() <= 1
    assert max(gaps[0], gaps[-1]) <= frames // (2 * k) + 2 or k >= frames
    assert (inner > 0).all()


def test_spread_is_symmetric():
    assert spread(90, 3) == (15, 45, 75)
    assert spread(16, 16) == tuple(range(16))
    assert spread(1, 16) == (0,)


def test_only_the_first_frames_are_read(tmp_path: Path):
    images = moving_rgb(8)
    encode(images, {Compression.RAW: tmp_path / "a.mp4"}, fps=Fraction(25))
    np.testing.assert_array_equal(read_rgb(tmp_path / "a.mp4", max_frames=3), images[:3])
    np.testing.assert_array_equal(read_rgb(tmp_path / "a.mp4", max_frames=30), images)


def test_a_clip_too_large_for_memory_is_refused_before_it_is_read(tmp_path: Path):
    picture = write_image(tmp_path / "a.png", np.zeros((2304, 4096, 3), np.uint8), "png")
    picture.write_bytes(80 * picture.read_bytes())  # a stream of images
    with pytest.raises(LimitError, match=r"80x2304x4096x3 take 2160 MiB of memory, at most 2048"):
        read_rgb(picture)
    assert read_rgb(picture, max_frames=2).shape == (2, 2304, 4096, 3)
