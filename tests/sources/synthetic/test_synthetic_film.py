"""What filming promises: repeatable frames, exact truth, faces that move."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from fractions import Fraction
from itertools import islice
from pathlib import Path

import cv2
import numpy as np
import pytest

import faceproof
from faceproof.core.errors import LimitError, PlanError
from faceproof.sources.synthetic import SCENES, Take, contact_sheet, film, film_with_truth
from faceproof.sources.synthetic.expression import MOODS, VISEMES, levels_vector, load_units
from faceproof.sources.synthetic.kernel import sources_stamp
from faceproof.sources.synthetic.performance import perform


def small(**changes: object) -> Take:
    """A take that renders in milliseconds."""
    given = {"seed": 1, "scene": "kitchen_still", "frames": 3, "width": 160, "height": 120}
    return Take(**(given | changes))  # type: ignore[arg-type]


def digest(take: Take) -> str:
    return hashlib.sha256(b"".join(frame.tobytes() for frame in film(take))).hexdigest()


PRINT_DIGEST = """
import hashlib
from faceproof.sources.synthetic import Take, film
take = Take(seed=2, scene="kitchen_pan", frames=2, width=160, height=120)
print(hashlib.sha256(b"".join(frame.tobytes() for frame in film(take))).hexdigest())
"""


def test_same_take_in_another_process_has_the_same_bytes():
    other = subprocess.run(
        [sys.executable, "-c", PRINT_DIGEST], capture_output=True, text=True, check=True
    )
    assert other.stdout.strip() == digest(small(seed=2, scene="kitchen_pan", frames=2))


@pytest.mark.slow
def test_compiling_and_reading_compiled_code_give_the_same_frames(tmp_path: Path):
    """With all of fastmath they did not: a fresh clone's release had another digest."""
    env = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path)}
    compiled, read = (
        subprocess.run(
            [sys.executable, "-c", PRINT_DIGEST],
            capture_output=True,
            text=True,
            check=True,
            env=env,
        ).stdout
        for _ in range(2)
    )
    assert any(tmp_path.rglob("*.nbc"))
    assert compiled == read


def test_any_changed_source_makes_compiled_code_stale(tmp_path: Path):
    """numba alone looks at the caller's file: pulled changes of callees were not compiled."""
    (tmp_path / "a.py").write_text("x = 1")
    (tmp_path / "b.py").write_text("y = 1")
    before = sources_stamp(tmp_path)
    assert sources_stamp(tmp_path) == before
    (tmp_path / "b.py").write_text("y = 2")
    assert sources_stamp(tmp_path) != before


@pytest.mark.slow
def test_code_compiled_from_other_sources_is_not_used(tmp_path: Path):
    env = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path / "cache"), "PYTHONPATH": str(tmp_path)}
    room = tmp_path / "faceproof" / "sources" / "synthetic"
    shutil.copytree(Path(faceproof.__file__).parent, tmp_path / "faceproof")

    def skin_light() -> str:
        asked = [sys.executable, "-c", PRINT_DIGEST]
        return subprocess.run(asked, capture_output=True, text=True, check=True, env=env).stdout

    before = skin_light()
    callee = room / "matter.py"
    callee.write_text(callee.read_text().replace("_BUMP = np.float32(", "_BUMP = np.float32(2 * "))
    assert skin_light() != before


def test_frames_do_not_depend_on_who_was_filmed_before():
    alone = digest(small())
    digest(small(seed=5, scene="talking_angry_couch"))
    assert digest(small()) == alone


def test_two_films_may_be_pulled_in_turns():
    a, b = film(small()), film(small(seed=5))
    first = [frame.copy() for pair in zip(a, b, strict=True) for frame in pair]
    np.testing.assert_array_equal(first[0::2], list(film(small())))
    np.testing.assert_array_equal(first[1::2], list(film(small(seed=5))))


def test_shorter_take_is_the_beginning_of_a_longer_one():
    np.testing.assert_array_equal(list(film(small(frames=2))), list(film(small()))[:2])


@pytest.mark.parametrize("change", [{"seed": 5}, {"scene": "kitchen_pan"}, {"take": 1}])
def test_another_actor_scene_or_take_is_another_film(change: dict[str, object]):
    assert digest(small(frames=1, **change)) != digest(small(frames=1))


@pytest.mark.parametrize("scene", sorted(SCENES))
def test_every_scene_can_be_filmed(scene: str):
    frame = next(film_with_truth(small(scene=scene)))
    assert frame.image.shape == (120, 160, 3)
    assert frame.image.dtype == frame.mask.dtype == np.uint8
    assert 40 < frame.image.mean() < 215
    assert frame.image.std() > 20


def test_contact_sheet_has_a_labelled_tile_for_each_scene():
    sheet = contact_sheet([1, 5, 7], columns=2, across=2, tile=48)
    assert sheet.shape == (2 * (48 + 4), 4 * 48, 3)
    assert sheet[:48].std() > 20
    assert (sheet[52:, 96:] == sheet[-1, -1]).all()
    assert sheet[48:52, :48].max() > sheet[48:52, :48].min()


