"""Frames that went through x264 are those that a file of that quality shows."""

import tempfile
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from media_files import Rgb, moving_rgb

from faceproof.core import Compression
from faceproof.core.errors import LimitError, MediaError
from faceproof.media import Limits, encode, read_rgb, recompress

FPS = Fraction(30000, 1001)


def recompressed(images: Rgb, crf: int) -> Rgb:
    return np.stack(list(recompress(images, crf=crf, fps=FPS)))


@pytest.mark.parametrize(("crf", "level"), [(23, Compression.C23), (40, Compression.C40)])
def test_the_frames_are_those_of_a_file_of_that_crf(tmp_path: Path, crf: int, level: Compression):
    images = moving_rgb(12)
    encode(images, {level: tmp_path / "clip.mp4"}, fps=FPS)
    np.testing.assert_array_equal(recompressed(images, crf), read_rgb(tmp_path / "clip.mp4"))


def test_a_higher_crf_leaves_less():
    images = moving_rgb(12)
    crfs = (10, 20, 30, 40, 50)
    errors = [np.square(recompressed(images, crf) - images.astype(float)).mean() for crf in crfs]
    assert errors == sorted(errors)


def test_a_frame_shapes_those_before_it():
    images = moving_rgb(12)
    changed = images.copy()
    changed[-1] = 255 - changed[-1]
    assert (recompressed(images, 30)[:-1] != recompressed(changed, 30)[:-1]).any()


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    frames = recompress(moving_rgb(4), crf=30, fps=FPS)
    next(frames)
    assert list(tmp_path.iterdir())
    frames.close()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("crf", [-1, 52])
def test_a_crf_that_x264_does_not_have_is_refused(crf: int):
    with pytest.raises(MediaError, match=f"crf {crf} is asked, expected 0 to 51"):
        recompressed(moving_rgb(2), crf)


def test_frames_beyond_the_limits_are_refused():
    for limits, found in ((Limits(frames=3), "4 frames"), (Limits(side_px=32), "64x48")):
        with pytest.raises(LimitError, match=found):
            list(recompress(moving_rgb(6), crf=30, fps=FPS, limits=limits))
