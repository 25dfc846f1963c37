"""What every line of the table promises."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from faceproof import detectors
from faceproof.core.errors import OneClassError, WeightsError
from faceproof.detectors import DETECTORS, Detector, View

Clips = list[NDArray[np.float32]]


PARAMS = [
    pytest.param(name, marks=pytest.mark.extra) if kind.needs else name
    for name, kind in sorted(DETECTORS.items())
]


@pytest.fixture(params=PARAMS)
def detector(request: pytest.FixtureRequest) -> Detector:
    return detectors.get(request.param)


def clips_like(features: NDArray[np.float32], n: int) -> tuple[Clips, NDArray[np.bool_]]:
    rng = np.random.default_rng(0)
    fake = np.arange(n) % 2 == 0
    clips = [(features + rng.normal(0, 0.3, features.shape) + 0.2 * f) for f in fake]
    return [c.astype(np.float32) for c in clips], fake


def test_table_names_are_the_detectors_own() -> None:
    assert all(name == kind.name for name, kind in DETECTORS.items())


def test_features_are_finite_numbers_one_row_a_frame(detector: Detector, view: View) -> None:
    features = detector.describe(view)
    assert features.dtype == np.float32
    assert features.shape[0] == len(view.frame_index)
    assert features.ndim == 2
    assert np.isfinite(features).all()


def test_same_input_same_features(detector: Detector, view: View) -> None:
    np.testing.assert_array_equal(detector.describe(view), detector.describe(view))


def test_each_frame_is_described_by_itself(detector: Detector, view: View) -> None:
    backwards = replace(view, regions=view.regions[::-1])
    np.testing.assert_array_equal(detector.describe(backwards), detector.describe(view)[::-1])


def test_each_frame_is_scored_by_itself(detector: Detector, view: View) -> None:
    features = detector.describe(view)
    detector.fit(*clips_like(features, 8), np.random.default_rng(0))
    whole = detector.decide(features)
    assert whole.shape == (len(features),)
    np.testing.assert_allclose(detector.decide(features[::-1]), whole[::-1])
    np.testing.assert_allclose(detector.decide(features[:1]), whole[:1])


def test_the_name_and_place_of_the_file_do_not_matter(
    detector: Detector, face_file: Path, view: View, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "manipulated_sequences" / "fake.mp4"
    elsewhere.parent.mkdir()
    elsewhere.write_bytes(face_file.read_bytes())
    (tmp_path / "views").mkdir()
    again = detectors.open_view(elsewhere, frames=4, folder=tmp_path / "views")
    np.testing.assert_array_equal(detector.describe(again), detector.describe(view))


def test_fitting_changes_none_of_its_inputs(detector: Detector, view: View) -> None:
    clips, fake = clips_like(detector.describe(view), 8)
    before, labels = [c.copy() for c in clips], fake.copy()
    detector.fit(clips, fake, np.random.default_rng(0))
    np.testing.assert_array_equal(fake, labels)
    for clip, was in zip(clips, before, strict=True):
        np.testing.assert_array_equal(clip, was)


def test_the_same_lesson_gives_the_same_weights(detector: Detector, view: View) -> None:
    clips, fake = clips_like(detector.describe(view), 8)
    other = detectors.get(detector.name)
    first = detector.fit(clips, fake, np.random.default_rng(5)).arrays()
    second = other.fit(clips, fake, np.random.default_rng(5)).arrays()
    assert first.keys() == second.keys()
    for name, array in first.items():
        np.testing.assert_array_equal(array, second[name])


def test_arrays_restore_the_same_answers(detector: Detector, view: View) -> None:
    features = detector.describe(view)
    detector.fit(*clips_like(features, 8), np.random.default_rng(0))
    other = detectors.get(detector.name).restore(detector.arrays())
    np.testing.assert_array_equal(other.decide(features), detector.decide(features))


def test_arrays_of_another_shape_are_refused(detector: Detector) -> None:
    with pytest.raises(WeightsError, match="weights"):
        detector.restore({"weight": np.zeros(3)})


def test_no_score_without_a_fit(detector: Detector, view: View) -> None:
    if not detector.fitted:
        pytest.skip("it answers without having learned")
    with pytest.raises(WeightsError, match=r"detect (train|enrol)"):
        detector.decide(detector.describe(view))


def test_one_class_is_no_lesson(detector: Detector, view: View) -> None:
    if not detector.fitted:
        pytest.skip("it learns nothing")
    clips, fake = clips_like(detector.describe(view), 4)
    with pytest.raises(OneClassError, match="0 real"):
        detector.fit(clips, np.ones_like(fake), np.random.default_rng(0))


def test_a_row_out_of_this_world_stays_finite(detector: Detector, view: View) -> None:
    features = detector.describe(view)
    detector.fit(*clips_like(features, 8), np.random.default_rng(0))
    if detector.fitted:
        assert np.isfinite(detector.decide(features + np.float32(1e6))).all()


def test_an_unknown_detector_is_refused_by_name() -> None:
    with pytest.raises(WeightsError, match=r"'oracle' is unknown; expected blend, coin"):
        detectors.get("oracle")
