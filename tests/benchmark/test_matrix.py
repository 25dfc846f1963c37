"""What a detector never met in training is really left out, and marked as such."""

import json
from pathlib import Path

import pytest
from filmed import filmed_release

from faceproof.benchmark import Place, make_matrix
from faceproof.core import Compression
from faceproof.core.errors import ManifestError, ScoreError
from faceproof.datasets import read_manifest
from faceproof.detectors import train

BOTH = (Compression.RAW, Compression.C40)
SCOPES = ("manipulate", "record", "train")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory):
    root = tmp_path_factory.mktemp("matrix")
    release = filmed_release(root / "release", scopes=SCOPES, levels=BOTH)
    return Place(release=release, out=root / "weights", cache=root / "cache")


def _trained_on(place: Place, row: str) -> int:
    record = json.loads((place.out / "spectrum" / row / "weights.json").read_text())
    return record["trained_on"]["clips"] + record["calibrated_on"]["clips"]


def test_each_row_is_taught_without_its_method_and_asked_about_all(place: Place):
    said: list[str] = []
    found = make_matrix("leave-one-method-out", "spectrum", {"one": place}, said.append)
    assert list(found.cells) == ["Patch", "Smear", "all"]
    assert all(list(cells) == ["Patch", "Smear"] for cells in found.cells.values())
    assert found.unseen == {("Patch", "Patch"), ("Smear", "Smear")}
    assert len(said) == 3
    # of 2 people: 2 levels of a recording and 2 methods
    assert _trained_on(place, "without-all") == 12
    assert _trained_on(place, "without-Patch") == _trained_on(place, "without-Smear") == 8
    cell = found.cells["Patch"]["Smear"]
    assert cell.n == 8  # a method's fakes against the recordings, of two actors at two levels
    json.dumps(found.as_json(), allow_nan=False)


def test_each_row_is_taught_at_its_compression(place: Place):
    found = make_matrix("cross-compression", "spectrum", {"one": place}, lambda _: None)
    assert list(found.cells) == ["raw", "c40", "all"]
    assert found.unseen == {("raw", "c40"), ("c40", "raw")}
    assert _trained_on(place, "at-raw") == _trained_on(place, "at-c40") == 6


def test_what_cannot_be_parted_is_refused(place: Place, tmp_path: Path):
    with pytest.raises(ScoreError, match="coin learns nothing"):
        make_matrix("leave-one-method-out", "coin", {"one": place}, lambda _: None)
    with pytest.raises(ScoreError, match="'diagonal' is unknown; there are leave-one"):
        make_matrix("diagonal", "spectrum", {"one": place}, lambda _: None)
    with pytest.raises(ScoreError, match="made on one release, got 2"):
        make_matrix("cross-compression", "spectrum", {"a": place, "b": place}, lambda _: None)
    with pytest.raises(ScoreError, match="needs two releases"):
        make_matrix("cross-release", "spectrum", {"a": place}, lambda _: None)
    raw = Place(release=filmed_release(tmp_path / "raw"), out=tmp_path, cache=tmp_path)
    with pytest.raises(ScoreError, match="compressions raw: a matrix needs two"):
        make_matrix("cross-compression", "spectrum", {"one": raw}, lambda _: None)


def test_a_method_that_is_not_there_cannot_be_left_out(place: Place, tmp_path: Path):
    with pytest.raises(ManifestError, match="has no method 'Deepfakes'; it has Patch, Smear"):
        train(place.release, "spectrum", tmp_path, without_methods=("Deepfakes",))
    with pytest.raises(ManifestError, match="has no compression 'c23'"):
        train(place.release, "spectrum", tmp_path, compressions=("c23",))


def test_a_detector_is_taught_on_one_release_and_asked_on_another(place: Place, tmp_path: Path):
    other = filmed_release(tmp_path / "other", scopes=SCOPES, levels=(Compression.C40,))
    away = Place(release=other, out=tmp_path / "w", cache=tmp_path / "c")
    found = make_matrix("cross-release", "spectrum", {"here": place, "there": away}, lambda _: None)
    assert list(found.cells) == ["here", "there"]
    assert found.cells["here"]["there"].n == 6
    assert found.cells["there"]["here"].n == 12
    assert found.unseen == {("here", "there"), ("there", "here")}
    assert read_manifest(other).name == "filmed"
