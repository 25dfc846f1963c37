"""The one person a clip is about is chosen, or asked for in one line."""

import numpy as np
import pytest

from faceproof.core import FaceTrack
from faceproof.core.errors import FaceError
from faceproof.faces import principal_track

FRAMES, WIDTH, HEIGHT = 100, 640, 480


def face(x: float, y: float, side: float, frames: range = range(FRAMES)) -> FaceTrack:
    count = len(frames)
    box = np.array([x - side / 2, y - side / 2, x + side / 2, y + side / 2], np.float32)
    corners = np.resize(box.reshape(2, 2), (468, 2))
    return FaceTrack(
        frame=np.asarray(frames, np.int64),
        box_px=np.tile(box, (count, 1)),
        landmarks_px=np.tile(corners, (count, 1, 1)),
        confidence=np.ones(count, np.float32),
    )


def choose(*tracks: FaceTrack, near_px: tuple[float, float] | None = None) -> FaceTrack:
    return principal_track(
        tracks, frames=FRAMES, width=WIDTH, height=HEIGHT, name="a.mp4", near_px=near_px
    )


PERSON = face(320, 200, 100)


@pytest.mark.parametrize(
    "other",
    [
        face(100, 200, 50),  # small
        face(100, 200, 100, range(25)),  # brief
        face(620, 200, 90),  # cut by the edge
        face(320, 350, 100, range(3)),  # a print taken for a face for a moment
        face(-30, 200, 400, range(8)),  # large, but hardly there
    ],
)
def test_the_person_is_chosen_beside(other: FaceTrack):
    assert choose(other, PERSON) is PERSON
    assert choose(PERSON, other) is PERSON


def test_two_comparable_faces_are_refused_with_places_and_the_remedy():
    with pytest.raises(FaceError) as refusal:
        choose(PERSON, face(100, 220, 80, range(40)))
    assert str(refusal.value) == (
        "a.mp4: 2 faces of like size (100 px wide at 320, 200, 80 px wide at 100, 220), expected "
        "one person; name the one meant with face_at_px = [x, y], or crop the clip"
    )


def test_the_point_that_was_given_decides():
    other = face(100, 220, 80)
    assert choose(PERSON, other, near_px=(120, 200)) is other
    assert choose(PERSON, other, near_px=(300, 260)) is PERSON


def test_a_moments_face_is_not_taken_for_the_person_at_the_point():
    glimpse = face(100, 220, 80, range(3))
    assert choose(PERSON, glimpse, near_px=(100, 220)) is PERSON


def test_no_face_is_refused():
    with pytest.raises(FaceError, match=r"a\.mp4: no face found, expected one person in view"):
        choose()


def test_a_glimpse_is_not_a_person():
    with pytest.raises(FaceError, match=r"a\.mp4: a face in only 9 of 100 frames"):
        choose(face(320, 200, 100, range(9)), face(300, 200, 100, range(20, 23)))


def test_an_image_has_its_one_face():
    portrait = face(320, 200, 100, range(1))
    assert principal_track([portrait], frames=1, width=640, height=480, name="a.png") is portrait
