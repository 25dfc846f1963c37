"""Whether a face is the enrolled person's: rendered actors in two scenes each, and plain points."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Mapping
from fractions import Fraction
from importlib import resources
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from tiny_release import tiny_release

from faceproof import detectors
from faceproof.benchmark import read_band
from faceproof.core import Compression, Score, actor_id, clip_id
from faceproof.core.errors import FaceError, WeightsError
from faceproof.detectors import FaceRegion, Trained, enrol, load, resolve, score_files, train
from faceproof.detectors.enrol import CALIBRATION
from faceproof.detectors.face_network import DIMENSIONS, SIDE_PX, _network, embed, face_chip
from faceproof.detectors.identity import Identity
from faceproof.detectors.weights import RECORD
from faceproof.media import encode
from faceproof.sources.synthetic import Take, film

ANN, BERT = 7, 79  # seeds of rendered actors who do not look alike
SCENES = ("kitchen_still", "podium_speech_happy")
POINTS = [33, 133, 362, 263, 2]

Films = Mapping[tuple[int, str], Path]


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> Films:
    root = tmp_path_factory.mktemp("films")
    made = {}
    for who in (ANN, BERT):
        for scene in SCENES:
            take = Take(seed=who, scene=scene, frames=6, width=320, height=240)
            made[who, scene] = root / f"{len(made)}.mp4"
            encode(film(take), {Compression.C23: made[who, scene]}, fps=Fraction(25))
    return made


def llr_of(files: list[Path], weights: Path) -> list[float]:
    scores = [one.score for one in score_files(files, "identity", weights, frames=3)]
    return [score.llr for score in scores if isinstance(score, Score)]


@pytest.mark.extra
def test_another_scene_of_the_person_is_near_and_another_person_is_not(
    films: Films, tmp_path: Path
) -> None:
    enrol([films[ANN, SCENES[0]]]).save(tmp_path)
    same, other, again = llr_of(
        [films[ANN, SCENES[1]], films[BERT, SCENES[0]], films[BERT, SCENES[1]]], tmp_path
    )
    assert same < 0 < min(other, again)


@pytest.mark.extra
def test_a_stranger_among_the_references_is_refused_by_name(films: Films) -> None:
    files = [films[ANN, SCENES[0]], films[ANN, SCENES[1]], films[BERT, SCENES[0]]]
    with pytest.raises(WeightsError, match=rf"{files[2].name}: looks like somebody else"):
        enrol(files)
    assert len(enrol(files[:2]).detector.arrays()["references"]) == 2


@pytest.mark.extra
def test_a_file_without_a_face_is_not_enrolled(films: Films, empty_room: Path) -> None:
    with pytest.raises(FaceError, match=rf"{empty_room.name}: cannot be enrolled: .*no face"):
        enrol([films[ANN, SCENES[0]], empty_room])


@pytest.mark.extra
def test_only_references_and_digests_are_kept(films: Films, tmp_path: Path) -> None:
    files = [films[ANN, scene] for scene in SCENES]
    trained = enrol(files, person=actor_id("ann"))
    trained.save(tmp_path)
    again = load(tmp_path)
    assert again.knows == {"ann"}
    arrays = again.detector.arrays()
    assert {name: array.shape for name, array in arrays.items()} == {"references": (2, DIMENSIONS)}
    record = (tmp_path / RECORD).read_text("utf-8")
    assert not any(file.name in record for file in files)
    assert again.sha256() == enrol(files, person=actor_id("ann")).sha256()


@pytest.mark.extra
def test_the_chip_is_the_one_that_dlib_cuts(films: Films, tmp_path: Path) -> None:
    import dlib  # noqa: PLC0415 - of the extra

    (face,) = detectors.open_view(films[ANN, SCENES[1]], frames=1, folder=tmp_path).regions
    # dlib counts from the left eye's outer corner, in whole pixels
    points = face.landmarks_px.copy()
    points[POINTS] = points[POINTS].round()
    box = dlib.rectangle(0, 0, face.rgb.shape[1], face.rgb.shape[0])
    parts = [dlib.point(*map(int, points[i])) for i in (263, 362, 33, 133, 2)]
    theirs = dlib.get_face_chip(face.rgb, dlib.full_object_detection(box, parts), size=SIDE_PX)
    ours = face_chip(
        FaceRegion(frame=0, rgb=face.rgb, origin_px=(0, 0), landmarks_px=points)
    ).astype(float)
    inside = np.s_[10:-10, 10:-10]
    off = np.abs(ours - theirs)[inside].mean()
    moved = np.abs(np.roll(ours, 3, axis=1) - theirs)[inside].mean()
    assert off < moved / 3


@pytest.mark.extra
def test_another_file_in_the_networks_place_is_refused(
    view: detectors.View, monkeypatch: pytest.MonkeyPatch
) -> None:
    _network.cache_clear()
    monkeypatch.setattr("faceproof.detectors.face_network.SHA256", "0" * 64)
    with pytest.raises(WeightsError, match="sha256 is not 0000"):
        embed(view.regions[0])
    _network.cache_clear()


def test_the_chip_puts_eyes_and_nose_where_the_network_expects_them() -> None:
    # dlib's mean face, in a chip of 150 px with a quarter around it
    eye, nose = np.array([0.1205750620789, 0.2137274526848]), np.array([0.4901123135679, 0.6277976])
    for place, point in ((eye, 33), (nose, 2)):
        points = np.zeros((468, 2), np.float32)
        turn = np.array([[np.cos(0.3), -np.sin(0.3)], [np.sin(0.3), np.cos(0.3)]])
        mean = [[0.1205750620789, 0.2137274526848], [0.3340850613712, 0.2290642403242],
                [0.6460604764104, 0.2289674387677], [0.8595674595992, 0.2134981538014],
                [0.4901123135679, 0.6277975316475]]  # fmt: skip
        points[POINTS] = 180 + (np.array(mean) - 0.5) * 200 @ turn.T
        rgb = np.zeros((360, 360, 3), np.uint8)
        x, y = points[point].round().astype(int)
        rgb[y - 3 : y + 4, x - 3 : x + 4] = 255
        chip = face_chip(FaceRegion(frame=0, rgb=rgb, origin_px=(0, 0), landmarks_px=points))
        found = np.argwhere(chip[..., 0] > 120).mean(0)[::-1]
        expected = (place + 0.25) / 1.5 * SIDE_PX
        np.testing.assert_allclose(found, expected, atol=1.5)


def near(centre: float, rows: int, seed: int) -> NDArray[np.float32]:
    rng = np.random.default_rng(seed)
    return (centre + rng.normal(0, 0.01, (rows, DIMENSIONS))).astype(np.float32)


def test_each_recording_leaves_its_mean_and_fakes_leave_nothing() -> None:
    clips = [near(0.0, 3, 0), near(0.5, 4, 1), near(0.1, 2, 2)]
    fitted = Identity().fit(clips, np.array([False, True, False]), np.random.default_rng(0))
    expected = [clips[0].mean(0), clips[2].mean(0)]
    np.testing.assert_allclose(fitted.arrays()["references"], expected, atol=1e-6)


def test_the_distance_is_that_to_the_nearest_reference() -> None:
    clips = [near(0.0, 1, 0), near(0.4, 1, 1)]
    fitted = Identity().fit(clips, np.zeros(2, bool), np.random.default_rng(0))
    asked = np.concatenate([near(0.39, 1, 2), near(0.02, 1, 3), clips[0]])
    by_hand = [min(float(np.linalg.norm(row - clip[0])) for clip in clips) for row in asked]
    np.testing.assert_allclose(fitted.decide(asked), by_hand, atol=1e-5)
    assert fitted.decide(clips[0])[0] == 0


@pytest.mark.parametrize(
    "arrays",
    [
        {},
        {"references": np.zeros((0, DIMENSIONS))},
        {"references": np.zeros(DIMENSIONS)},
        {"references": np.float64(1.0)},
        {"references": np.zeros((2, DIMENSIONS + 1))},
        {"references": np.full((1, DIMENSIONS), np.nan)},
        {"references": np.zeros((1, DIMENSIONS)), "name": np.zeros(1)},
    ],
)
def test_references_of_another_shape_are_refused(arrays: dict[str, NDArray[np.float64]]) -> None:
    with pytest.raises(WeightsError, match="weights of identity"):
        Identity().restore(arrays)


def test_it_is_enrolled_and_not_trained(tmp_path: Path) -> None:
    tiny_release(tmp_path / "release")
    with pytest.raises(WeightsError, match=r"one person.*`faceproof detect enrol FILE"):
        train(tmp_path / "release", "identity", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_without_the_extra_one_line_says_what_brings_it(
    face_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Identity, "needs", ("no_such_module",))
    said = r"^identity needs no_such_module, not installed.* pip install 'faceproof\[identity\]'"
    known(tmp_path)
    for attempt in (
        lambda: enrol([face_file]),
        lambda: resolve("identity", tmp_path),
        lambda: score_files([face_file], "identity", tmp_path),
    ):
        with pytest.raises(WeightsError, match=said) as caught:
            attempt()
        assert "\n" not in str(caught.value)


def known(folder: Path) -> None:
    """References of nobody."""
    fitted = Identity().fit([near(0.0, 1, 0)], np.zeros(1, bool), np.random.default_rng(0))
    Trained(detector=fitted, clip_llr=CALIBRATION, frame_llr=CALIBRATION).save(folder)


def test_it_asks_for_references_and_answers_about_no_release(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Identity, "needs", ())
    with pytest.raises(WeightsError, match=r"needs references .*`faceproof detect enrol"):
        resolve("identity")
    known(tmp_path)
    scorer = resolve("identity", tmp_path)
    with pytest.raises(WeightsError, match="compares with one person"):
        scorer.judge(clip_id("some"), frozenset({actor_id("bert")}))
    assert callable(scorer.judge(clip_id("some"), frozenset()))
    assert any("other words" in limit for limit in map(str, scorer.limits))


def test_nothing_of_the_extra_is_imported_with_the_package() -> None:
    program = "import sys, faceproof.cli.main; print({'dlib', 'torch'} & set(sys.modules))"
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert ended.stdout.split() == [b"set()"]


def test_what_ships_calls_near_the_same_and_far_another() -> None:
    near_llr, far_llr = CALIBRATION(np.array([0.35, 0.85]))
    assert near_llr < -1
    assert far_llr > 1
    models = Path(str(resources.files("faceproof.detectors"))) / "models"
    digest = hashlib.sha256((models / "identity_band.json").read_bytes()).hexdigest()
    assert digest in (models / "README.md").read_text()
    band = read_band(models / "identity_band.json", "identity")
    assert band.p_fake(near_llr) < 0.05
    assert band.p_genuine(far_llr) < 0.05
    assert band.p_genuine(near_llr) > 0.3
    assert band.p_fake(far_llr) > 0.3
