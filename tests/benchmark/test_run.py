"""Who asks: only test clips, shuffled, under neutral names, each with the right weights."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from filmed import filmed_release
from measured import paper_manifest

from faceproof.benchmark import default_protocol, grade, read_table, run, write_table
from faceproof.benchmark.run import shuffled
from faceproof.core import Score, Unscored
from faceproof.core.errors import ManifestError, ScoreError, WeightsError
from faceproof.datasets import read_manifest
from faceproof.detectors import resolve, shipped


@pytest.fixture(scope="module")
def release(tmp_path_factory: Any) -> Path:
    return filmed_release(tmp_path_factory.mktemp("filmed") / "release")


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


def asked(release: Path, detector: str | Path, weights: Path | None = None, **how: Any):
    """One detector's table."""
    (table,) = run(release, [resolve(detector, weights)], **how)
    return table


def _program(folder: Path, body: str) -> Path:
    path = folder / "predict.py"
    path.write_text(f"import pathlib\n\ndef predict(path):\n    {body}\n")
    return path


def test_only_the_test_clips_are_asked(release: Path, tmp_path: Path):
    table = asked(release, _program(tmp_path, "return 0.5"))
    manifest = read_manifest(release)
    expected = {clip.id for clip in manifest.clips if clip.target.startswith("te")}
    assert set(table.scores) == expected
    assert all(score == Score(llr=0.0) for score in table.scores.values())


def test_a_detector_that_reads_the_path_scores_a_half(release: Path, tmp_path: Path):
    program = _program(tmp_path, "return 1.0 if 'manipulated' in str(path) else 0.0")
    auc = grade(asked(release, program), release).metrics["auc"]
    assert auc.value == 0.5


def test_a_detector_that_reads_pixels_is_not_hindered(release: Path, tmp_path: Path):
    program = _program(
        tmp_path,
        "import av, numpy; image = next(av.open(str(path)).decode(video=0)).to_ndarray("
        "format='rgb24')[60:100, 60:100].astype(float); "
        "return 1 / (1 + numpy.exp(-abs(image[..., 0] - image[..., 2]).mean() / 10 + 4))",
    )
    graded = grade(asked(release, program), release)
    assert graded.unscored.as_json()["count"] == 0
    assert graded.metrics["auc"].value is not None


def test_a_crash_costs_that_clip_and_is_no_answer(release: Path, tmp_path: Path):
    body = "raise ValueError('\\n  too dark')"
    table = asked(release, _program(tmp_path, body))
    assert all(isinstance(score, Unscored) for score in table.scores.values())
    write_table(tmp_path / "s.jsonl", table)
    graded = grade(read_table(tmp_path / "s.jsonl"), release)
    assert graded.metrics["auc"].value == 0
    assert graded.unscored.as_json()["count"] == 6
    assert graded.unscored.fakes == 4


def test_the_coin_looks_knows_nothing_and_resumes(release: Path, cache: Path):
    table = asked(release, "coin", cache=cache)
    graded = grade(table, release)
    assert table.detector == "coin"
    assert graded.metrics["coverage"].value == 1
    assert graded.metrics["auc_frame"].n == 6 * 8
    again = asked(release, "coin", cache=cache)
    assert again.scores == table.scores
    assert again.seconds_per_clip.look == table.seconds_per_clip.look > 0


def test_clips_are_offered_in_one_order_that_tells_nothing():
    manifest = paper_manifest(test=20)
    protocol = default_protocol(manifest)
    order = [clip.id for clip in shuffled(protocol, manifest)]
    assert sorted(order) == sorted(protocol.ask)
    assert order != sorted(order)
    labels = [manifest.by_id[one].is_fake for one in order]
    runs = 1 + sum(a != b for a, b in pairwise(labels))
    assert runs > 20
    assert order == [clip.id for clip in shuffled(protocol, manifest)]


