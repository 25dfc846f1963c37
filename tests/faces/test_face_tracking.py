"""Every face is found, followed, and found again."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
import pytest

from actors import Head, Rgb, backdrop, draw_face, face_clip, place
from faceproof.core import Compression
from faceproof.core.errors import MediaError
from faceproof.faces import track_faces, track_images
from faceproof.media import encode

Where = Callable[[int], tuple[float, float] | None]

WIDTH, HEIGHT = 320, 180
ROOM = backdrop(WIDTH, HEIGHT)
HEAD, OTHER = draw_face(110, seed=1), draw_face(100, seed=2)


def clip(frames: int, *heads: tuple[Head, Where]) -> Iterator[Rgb]:
    """Frames of a room in which each head stands at ``where(t)``, or is absent for None."""
    for t in range(frames):
        image = ROOM
        for head, where in heads:
            if (at := where(t)) is not None:
                image = place(image, head, *at)
        yield image


def covered(image: Rgb, at: tuple[int, int], radius: int) -> Rgb:
    return cv2.circle(image.copy(), at, radius, (205, 160, 130), -1)


def test_one_face_is_followed_through_every_frame():
    (track,) = track_images(face_clip(24, 160, 120, seed=3))
    assert track.frame.tolist() == list(range(24))
    assert track.landmarks_px.shape == (24, 468, 2)
    assert (track.confidence > 0.9).all()


def test_landmarks_lie_where_the_eyes_were_drawn():
    size, x, y = 150, 141.0, 87.0
    head = draw_face(size, seed=1)
    rng = np.random.default_rng([1, 0xFACE])
    rng.uniform(0, 1, 7)  # skin, its tint and hair, width and chin
    eye_x = rng.uniform(0.19, 0.22)
    eye_y = rng.uniform(-0.1, -0.06)
    (track,) = track_images([place(ROOM, head, x, y)])
    # a point between the corners of each eye, person's right first
    seen = track.landmarks_px[0][[[33, 133], [362, 263]]].mean(axis=1)
    drawn = np.array([[x - eye_x * size / 2, y + eye_y * size / 2]] * 2)
    drawn[1, 0] = x + eye_x * size / 2
    assert np.abs(seen - drawn).max() < 0.025 * size


def test_boxes_span_the_landmarks():
    (track,) = track_images(face_clip(2, 96, 96))
    landmarks = track.landmarks_px
    spans = np.concatenate([landmarks.min(axis=1), landmarks.max(axis=1)], axis=1)
    assert np.array_equal(track.box_px, spans)


def test_two_faces_are_two_tracks_that_never_mix():
    tracks = track_images(
        clip(12, (HEAD, lambda t: (80 + t, 90)), (OTHER, lambda t: (240 - t, 90)))
    )
    assert [len(track) for track in tracks] == [12, 12]
    middles = sorted(float(track.box_px[:, [0, 2]].mean()) for track in tracks)
    assert middles == pytest.approx([85.5, 234.5], abs=6)


def test_a_face_that_enters_later_is_found_within_the_interval():
    seen = track_images(
        clip(30, (HEAD, lambda _: (80, 90)), (OTHER, lambda t: (240, 90) if t >= 11 else None)),
        every=5,
    )
    assert [len(track) for track in seen] == [30, 15]
    assert seen[1].frame[0] == 15


def test_a_face_alone_is_found_sooner_than_the_interval():
    (track,) = track_images(clip(40, (HEAD, lambda t: (160, 90) if t >= 11 else None)), every=30)
    assert 11 <= track.frame[0] <= 13


def test_a_face_that_leaves_ends_its_track():
    (track,) = track_images(clip(30, (HEAD, lambda t: (160, 90) if t < 12 else None)))
    assert track.frame.tolist() == list(range(12))


def test_a_hand_before_the_face_does_not_cut_the_track_in_two():
    def crossed(t: int, image: Rgb) -> Rgb:
        return covered(image, (160, 95), 60) if 8 <= t < 20 else image

    frames = [crossed(t, f) for t, f in enumerate(clip(30, (HEAD, lambda t: (160 + t, 90))))]
    (track,) = track_images(frames)
    assert set(track.frame.tolist()) >= {*range(8), *range(20, 30)}
    assert not {*range(9, 19)} & set(track.frame.tolist())


def test_somebody_elsewhere_after_a_gap_is_somebody_else():
    frames = clip(
        30,
        (HEAD, lambda t: (70, 90) if t < 12 else None),
        (OTHER, lambda t: (250, 90) if t >= 16 else None),
    )
    tracks = track_images(frames)
    assert sorted((track.frame[0], track.frame[-1]) for track in tracks) == [(0, 11), (16, 29)]


def test_a_small_face_in_a_large_picture_is_found_by_the_closer_look():
    room = backdrop(1280, 720)
    head = draw_face(72, seed=4)  # the face itself is 36 px wide
    (track,) = track_images([place(room, head, 900, 300)] * 2)
    assert len(track) == 2
    assert track.width_px == pytest.approx(36, abs=6)
    assert track.box_px.mean(axis=0) == pytest.approx([882, 278, 918, 326], abs=14)


def test_a_tilted_face_is_found():
    (track,) = track_images([place(ROOM, HEAD, 160, 90, angle=0.5)])
    across = track.landmarks_px[0][263] - track.landmarks_px[0][33]
    assert np.arctan2(across[1], across[0]) == pytest.approx(0.5, abs=0.07)


def test_a_room_without_a_face_has_no_track():
    assert track_images([ROOM] * 25) == ()


def test_no_pictures_have_no_track():
    assert track_images([]) == ()


def test_the_same_frames_give_the_same_track():
    frames = face_clip(4, 96, 96)
    first, second = (track_images(frames)[0] for _ in range(2))
    assert np.array_equal(first.landmarks_px, second.landmarks_px)


def test_a_file_has_the_tracks_of_its_frames(tmp_path: Path):
    frames = face_clip(12, 160, 120)
    path = tmp_path / "clip.mp4"
    encode(frames, {Compression.RAW: path}, fps=Fraction(25))
    found = track_faces(path)
    assert (found.facts.frames, found.failures) == (12, 0)
    (track,), (drawn,) = found.tracks, track_images(frames)
    assert track.frame.tolist() == drawn.frame.tolist()
    assert np.abs(track.landmarks_px - drawn.landmarks_px).max() < 0.5


def test_an_image_is_a_clip_of_one_frame(tmp_path: Path):
    path = tmp_path / "face.png"
    cv2.imwrite(str(path), face_clip(1, 96, 96)[0][..., ::-1])
    found = track_faces(path)
    assert [track.frame.tolist() for track in found.tracks] == [[0]]


def test_a_file_that_is_no_video_is_refused_by_name(tmp_path: Path):
    path = tmp_path / "notes.mp4"
    path.write_text("not a video")
    with pytest.raises(MediaError, match=r"notes\.mp4"):
        track_faces(path)