def test_contact_sheet_shows_the_scenes_asked():
    one = contact_sheet([1], columns=2, tile=48, scenes=["kitchen_still"])
    np.testing.assert_array_equal(one[:, :48], one[:, 48:])


def test_mask_covers_the_face_and_not_the_corners():
    frame = next(film_with_truth(small()))
    nose_x, nose_y = frame.landmarks_px[30].round().astype(int)
    assert frame.mask[nose_y, nose_x] == 255
    assert frame.mask[0, 0] == frame.mask[0, -1] == 0
    assert 0.15 < (frame.mask > 127).mean() < 0.75


def test_outline_of_the_mask_lies_on_the_outline_in_the_picture():
    frame = next(film_with_truth(small(width=320, height=240)))
    edge = cv2.Canny(frame.mask, 100, 200) > 0
    grey = cv2.cvtColor(frame.image, cv2.COLOR_RGB2GRAY).astype(np.float32)
    gradient = np.hypot(cv2.Sobel(grey, cv2.CV_32F, 1, 0), cv2.Sobel(grey, cv2.CV_32F, 0, 1))
    assert gradient[edge].mean() > 2 * gradient[~edge].mean()


def test_face_is_large_enough_at_full_size():
    frame = next(film_with_truth(small(width=640, height=480, frames=1)))
    jaw = frame.landmarks_px[:17]
    assert 130 < np.ptp(jaw[:, 0]) < 200
    assert (frame.landmarks_px > 20).all()
    assert (frame.landmarks_px < [620, 460]).all()


def test_landmarks_scale_with_the_picture():
    little = next(film_with_truth(small())).landmarks_px
    large = next(film_with_truth(small(width=640, height=480))).landmarks_px
    np.testing.assert_allclose((little + 0.5) * 4, large + 0.5, atol=0.01)


def test_landmarks_have_ibug_order():
    points = next(film_with_truth(small(width=640, height=480))).landmarks_px
    assert points[8, 1] > points[57, 1] > points[51, 1] > points[33, 1] > points[27, 1]
    assert points[36, 0] < points[39, 0] < points[42, 0] < points[45, 0]
    assert points[36:48, 1].max() < points[30, 1]


def test_actor_blinks_speaks_looks_round_and_turns():
    names = load_units().names
    scene = SCENES["kitchen_still"]
    moments = list(islice(perform(scene, Fraction(25), 1, 0), 250))
    levels = np.array([moment.levels for moment in moments])
    blink = levels[:, names.index("eyeBlinkLeft")]
    assert blink.max() > 0.9
    assert blink.min() == 0
    assert (blink > 0.5).mean() < 0.3
    assert levels[:, names.index("jawOpen")].std() > 0.03
    assert np.std([moment.gaze[0] for moment in moments]) > 0.02
    assert np.ptp([moment.pose[0] for moment in moments]) > 0.1
    assert levels.min() >= 0
    assert levels.max() <= 1


def test_time_not_frame_number_drives_the_performance():
    scene = SCENES["kitchen_still"]
    slow = list(islice(perform(scene, Fraction(5), 1, 0), 3))
    fast = list(islice(perform(scene, Fraction(25), 1, 0), 11))
    np.testing.assert_allclose(slow[2].pose, fast[10].pose)
    np.testing.assert_allclose(slow[2].levels, fast[10].levels, atol=1e-6)


def test_blink_closes_the_lids():
    frames = list(film_with_truth(small(frames=60)))
    gaps = [np.linalg.norm(f.landmarks_px[37] - f.landmarks_px[41]) for f in frames]
    assert min(gaps) < 0.35 * max(gaps)


def test_expression_tables_name_real_units():
    for levels in (*VISEMES.values(), *MOODS.values()):
        assert np.isfinite(levels_vector(levels)).all()


def test_pan_moves_the_actor_through_the_picture():
    take = small(scene="kitchen_pan", frames=40, fps=Fraction(4))
    noses = [frame.landmarks_px[30, 0] for frame in film_with_truth(take)]
    assert np.ptp(noses) > 20


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"scene": "moon"}, PlanError, "scene 'moon' is unknown, expected one of"),
        ({"seed": -1}, PlanError, "expected 0 or more"),
        ({"take": -1}, PlanError, "expected 0 or more"),
        ({"fps": Fraction(0)}, PlanError, "frames per second"),
        ({"fps": Fraction(1000)}, PlanError, "frames per second"),
        ({"frames": 0}, LimitError, "frames asked"),
        ({"frames": 10**9}, LimitError, "frames asked"),
        ({"width": 8000}, LimitError, "picture of 8000 x 120"),
        ({"height": 121}, LimitError, "even sides"),
        ({"width": 32}, LimitError, "from 64 to 2160"),
    ],
)
def test_bad_takes_are_refused_in_one_line(
    change: dict[str, object], error: type[Exception], message: str
):
    with pytest.raises(error, match=re.escape(message)) as caught:
        small(**change)
    assert "\n" not in str(caught.value)
