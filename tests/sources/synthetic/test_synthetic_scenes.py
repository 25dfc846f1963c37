"""What the sixteen scenes promise: DFD's names, real rooms and moods, turns, faces to follow."""

from fractions import Fraction
from itertools import islice

import numpy as np
import pytest

from faceproof.faces import track_images
from faceproof.sources.synthetic import SCENES, Take, film_with_truth
from faceproof.sources.synthetic.backgrounds import PAINTERS, paint
from faceproof.sources.synthetic.expression import MOODS
from faceproof.sources.synthetic.light import RIGS
from faceproof.sources.synthetic.passing import THINGS
from faceproof.sources.synthetic.performance import perform
from faceproof.sources.synthetic.scene import CAMERAS, PAN, STILL, WALKING

DFD = {
    "exit_phone_room", "hugging_happy", "kitchen_pan", "kitchen_still", "meeting_serious",
    "outside_talking_pan_laughing", "outside_talking_still_laughing", "podium_speech_happy",
    "secret_conversation", "talking_against_wall", "talking_angry_couch", "walk_down_hall_angry",
    "walking_and_outside_surprised", "walking_down_indoor_hall_disgust",
    "walking_down_street_outside_angry", "walking_outside_cafe_disgusted",
}  # fmt: skip


def test_scenes_are_the_sixteen_of_dfd():
    assert set(SCENES) == DFD


@pytest.mark.parametrize("name", sorted(SCENES))
def test_scene_names_only_what_exists(name: str):
    scene = SCENES[name]
    assert scene.background in PAINTERS
    assert scene.light in RIGS
    assert scene.mood in MOODS
    assert scene.camera in CAMERAS
    assert scene.passing is None or scene.passing in THINGS
    assert 0 <= scene.speech <= 1
    assert ("walk" in name) == (scene.camera == WALKING)


def test_every_room_light_and_mood_is_used_by_a_scene():
    scenes = SCENES.values()
    assert {scene.background for scene in scenes} == set(PAINTERS)
    assert {scene.light for scene in scenes} == set(RIGS)
    assert {scene.mood for scene in scenes} == set(MOODS)
    assert {scene.passing for scene in scenes} == {None, *THINGS}


@pytest.mark.parametrize("kind", sorted(PAINTERS))
def test_a_room_is_painted_and_differs_per_actor(kind: str):
    one, same, other = (paint(kind, 64, 48, np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert one.shape == (48, 64 + 2 * 10, 3)
    assert np.isfinite(one).all()
    assert one.min() > 0
    np.testing.assert_array_equal(one, same)
    assert np.abs(one - other).mean() > 0.01


def yaws_deg(name: str, seed: int) -> np.ndarray:
    moments = islice(perform(SCENES[name], Fraction(10), seed, 0), 60)
    return np.degrees([moment.pose[0] for moment in moments])


def test_head_turns_far_away_and_comes_back():
    ends = [
        (np.abs(y).max(), np.abs(y).min())
        for y in (yaws_deg("talking_against_wall", s) for s in range(12))
    ]
    assert all(30 < far < 60 and near < 10 for far, near in ends)


def test_head_stays_where_a_scene_asks_for_no_turn():
    assert all(np.abs(yaws_deg("kitchen_still", seed)).max() < 25 for seed in range(12))


def test_camera_moves_as_the_scene_says():
    for scene in SCENES.values():
        pans = np.array([m.pan for m in islice(perform(scene, Fraction(10), 3, 0), 40)])
        assert (np.ptp(pans, axis=0) > 0).any() == (scene.camera != STILL)
        if scene.camera == PAN:
            assert np.ptp(pans[:, 0]) > 0.1
        if scene.camera == WALKING:
            assert np.ptp(pans[:, 1]) > 0.015


@pytest.mark.parametrize("name", sorted(SCENES))
def test_head_stays_in_the_picture_and_its_face_is_found(name: str):
    take = Take(seed=sorted(SCENES).index(name) + 1, scene=name, frames=3, fps=Fraction(1, 1),
                width=320, height=240)  # fmt: skip
    frames = list(film_with_truth(take))
    points = np.array([frame.landmarks_px for frame in frames])
    assert (points > 2).all()
    assert (points < [317, 237]).all()
    found = [track_images([frame.image]) for frame in frames]
    assert sum(bool(tracks) for tracks in found) >= 2
