"""Frames come in order, gaps are counted, and nothing stays open."""

import gc
import os
import warnings
from pathlib import Path

import pytest
from media_files import moving_rgb, write_video

from faceproof.core.errors import MediaError
from faceproof.media import Decoder, probe


def damaged(path: Path, start: float, end: float) -> Path:
    """Overwrites a part of a file with noise."""
    data = bytearray(path.read_bytes())
    a, b = int(len(data) * start), int(len(data) * end)
    data[a:b] = bytes((7 * i + 13) % 251 for i in range(b - a))
    path.write_bytes(data)
    return path


def test_frames_are_numbered_and_timed_from_zero(tmp_path: Path):
    path = write_video(tmp_path / "a.mpg", moving_rgb(5), codec="mpeg1video")
    with Decoder(path) as clip:
        frames = list(clip)
    assert [f.index for f in frames] == [0, 1, 2, 3, 4]
    assert [f.time_s for f in frames] == pytest.approx([0, 0.04, 0.08, 0.12, 0.16])


def test_each_iteration_starts_at_the_first_frame(tmp_path: Path):
    clip = Decoder(write_video(tmp_path / "a.mp4", moving_rgb(6)))
    assert next(iter(clip)).index == 0
    assert [f.index for f in clip] == list(range(6))


def test_a_frame_outlives_its_decoder(tmp_path: Path):
    path = write_video(tmp_path / "a.mkv", moving_rgb(4), codec="ffv1", pix_fmt="bgr0")
    frames = list(Decoder(path))
    luma = frames[0].luma()
    del frames[0]
    gc.collect()
    assert (frames[1].rgb() == moving_rgb(4)[2]).all()
    assert luma.shape == (48, 64)


@pytest.mark.parametrize("codec", ["mpeg1video", "mjpeg", "ffv1", "libx264"])
def test_damaged_frames_are_left_out_and_counted(tmp_path: Path, codec: str):
    pix_fmt = "yuvj420p" if codec == "mjpeg" else "yuv420p"
    options = {"g": "1"}  # so that a damaged frame spoils no other
    path = write_video(
        tmp_path / "a.mkv", moving_rgb(20), codec=codec, pix_fmt=pix_fmt, options=options
    )
    damaged(path, 0.4, 0.6)
    with Decoder(path) as clip:
        shown = len(list(clip))
        assert 5 <= shown < 20
        assert shown + clip.failures == clip.facts.frames


def test_a_truncated_file_gives_what_is_left(tmp_path: Path):
    path = write_video(tmp_path / "a.mkv", moving_rgb(20), codec="ffv1")
    os.truncate(path, path.stat().st_size // 2)
    with Decoder(path) as clip:
        assert len(list(clip)) == clip.facts.frames - clip.failures
        assert 5 <= clip.facts.frames <= 12


def test_a_file_of_which_nothing_decodes_is_refused(tmp_path: Path):
    path = write_video(tmp_path / "a.mp4", moving_rgb(4))
    mdat = path.read_bytes().index(b"mdat") + 4
    data = bytearray(path.read_bytes())
    end = data.index(b"moov") - 4 if data.index(b"moov") > mdat else len(data)
    data[mdat:end] = bytes(end - mdat)
    path.write_bytes(data)
    with pytest.raises(MediaError, match="decodes to a picture"):
        probe(path)


def test_a_decoder_left_early_leaves_no_open_file(tmp_path: Path):
    path = write_video(tmp_path / "a.mp4", moving_rgb(6))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with Decoder(path) as clip:
            next(iter(clip))
        gc.collect()
    assert path.resolve() not in {file.resolve() for file in Path("/proc/self/fd").iterdir()}
