"""A crop shows the same face the same way, however it stood in the picture."""

from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
import pytest

from actors import Rgb, backdrop, draw_face, face_clip, place
from faceproof.core import Compression
from faceproof.faces import aligned_crop, crop_region, frame_crop, track_images
from faceproof.media import Decoder, encode

ROOM = backdrop(400, 300)
HEAD = draw_face(180, seed=5)


def crop(image: Rgb, **settings: int) -> Rgb:
    (track,) = track_images([image])
    return aligned_crop(image, track.landmarks_px[0], **settings)


UPRIGHT = crop(place(ROOM, HEAD, 200, 150))


@pytest.mark.parametrize(
    ("size", "x", "y", "angle"), [(180, 180, 160, 0.4), (240, 205, 150, 0.0), (120, 90, 80, -0.3)]
)
def test_place_size_and_tilt_leave_the_crop_alike(size: int, x: float, y: float, angle: float):
    head = cv2.resize(HEAD, (size, size), interpolation=cv2.INTER_AREA)
    moved = crop(place(ROOM, head, x, y, angle=angle))
    middle = np.s_[40:216, 56:200]  # the face; around it is whatever stands behind
    apart = np.abs(moved[middle].astype(int) - UPRIGHT[middle]).mean()
    unaligned = np.abs(np.roll(UPRIGHT, 12, axis=1)[middle].astype(int) - UPRIGHT[middle]).mean()
    assert apart < 0.6 * unaligned
    assert apart < 6


def test_crops_have_the_size_that_was_asked():
    assert UPRIGHT.shape == (256, 256, 3)
    assert UPRIGHT.dtype == np.uint8
    assert crop(place(ROOM, HEAD, 200, 150), size=64).shape == (64, 64, 3)


def test_the_face_is_centred_and_fills_one_margin():
    (track,) = track_images([place(ROOM, HEAD, 200, 150)])
    landmarks = track.landmarks_px[0]
    to_frame = crop_region(landmarks).to_frame(256)
    in_crop = (landmarks - to_frame[:, 2]) @ np.linalg.inv(to_frame[:, :2]).T
    low, high = in_crop.min(axis=0), in_crop.max(axis=0)
    assert (low + high) / 2 == pytest.approx([127.5, 127.5], abs=8)
    assert (high - low)[1] == pytest.approx(256 / 1.3, rel=0.08)


def test_a_wider_margin_shows_more():
    image = place(ROOM, HEAD, 200, 150)
    (track,) = track_images([image])
    wide = crop_region(track.landmarks_px[0], margin=2.6)
    assert wide.side == pytest.approx(2 * crop_region(track.landmarks_px[0]).side)


@pytest.mark.parametrize("size", [96, 250, 400])
def test_a_large_face_shrinks_by_area_and_keeps_no_stripes(size: int):
    stripes = np.zeros((900, 900, 3), np.uint8)
    stripes[:, ::2] = 255
    (track,) = track_images([place(backdrop(900, 900), draw_face(800), 450, 450)])
    shrunk = aligned_crop(stripes, track.landmarks_px[0], size=size)
    assert np.abs(shrunk.astype(int) - 127).max() < 45  # bilinear alone leaves up to 127


def test_a_face_at_the_edge_is_cropped_with_the_edge_repeated():
    image = place(ROOM, HEAD, 40, 150)
    landmarks = track_images([place(ROOM, HEAD, 200, 150)])[0].landmarks_px[0] - [160, 0]
    assert aligned_crop(image, landmarks.astype(np.float32)).shape == (256, 256, 3)


def test_a_frames_crop_is_the_crop_of_its_pixels(tmp_path: Path):
    frames = face_clip(2, 160, 120)
    (track,) = track_images(frames)
    path = tmp_path / "clip.mp4"
    encode(frames, {Compression.RAW: path}, fps=Fraction(25))
    with Decoder(path) as clip:
        crops = [frame_crop(f, track.landmarks_px[f.index], size=128) for f in clip]
    for image, landmarks, seen in zip(frames, track.landmarks_px, crops, strict=True):
        assert np.array_equal(seen, aligned_crop(image, landmarks, size=128))
