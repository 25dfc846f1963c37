"""What a file is gets measured, whatever its container, codec or name."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from media_files import moving_rgb, with_exif, with_matrix, write_image, write_video

from faceproof.core import MediaFacts
from faceproof.media import Decoder, probe

VIDEOS = {
    "h264.mp4": {},
    "h264.mkv": {},
    "h264.mov": {},
    "h264.ts": {},
    "raw.h264": {},
    "mjpeg.avi": {"codec": "mjpeg", "pix_fmt": "yuvj420p"},
    "mpeg4.avi": {"codec": "mpeg4"},
    "mpeg1.mpg": {"codec": "mpeg1video"},
    "vp8.webm": {"codec": "libvpx"},
    "vp9.webm": {"codec": "libvpx-vp9"},
    "ffv1.mkv": {"codec": "ffv1", "pix_fmt": "yuv444p"},
    "moving.gif": {"codec": "gif", "pix_fmt": "rgb8"},
    "moving.apng": {"codec": "apng", "pix_fmt": "rgb24"},
    "interlaced.mp4": {"options": {"x264-params": "interlaced=1"}},
    "10-bit.mp4": {"pix_fmt": "yuv420p10le"},
}


@pytest.mark.parametrize("name", VIDEOS)
def test_size_rate_and_count_are_measured(tmp_path: Path, name: str):
    path = write_video(tmp_path / name, moving_rgb(9), **VIDEOS[name])
    facts = probe(path)
    assert (facts.frames, facts.fps, facts.width, facts.height) == (9, 25, 64, 48)
    with Decoder(path) as clip:
        assert [frame.rgb().shape for frame in clip] == [(48, 64, 3)] * 9
        assert clip.failures == 0


IMAGES = {
    "png": ("png", "rgb24"),
    "png with alpha": ("png", "rgba"),
    "16-bit png": ("png", "rgb48be"),
    "grey png": ("png", "gray"),
    "jpg": ("mjpeg", "yuvj420p"),
    "webp": ("libwebp", "yuv420p"),
    "bmp": ("bmp", "bgr24"),
    "tiff": ("tiff", "rgb24"),
}


@pytest.mark.parametrize("name", IMAGES)
def test_an_image_is_one_frame_at_one_a_second(tmp_path: Path, name: str):
    image = moving_rgb(1)[0]
    path = write_image(tmp_path / "image", image, *IMAGES[name])
    assert (probe(path).frames, probe(path).fps) == (1, 1)
    (frame,) = Decoder(path)
    if name not in {"jpg", "webp", "grey png"}:
        np.testing.assert_array_equal(frame.rgb(), image)


def test_all_facts_of_a_video_with_sound(tmp_path: Path):
    path = write_video(tmp_path / "a.mpg", moving_rgb(50), codec="mpeg1video", sound_rate=44100)
    assert probe(path) == MediaFacts(
        frames=50, fps=Fraction(25), width=64, height=48, pix_fmt="yuv420p", audio_rate=44100
    )


@pytest.mark.parametrize("name", ["film.txt", "img%03d.png", "concat:a|b.mp4", "film", "-i.mp4"])
def test_the_name_of_a_file_decides_nothing(tmp_path: Path, name: str):
    write_video(tmp_path / "film.mp4", moving_rgb(3)).rename(tmp_path / name)
    assert probe(tmp_path / name).frames == 3


def test_a_relative_path_that_looks_like_a_protocol_is_a_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    write_video(tmp_path / "film.mp4", moving_rgb(3)).rename(tmp_path / "pipe:0")
    assert probe(Path("pipe:0")).frames == 3


@pytest.mark.parametrize("fps", ["30000/1001", "24", "25/2", "240", "1"])
@pytest.mark.parametrize("name", ["a.mkv", "a.mp4"])
def test_an_exact_rate_comes_back_exactly(tmp_path: Path, fps: str, name: str):
    path = write_video(tmp_path / name, moving_rgb(12), fps=Fraction(fps))
    assert probe(path).fps == Fraction(fps)


def test_a_variable_rate_is_its_average(tmp_path: Path):
    times = [0, 40, 80, 120, 300, 340, 380, 420]
    path = write_video(tmp_path / "a.mkv", moving_rgb(8), times=times, tick=Fraction(1, 1000))
    assert probe(path).fps == Fraction(7_000, 420)
    with Decoder(path) as clip:
        assert [round(1000 * frame.time_s) for frame in clip] == times


@pytest.mark.parametrize(("turn", "quarters"), [(90, 1), (180, 2), (270, 3)])
def test_a_rotated_video_is_shown_upright(tmp_path: Path, turn: int, quarters: int):
    images = moving_rgb(2)
    stored = write_video(tmp_path / "a.mp4", images, codec="libx264rgb", pix_fmt="rgb24",
                         options={"qp": "0"}, rotation=turn)  # fmt: skip
    shown = np.rot90(images, quarters, axes=(1, 2))
    facts = probe(stored)
    assert (facts.height, facts.width) == shown.shape[1:3]
    for frame, expected in zip(Decoder(stored), shown, strict=True):
        np.testing.assert_array_equal(frame.rgb(), expected)
        np.testing.assert_array_equal(frame.crop_rgb((3, 5, 20, 40)), expected[5:40, 3:20])
        assert frame.luma().shape == expected.shape[:2]
        assert frame.resized_rgb(10, 20).shape == (20, 10, 3)


def test_a_mirrored_video_is_shown_mirrored(tmp_path: Path):
    images = moving_rgb(1)
    path = write_video(tmp_path / "a.mp4", images, codec="libx264rgb", pix_fmt="rgb24",
                       options={"qp": "0"})  # fmt: skip
    (frame,) = Decoder(with_matrix(path, -1, 0, 0, 1))
    np.testing.assert_array_equal(frame.rgb(), images[0, :, ::-1])


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_is_shown_as_its_exif_asks(tmp_path: Path, orientation: int):
    cv2 = pytest.importorskip("cv2")  # an independent reader of EXIF
    path = write_image(tmp_path / "a.jpg", moving_rgb(1)[0], "mjpeg", "yuvj444p")
    with_exif(path, orientation)
    expected = cv2.imread(str(path))[..., ::-1]
    (frame,) = Decoder(path)
    assert (probe(path).height, probe(path).width) == expected.shape[:2]
    np.testing.assert_allclose(frame.rgb(), expected.astype(int), atol=3)


def test_a_broken_exif_block_does_not_hide_the_picture(tmp_path: Path):
    path = with_exif(write_image(tmp_path / "a.jpg", moving_rgb(1)[0], "mjpeg", "yuvj444p"), 6)
    data = path.read_bytes()
    path.write_bytes(data.replace(b"MM\0*\0\0\0\x08", b"MM\0*\xff\xff\xff\xf0"))
    (frame,) = Decoder(path)
    assert frame.rgb().shape == (48, 64, 3)


def test_odd_sizes_are_read(tmp_path: Path):
    path = write_video(tmp_path / "a.mkv", moving_rgb(2, 65, 47), codec="ffv1")
    with Decoder(path) as clip:
        assert [frame.rgb().shape for frame in clip] == [(47, 65, 3)] * 2
