"""What comes with the package is what its table says, and answers without any training."""

import hashlib
import json
from importlib import resources
from pathlib import Path

import pytest

from faceproof import detectors
from faceproof.benchmark import read_band
from faceproof.check import shipped_band
from faceproof.core import Score
from faceproof.core.errors import ScoreError, WeightsError
from faceproof.detectors import DEFAULT, DETECTORS, resolve, score_files, shipped
from faceproof.detectors.blend.detector import FILE, SHA256
from faceproof.detectors.blend.detector import shipped as network

PACKAGE = Path(str(resources.files("faceproof.detectors")))
MODELS = PACKAGE / "models"
CALIBRATED = sorted(n for n, kind in DETECTORS.items() if not (kind.calibrated or kind.enrolled))


def test_the_network_is_the_one_that_code_table_and_record_name() -> None:
    assert hashlib.sha256((MODELS / FILE).read_bytes()).hexdigest() == SHA256
    row = next(line for line in (MODELS / "README.md").read_text().splitlines() if FILE in line)
    assert SHA256 in row
    record = json.loads((MODELS / "blend.json").read_text())
    assert record["sha256"] == SHA256
    assert all("train" in one["scopes"] for one in record["trained_on"])
    assert record["learned"] == len(record["trained_on"]) > 1000


def test_another_network_in_its_place_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "models").mkdir()
    data = bytearray((MODELS / FILE).read_bytes())
    data[-1] ^= 1
    (tmp_path / "models" / FILE).write_bytes(data)
    monkeypatch.setattr(resources, "files", lambda _: tmp_path)
    with pytest.raises(WeightsError, match=rf"{FILE}: sha256 is [0-9a-f]+, expected {SHA256}"):
        network()


@pytest.mark.parametrize("name", CALIBRATED)
def test_every_detector_answers_out_of_the_box(name: str, face_file: Path) -> None:
    (found,) = score_files([face_file], name, frames=4)
    assert isinstance(found.score, Score)
    come_along = shipped(name)
    assert come_along is not None
    assert come_along.trained.calibrated_on is not None
    assert come_along.trained.calibrated_on.release.startswith("footage ")
    assert come_along.trained.detector.name == name


def test_all_of_it_is_small() -> None:
    files = [f for folder in ("models", "shipped") for f in (PACKAGE / folder).rglob("*")]
    assert sum(file.stat().st_size for file in files if file.is_file()) <= 12 << 20


def test_the_band_is_of_these_weights_and_can_accuse() -> None:
    path = shipped_band(DEFAULT)
    said = tuple(json.loads(path.read_text())["weights_sha256"])
    scorer = resolve(DEFAULT)
    assert not isinstance(scorer, detectors.PredictFile)
    assert said == scorer.weights_sha256
    band = read_band(path, DEFAULT)
    assert max(len(domain.genuine) for domain in band.domains.values()) >= 49
    with pytest.raises(ScoreError, match="no band of coin"):
        shipped_band("coin")
