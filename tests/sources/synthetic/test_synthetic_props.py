"""What glasses, passing things and the truth of a frame promise."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from faceproof.sources.synthetic import SCENES, FilmedFrame, Take, film_with_truth
from faceproof.sources.synthetic.actor import Actor, make_actor
from faceproof.sources.synthetic.body import make_body
from faceproof.sources.synthetic.expression import load_units
from faceproof.sources.synthetic.geometry import rotation
from faceproof.sources.synthetic.glasses import FRAMES
from faceproof.sources.synthetic.identity import identity
from faceproof.sources.synthetic.light import RIGS, set_up
from faceproof.sources.synthetic.look import look
from faceproof.sources.synthetic.passing import THINGS, Pass, Passing
from faceproof.sources.synthetic.performance import Moment
from faceproof.sources.synthetic.render import Rendered, Renderer

WIDTH, HEIGHT = 160, 120
HAND_AT = Pass(np.eye(3, dtype=np.float32), np.array([0.3, 6.3, 2.1], np.float32))
STILL = Moment(
    levels=np.zeros(len(load_units().names), np.float32),
    gaze=(0.0, 0.0),
    pose=(0.2, -0.1, 0.05),
    shift=np.array([0.1, 0.05, -0.1], np.float32),
    pan=(0.03, -0.02),
)


@pytest.fixture(scope="module")
def bare() -> Actor:
    seed = next(s for s in range(1, 50) if look(identity(s)).glasses is None)
    return make_actor(seed)


def draw(actor: Actor, passing: str | None = None, thing_at: Pass | None = None) -> Rendered:
    lights = set_up(RIGS["window"], np.random.default_rng(0))
    renderer = Renderer(make_body(actor, passing, 1.0), lights, WIDTH, HEIGHT, 1.0)
    return renderer.draw(STILL, np.full((HEIGHT, WIDTH, 3), 0.2, np.float32), thing_at)


def wearing(actor: Actor, style: str) -> Actor:
    return replace(actor, look=replace(actor.look, glasses=style))


@pytest.mark.parametrize("style", sorted(FRAMES))
def test_glasses_change_the_eyes_and_leave_mouth_and_shirt(bare: Actor, style: str):
    without, worn = draw(bare), draw(wearing(bare, style))
    changed = np.abs(worn.light - without.light).max(2) > 1e-3
    eyes = without.landmarks_px[36:48]
    x0, y0 = eyes.min(0).astype(int)
    x1, y1 = eyes.max(0).astype(int)
    assert changed[y0 : y1 + 1, x0 : x1 + 1].mean() > 0.5
    assert not changed[: int(y0 - 0.2 * HEIGHT)].any()
    assert not changed[int(without.landmarks_px[8, 1]) :].any()
    np.testing.assert_array_equal(worn.landmarks_px, without.landmarks_px)


def test_glasses_turn_with_the_head(bare: Actor):
    actor = wearing(bare, "square")
    body = make_body(actor, None, 1.0)
    turned = np.zeros((3, 5), np.float32)
    turned[:, :3], turned[:, 3] = rotation(0.4, 0.1, 0.0), (0, 6.35, 0.25)
    body.fine[:] = actor.rest
    body.place(turned, None)
    glasses = slice(len(actor.rest), None)
    skull = int(np.argmax(actor.rest[:, 1]))
    gaps = [
        np.linalg.norm(points[glasses] - points[skull], axis=1)
        for points in (np.concatenate([actor.rest, body.frame.points]), body.stage.points)
    ]
    np.testing.assert_allclose(gaps[0], gaps[1], atol=1e-4)


@pytest.mark.parametrize("name", sorted(THINGS))
def test_a_thing_hides_what_lies_behind_it_and_no_more(bare: Actor, name: str):
    without, behind = draw(bare), draw(bare, name, HAND_AT)
    assert behind.hidden.sum() > without.hidden.sum() + 3
    assert (behind.mask <= without.mask).all()
    covered = (without.mask > 0) & (behind.mask == 0)
    assert covered.sum() > 100
    mouth = without.landmarks_px[48:68].mean(0).round().astype(int)
    brow = without.landmarks_px[17:27, 1].min()
    changed = np.abs(behind.light - without.light).max(2) > 1e-3
    assert changed[mouth[1] - 3 : mouth[1] + 4, mouth[0] - 3 : mouth[0] + 4].any()
    assert not changed[: int(brow - 0.15 * HEIGHT)].any()


def test_a_thing_that_waits_changes_nothing(bare: Actor):
    np.testing.assert_array_equal(draw(bare, "cup").light, draw(bare).light)


@pytest.mark.parametrize("name", sorted(THINGS))
def test_triangles_of_things_face_outwards(name: str):
    thing = THINGS[name]()
    a, b, c = (thing.points[thing.triangles[:, k]] for k in range(3))
    assert np.einsum("tc,tc->t", a, np.cross(b, c)).sum() > 0
    assert np.isfinite(thing.points).all()


def test_a_pass_depends_on_time_alone_and_ends():
    def places(times: list[float]) -> list[bool]:
        passing = Passing("hand", np.random.default_rng(3))
        return [passing(time) is not None for time in times]

    often = places([k / 25 for k in range(250)])
    assert places([k / 5 for k in range(50)]) == often[::5]
    assert 0.2 < np.mean(often) < 0.8


def filmed(**changes: object) -> Iterator[FilmedFrame]:
    given = {"seed": 1, "scene": "kitchen_still", "frames": 8, "width": WIDTH, "height": HEIGHT}
    return film_with_truth(Take(**(given | {"fps": Fraction(4)} | changes)))  # type: ignore[arg-type]


@pytest.mark.parametrize("scene", ["kitchen_pan", "podium_speech_happy"])
def test_pose_projects_the_points_of_the_head_onto_the_landmarks(scene: str):
    for frame in filmed(scene=scene):
        found = frame.pose.project(frame.landmarks_dm)
        np.testing.assert_allclose(found, frame.landmarks_px, atol=2e-3)


def test_angles_of_the_pose_are_those_of_its_rotation():
    for frame in filmed(frames=3):
        pose = frame.pose
        turned = np.diag([1, -1, -1]) @ rotation(pose.yaw, pose.pitch, pose.roll)
        np.testing.assert_allclose(pose.rotation, turned, atol=1e-6)
        np.testing.assert_allclose(pose.rotation @ pose.rotation.T, np.eye(3), atol=1e-6)


def test_a_hand_that_passes_is_seen_in_the_truth_of_its_scene():
    scene = next(name for name in sorted(SCENES) if SCENES[name].passing == "hand")
    hidden = [int(frame.hidden.sum()) for frame in filmed(scene=scene, frames=20)]
    assert max(hidden) > min(hidden) + 3


def test_a_head_that_faces_the_camera_hides_few_of_its_landmarks(bare: Actor):
    assert draw(bare).hidden.sum() <= 20