def test_a_protocol_file_is_obeyed(release: Path, tmp_path: Path):
    protocol = tmp_path / "one.toml"
    protocol.write_text('name = "one"\nversion = "1"\nask = ["te1__Patch"]\n')
    table = asked(release, _program(tmp_path, "return 0.9"), protocol=protocol)
    assert list(table.scores) == ["te1__Patch"]
    assert table.protocol.name == "one"


@pytest.mark.parametrize("harm", ["change", "remove"])
def test_other_bytes_than_the_manifests_are_not_scored(tmp_path: Path, harm: str):
    release = filmed_release(tmp_path / "release")
    victim = release / "original" / "raw" / "te0.mp4"
    if harm == "remove":
        victim.unlink()
    else:
        data = bytearray(victim.read_bytes())
        data[-20] ^= 1
        victim.write_bytes(data)
    with pytest.raises(ManifestError, match=r"original/raw/te0\.mp4.*release verify"):
        asked(release, _program(tmp_path, "return 0.5"))


def test_weights_that_saw_an_actor_do_not_judge_him(release: Path, cache: Path, tmp_path: Path):
    from faceproof.detectors import DETECTORS, Material, Trained  # noqa: PLC0415
    from faceproof.detectors.calibration import Affine  # noqa: PLC0415

    scale = Affine(slope=1.0, bias=0.0, limit=9.0)
    manifest = read_manifest(release)
    for fold, people in {"fold-0": ("te0",), "fold-1": ("te1",)}.items():
        saw = Material(
            release="made 1.0.0", manifest_digest=manifest.digest(), actors=people, clips=3
        )
        Trained(detector=DETECTORS["coin"](), clip_llr=scale, frame_llr=scale, trained_on=saw).save(
            tmp_path / "weights" / fold
        )
    table = asked(release, "coin", weights=tmp_path / "weights", cache=cache)
    assert all(isinstance(score, Score) for score in table.scores.values())
    assert len(table.weights_sha256) == 2
    with pytest.raises(WeightsError, match="te0"):
        asked(release, "coin", weights=tmp_path / "weights" / "fold-0")


def test_without_weights_those_of_the_package_answer(release: Path):
    come_along = shipped("residual")
    assert come_along is not None
    assert asked(release, "residual").weights_sha256 == (come_along.trained.sha256(),)


def test_an_unknown_detector_or_a_folder_that_is_no_release_is_an_error(
    release: Path, tmp_path: Path
):
    with pytest.raises(WeightsError, match="oracle"):
        asked(release, "oracle")
    with pytest.raises(ManifestError):
        asked(tmp_path, "coin")
    with pytest.raises(ScoreError, match="cannot be read"):
        asked(release, "coin", protocol=tmp_path / "absent.toml")


def test_the_table_names_its_protocol_and_its_program(release: Path, tmp_path: Path):
    table = asked(release, _program(tmp_path, "return 0.5"))
    write_table(tmp_path / "s.jsonl", table)
    head = json.loads((tmp_path / "s.jsonl").read_text().splitlines()[0])
    assert head["detector"] == "predict.py"
    assert head["protocol"]["manifest_digest"] == read_manifest(release).digest()
    assert len(head["weights"]) == 1


def test_several_detectors_answer_as_each_alone(release: Path, cache: Path, tmp_path: Path):
    program = _program(tmp_path, "return 0.5")
    coin, stranger = run(release, [resolve("coin"), resolve(program)], cache=cache)
    assert coin.scores == asked(release, "coin", cache=cache).scores
    assert stranger.scores == asked(release, program).scores
    assert (coin.detector, stranger.detector) == ("coin", "predict.py")


def test_seconds_are_those_of_looking_and_of_its_own(release: Path, cache: Path, tmp_path: Path):
    table = asked(release, "coin", cache=cache)
    cost = table.seconds_per_clip
    assert cost is not None
    assert table.seconds == pytest.approx(6 * (cost.look + cost.own), abs=1e-3)
    write_table(tmp_path / "s.jsonl", table)
    assert read_table(tmp_path / "s.jsonl").seconds_per_clip == cost
