"""A part of a frame equals the same part of the whole, in the right colours."""

from pathlib import Path

import av
import numpy as np
import pytest
from av.video.reformatter import Interpolation
from hypothesis import given, settings
from hypothesis import strategies as st
from media_files import Rgb, moving_rgb, write_image, write_video

from faceproof.media import Decoder, Frame
from faceproof.media.orientation import Orientation

FORMATS = [
    "yuv420p", "yuvj420p", "nv12", "yuv422p", "yuv440p", "yuv444p", "yuvj422p", "yuvj444p",
    "gbrp", "gray", "yuv420p10le", "rgb24", "bgra", "yuv410p",
]  # fmt: skip
ACCURATE = Interpolation.BICUBIC | Interpolation.ACCURATE_RND | Interpolation.FULL_CHR_H_INP


def frame_of(
    image: Rgb, pix_fmt: str, *, colorspace: int = 2, color_range: int = 0, orientation: Orientation
) -> Frame:
    """A frame as a decoder would give it, of any format."""
    picture = av.VideoFrame.from_ndarray(image, format="rgb24").reformat(
        format=pix_fmt,
        dst_colorspace=5 if colorspace == 2 else colorspace,
        dst_color_range=color_range or None,
        interpolation=ACCURATE,
        threads=1,
    )
    picture.colorspace, picture.color_range = colorspace, color_range
    return Frame(index=0, time_s=0.0, picture=picture, orientation=orientation)


ORIENTATIONS = st.builds(Orientation, st.booleans(), st.booleans(), st.booleans())
SIDES = st.floats(-20, 120)


@pytest.mark.parametrize("pix_fmt", FORMATS)
@settings(max_examples=25)
@given(box=st.tuples(SIDES, SIDES, SIDES, SIDES), orientation=ORIENTATIONS, odd=st.booleans())
def test_a_crop_is_the_same_part_of_the_whole(
    pix_fmt: str, box: tuple[float, float, float, float], orientation: Orientation, odd: bool
):
    frame = frame_of(moving_rgb(1, 90 - odd, 70 - odd)[0], pix_fmt, orientation=orientation)
    x0, x1 = np.clip([np.floor(box[0]), np.ceil(box[2])], 0, frame.width).astype(int)
    y0, y1 = np.clip([np.floor(box[1]), np.ceil(box[3])], 0, frame.height).astype(int)
    whole = frame.rgb()
    assert whole.shape == (frame.height, frame.width, 3)
    np.testing.assert_array_equal(frame.crop_rgb(box), whole[y0 : max(y0, y1), x0 : max(x0, x1)])


# ITU-T H.273, table 4, written out: how much red, green and blue weigh in luma.
LUMA = {
    1: (0.2126, 0.7152, 0.0722),
    2: (0.299, 0.587, 0.114),  # untagged and small
    4: (0.30, 0.59, 0.11),
    5: (0.299, 0.587, 0.114),
    6: (0.299, 0.587, 0.114),
    7: (0.212, 0.701, 0.087),
    9: (0.2627, 0.6780, 0.0593),
}


@pytest.mark.parametrize("color_range", [1, 2], ids=["limited", "full"])
@pytest.mark.parametrize("colorspace", LUMA)
@pytest.mark.parametrize("pix_fmt", ["yuv444p", "yuv420p"])
def test_matrix_and_range_are_honoured(pix_fmt: str, colorspace: int, color_range: int):
    image = chart().astype(float)
    y = image @ LUMA[colorspace]
    u = (image[..., 2] - y) / (2 - 2 * LUMA[colorspace][2])
    v = (image[..., 0] - y) / (2 - 2 * LUMA[colorspace][0])
    if color_range == 1:
        y, u, v = 16 + y * 219 / 255, u * 224 / 255, v * 224 / 255
    step = 2 if pix_fmt == "yuv420p" else 1
    planes = [y, 128 + u[::step, ::step], 128 + v[::step, ::step]]
    picture = av.VideoFrame(64, 64, pix_fmt)
    for plane, values in zip(picture.planes, planes, strict=True):
        plane.update(np.rint(np.clip(values, 0, 255)).astype(np.uint8).tobytes())
    picture.colorspace, picture.color_range = colorspace, color_range
    frame = Frame(index=0, time_s=0.0, picture=picture, orientation=Orientation())
    inside = np.s_[4::8, 4::8]  # away from the edges of patches, where chroma mixes
    error = frame.rgb()[inside] - image[inside]
    assert np.abs(error).max() <= 2
    assert np.abs(error.mean((0, 1))).max() < 0.35


