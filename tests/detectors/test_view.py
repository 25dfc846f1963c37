"""A view shows pixels and no label."""

from __future__ import annotations

import stat
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from tiny_release import SIDE, put_clip

from actors import backdrop, draw_face, face_clip, place
from faceproof.core import Compression
from faceproof.core.errors import FaceError, StorageError
from faceproof.detectors import View, open_view, open_views
from faceproof.detectors.view import neutral_copy
from faceproof.faces import aligned_crop
from faceproof.media import encode, read_rgb


def test_the_copy_is_neutral_private_and_no_link(view: View, face_file: Path) -> None:
    assert view.path.name == "clip.mp4"
    assert not view.path.is_symlink()
    assert view.path.stat().st_nlink == 1
    assert view.path.stat().st_mtime == 1_000_000_000
    assert stat.S_IMODE(view.path.parent.stat().st_mode) == 0o700
    assert "face" not in str(view.path.parent.name)
    assert view.path.read_bytes() == face_file.read_bytes()


def test_nothing_in_a_view_names_the_file(view: View, face_file: Path) -> None:
    assert str(face_file) not in repr(view)
    assert face_file.name not in repr(view)


@pytest.mark.parametrize("name", ["x.MP4", "x.fake", "manipulated"])
def test_only_a_usual_ending_is_kept(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"x")
    assert neutral_copy(tmp_path / name, tmp_path).name in {"clip.mp4", "clip"}


def test_a_file_that_cannot_be_copied_is_named(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"gone\.mp4"):
        neutral_copy(tmp_path / "gone.mp4", tmp_path)


def test_regions_are_the_cameras_own_pixels(view: View, face_file: Path) -> None:
    frames = read_rgb(face_file)
    for region in view.regions:
        x, y = region.origin_px
        h, w = region.rgb.shape[:2]
        np.testing.assert_array_equal(region.rgb, frames[region.frame, y : y + h, x : x + w])
        row = view.track.row_of(len(frames))[region.frame]
        np.testing.assert_allclose(
            region.landmarks_px + np.array([x, y]), view.track.landmarks_px[row], atol=1e-4
        )


def test_crops_show_the_whole_frame_s_face(view: View, face_file: Path) -> None:
    frames = read_rgb(face_file)
    crops = view.crops()
    assert crops.shape == (4, 256, 256, 3)
    row = view.track.row_of(len(frames))[view.frame_index[0]]
    whole = aligned_crop(frames[view.frame_index[0]], view.track.landmarks_px[row])
    difference = np.abs(whole.astype(int) - crops[0])
    assert np.median(difference[40:-40, 40:-40]) <= 1


def test_frames_are_spread_over_the_clip(tmp_path: Path) -> None:
    file = put_clip(tmp_path / "long.mp4", face_clip(30, SIDE, SIDE))
    index = open_view(file, frames=5, folder=tmp_path).frame_index
    assert len(index) == 5
    assert max(np.diff(index)) - min(np.diff(index)) <= 2
    assert index[0] < 6
    assert index[-1] > 23


@pytest.mark.parametrize("room_bytes", [0, 1 << 30])
def test_whole_frames_are_the_files_put_by_or_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, room_bytes: int
) -> None:
    monkeypatch.setattr("faceproof.detectors.looking._PUT_BY_BYTES", room_bytes)
    file = put_clip(tmp_path / "long.mp4", face_clip(12, SIDE, SIDE))
    looked = open_views(file, wanted=lambda _facts, _tracks: {0: 4}, folder=tmp_path)
    frames = read_rgb(file)
    for index in (0, *looked.views[0].frame_index, 11):
        np.testing.assert_array_equal(looked.whole(index), frames[index])
    for region in looked.views[0].regions:
        x, y = region.origin_px
        h, w = region.rgb.shape[:2]
        np.testing.assert_array_equal(region.rgb, frames[region.frame, y : y + h, x : x + w])


def test_a_known_track_shows_the_same_frames(tmp_path: Path) -> None:
    clip = face_clip(20, SIDE, SIDE)
    clip[:12] = backdrop(SIDE, SIDE)
    file = put_clip(tmp_path / "late.mp4", clip)
    first = open_view(file, frames=6, folder=tmp_path)
    again = open_view(file, frames=6, folder=tmp_path, track=first.track)
    assert first.frame_index == again.frame_index
    assert len(first.frame_index) == 6
    assert min(first.frame_index) >= 12
    for a, b in zip(first.regions, again.regions, strict=True):
        np.testing.assert_array_equal(a.rgb, b.rgb)


def test_an_image_is_a_clip_of_one_frame(tmp_path: Path) -> None:
    file = put_clip(tmp_path / "still.mp4", face_clip(1, SIDE, SIDE))
    assert open_view(file, frames=16, folder=tmp_path).frame_index == (0,)


def test_no_face_is_an_error_with_the_files_name(empty_room: Path, tmp_path: Path) -> None:
    with pytest.raises(FaceError, match=r"room\.mp4: no face"):
        open_view(empty_room, frames=4, folder=tmp_path)


def test_two_like_faces_are_not_guessed_between(tmp_path: Path) -> None:
    room = backdrop(320, 160)
    both = place(place(room, draw_face(150), 80, 80), draw_face(150, seed=1), 240, 80)
    encode(iter([both] * 5), {Compression.RAW: tmp_path / "two.mp4"}, fps=Fraction(25))
    with pytest.raises(FaceError, match="2 faces"):
        open_view(tmp_path / "two.mp4", frames=4, folder=tmp_path)


def test_too_small_a_face_is_refused_by_size(tmp_path: Path) -> None:
    seen = open_view(
        put_clip(tmp_path / "a.mp4", face_clip(4, SIDE, SIDE)), frames=4, folder=tmp_path
    )
    small = replace(
        seen.track,
        box_px=seen.track.box_px * np.float32(0.2),
        landmarks_px=seen.track.landmarks_px * np.float32(0.2),
    )
    with pytest.raises(FaceError, match=r"a\.mp4: the face is 1\d px wide, expected at least 24"):
        open_view(tmp_path / "a.mp4", frames=4, folder=tmp_path, track=small)


def test_frames_in_which_the_face_leaves_the_picture_are_not_shown(tmp_path: Path) -> None:
    clip = face_clip(8, SIDE, SIDE)
    file = put_clip(tmp_path / "a.mp4", clip)
    seen = open_view(file, frames=8, folder=tmp_path)
    shift = np.where(seen.track.frame < 4, 0, 90).astype(np.float32)
    leaving = replace(
        seen.track,
        box_px=seen.track.box_px + shift[:, None],
        landmarks_px=seen.track.landmarks_px + shift[:, None, None],
    )
    shown = open_view(file, frames=8, folder=tmp_path, track=leaving)
    assert shown.frame_index == (0, 1, 2, 3)
