"""The published network, computed again without OpenVINO; and which way its answer points."""

from __future__ import annotations

import hashlib
from importlib import resources
from pathlib import Path

import numpy as np
import pytest
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from conftest import Lesson
from faceproof import detectors
from faceproof.core import Score
from faceproof.core.errors import WeightsError
from faceproof.detectors import View, resolve, score_files, train
from faceproof.detectors.calibration import AS_IS
from faceproof.detectors.meso4 import FILE, SHA256, SIDE_PX, meso4, published
from faceproof.detectors.mesonet import MARGIN
from faceproof.faces import aligned_crop

FOLDER = Path(str(resources.files("faceproof.detectors"))) / "models"


def by_hand(crop: NDArray[np.float64], arrays: dict[str, NDArray[np.float32]]) -> float:
    """Keras' layers in numpy, channels last: log-odds of real."""
    x = crop
    for number, pool in ((1, 2), (2, 2), (3, 2), (4, 4)):
        kernel = arrays[f"conv{number}.kernel"].astype(float)
        reach = len(kernel) // 2
        padded = np.pad(x, ((reach, reach), (reach, reach), (0, 0)))
        windows = sliding_window_view(padded, kernel.shape[:2], axis=(0, 1))  # h w given y x
        x = np.tensordot(windows, kernel, axes=((3, 4, 2), (0, 1, 2)))
        x = np.maximum(x + arrays[f"conv{number}.bias"], 0.0)
        gamma, beta, mean, variance = (
            arrays[f"norm{number}.{part}"].astype(float)
            for part in ("gamma", "beta", "moving_mean", "moving_variance")
        )
        x = gamma * (x - mean) / np.sqrt(variance + 1e-3) + beta
        side = len(x) // pool
        x = x.reshape(side, pool, side, pool, -1).max(axis=(1, 3))
    x = x.ravel() @ arrays["dense1.kernel"].astype(float) + arrays["dense1.bias"]
    x = np.where(x > 0, x, 0.1 * x)
    return float((x @ arrays["dense2.kernel"].astype(float) + arrays["dense2.bias"])[0])


@pytest.mark.parametrize("seed", range(3))
def test_the_network_is_the_papers_computed_by_hand(seed: int) -> None:
    rng = np.random.default_rng(seed)
    coarse = rng.random((16, 16, 3)).repeat(SIDE_PX // 16, 0).repeat(SIDE_PX // 16, 1)
    crop = np.clip(coarse + rng.normal(0, 0.1, coarse.shape), 0, 1)
    network = meso4()
    network.input[:] = crop
    found = float(network.run()[0][0])
    expected = by_hand(network.input.astype(float), published())
    assert found == pytest.approx(expected, rel=1e-4, abs=1e-4)


def test_it_has_as_many_numbers_as_the_paper_says() -> None:
    learned = {k: v for k, v in published().items() if "moving" not in k}
    assert sum(array.size for array in learned.values()) == 27_977


def test_its_answer_for_real_is_turned(view: View) -> None:
    face = view.regions[0]
    crop = aligned_crop(face.rgb, face.landmarks_px, size=SIDE_PX, margin=MARGIN)
    real = by_hand(crop / 255.0, published())
    said = detectors.get("mesonet").describe(view)
    np.testing.assert_allclose(said[0, 0], -real, rtol=1e-4, atol=1e-4)


def test_out_of_the_box_its_odds_are_calibrated(face_file: Path, view: View) -> None:
    (found,) = score_files([face_file], "mesonet", frames=4)
    assert isinstance(found.score, Score)
    come_along = detectors.shipped("mesonet")
    assert come_along is not None
    odds = detectors.get("mesonet").describe(view).astype(np.float64)
    expected = float(come_along.trained.clip_llr(odds.mean(keepdims=True).ravel())[0])
    assert found.score.llr == pytest.approx(expected)


def test_training_calibrates_it_and_teaches_it_nothing(lesson: Lesson, tmp_path: Path) -> None:
    folders = train(lesson.release, "mesonet", tmp_path, cache=lesson.cache, frames=4)
    trained = detectors.load(folders[0])
    assert trained.detector.arrays() == {}
    assert trained.trained_on is None
    assert trained.calibrated_on is not None
    assert trained.clip_llr != AS_IS
    assert trained.clip_llr.limit == pytest.approx(np.log(5))  # four clips a class calibrated it
    assert resolve("mesonet", tmp_path).name == "mesonet"


def test_the_file_is_the_one_that_code_and_table_name() -> None:
    assert hashlib.sha256((FOLDER / FILE).read_bytes()).hexdigest() == SHA256
    row = next(line for line in (FOLDER / "README.md").read_text().splitlines() if FILE in line)
    assert SHA256 in row
    assert "Apache-2.0" in row
    assert "Apache License" in (FOLDER / "LICENSE").read_text()


def test_another_file_in_its_place_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "models").mkdir()
    data = bytearray((FOLDER / FILE).read_bytes())
    data[-1] ^= 1
    (tmp_path / "models" / FILE).write_bytes(data)
    monkeypatch.setattr(resources, "files", lambda _: tmp_path)
    with pytest.raises(WeightsError, match=rf"{FILE}: sha256 is [0-9a-f]+, expected {SHA256}"):
        published()