@pytest.mark.parametrize("colorspace", [1, 5, 9])
def test_ten_bits_are_shown_as_eight(colorspace: int):
    image = chart()
    frame = frame_of(
        image, "yuv420p10le", colorspace=colorspace, color_range=1, orientation=Orientation()
    )
    assert frame.rgb().dtype == np.uint8
    inside = np.s_[4::8, 4::8]
    np.testing.assert_allclose(frame.rgb()[inside], image[inside].astype(int), atol=3)


def chart() -> Rgb:
    """Patches of 8 by 8 pixels, of all strong colours."""
    levels = np.array([16, 90, 160, 240])
    colours = np.stack(np.meshgrid(levels, levels, levels), -1).reshape(8, 8, 3)
    return colours.repeat(8, 0).repeat(8, 1).astype(np.uint8)


def test_untagged_high_definition_is_bt709_and_smaller_is_bt601():
    for height, matrix in ((720, 1), (576, 5)):
        image = np.broadcast_to(np.uint8([200, 40, 90]), (height, 1280, 3))
        tagged = frame_of(image, "yuv420p", colorspace=matrix, orientation=Orientation())
        expected = tagged.rgb()
        tagged.picture.colorspace = 2
        np.testing.assert_array_equal(tagged.rgb(), expected)
        np.testing.assert_allclose(expected[0, 0], [200, 40, 90], atol=2)


@pytest.mark.parametrize("pix_fmt", FORMATS)
def test_a_resized_frame_looks_like_the_whole_resized(pix_fmt: str):
    frame = frame_of(moving_rgb(1, 160, 120)[0], pix_fmt, orientation=Orientation())
    small = frame.resized_rgb(40, 30)
    average = frame.rgb().reshape(30, 4, 40, 4, 3).mean((1, 3))
    assert small.shape == (30, 40, 3)
    assert np.abs(small - average).mean() < 1.5


@pytest.mark.parametrize("pix_fmt", FORMATS)
@settings(max_examples=10)
@given(corners=st.tuples(*[st.integers(0, 20)] * 4), orientation=ORIENTATIONS, odd=st.booleans())
def test_a_half_crop_is_the_average_of_blocks_of_the_crop(
    pix_fmt: str, corners: tuple[int, int, int, int], orientation: Orientation, odd: bool
):
    frame = frame_of(moving_rgb(1, 90 - odd, 70 - odd)[0], pix_fmt, orientation=orientation)
    box = (corners[0], corners[1], frame.width - corners[2], frame.height - corners[3])
    half, crop = frame.half_rgb(box), frame.crop_rgb(box)
    height, width = half.shape[:2]
    assert (height, width) == (len(crop) // 2, crop.shape[1] // 2)
    blocks = crop[: 2 * height, : 2 * width].reshape(height, 2, width, 2, 3).mean((1, 3))
    assert np.abs(half - blocks).mean() < 2


@given(width=st.integers(1, 100), height=st.integers(1, 100), orientation=ORIENTATIONS)
def test_a_frame_resizes_to_any_size(width: int, height: int, orientation: Orientation):
    frame = frame_of(moving_rgb(1, 50, 30)[0], "yuv420p", orientation=orientation)
    assert frame.resized_rgb(width, height).shape == (height, width, 3)


def test_luma_is_the_stored_plane_and_cannot_be_written(tmp_path: Path):
    path = write_video(tmp_path / "a.mkv", moving_rgb(1), codec="ffv1")
    (frame,) = Decoder(path)
    luma = frame.luma()
    np.testing.assert_array_equal(luma, frame.picture.to_ndarray()[:48])
    assert not luma.flags.writeable
    assert not luma.flags.owndata


def test_luma_of_an_rgb_picture_is_computed(tmp_path: Path):
    image = moving_rgb(1)[0]
    (frame,) = Decoder(write_image(tmp_path / "a.png", image, "png"))
    np.testing.assert_allclose(frame.luma(), image @ [0.299, 0.587, 0.114], atol=1)


@given(orientation=ORIENTATIONS, data=st.data())
def test_a_shown_box_finds_its_stored_pixels(orientation: Orientation, data: st.DataObject):
    stored = np.arange(7 * 5).reshape(7, 5)
    shown = orientation.shown(stored)
    width, height = orientation.size(5, 7)
    assert shown.shape == (height, width)
    x0, y0 = data.draw(st.integers(0, width - 1)), data.draw(st.integers(0, height - 1))
    x1, y1 = data.draw(st.integers(x0 + 1, width)), data.draw(st.integers(y0 + 1, height))
    a0, b0, a1, b1 = orientation.stored_box((x0, y0, x1, y1), 5, 7)
    np.testing.assert_array_equal(orientation.shown(stored[b0:b1, a0:a1]), shown[y0:y1, x0:x1])
