"""What the figures are of: labels from the manifest, groups by record, nothing free."""

import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from measured import FRAMES, Answer, noisy, on_disk, paper_manifest, table_of
from sklearn.metrics import roc_auc_score

from faceproof import benchmark
from faceproof.benchmark import cross, default_protocol, difference, grade, read_table, write_table
from faceproof.core import Clip, Compression, Manifest, Score, ScoreTable, Unscored
from faceproof.core.errors import ScoreError
from faceproof.media import spread

MANIFEST = paper_manifest(test=6)
PROTOCOL = default_protocol(MANIFEST)


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return on_disk(tmp_path_factory.mktemp("paper"), MANIFEST)


def _table(answer, manifest: Manifest = MANIFEST) -> ScoreTable:  # noqa: ANN001 - any answerer
    return table_of(default_protocol(manifest), manifest, answer)


def _asked(manifest: Manifest = MANIFEST) -> list[Clip]:
    return [manifest.by_id[one] for one in default_protocol(manifest).ask]


def test_the_contract_of_bench_grade(release: Path):
    found = json.loads(json.dumps(grade(_table(noisy(1)), release).as_json(), allow_nan=False))
    assert {"metrics", "by_method", "by_compression", "unscored"} <= set(found)
    names = {"auc", "auc_frame", "partial_auc", "ap", "eer", "accuracy", "balanced_accuracy"}
    names |= {"log_loss", "brier", "cllr", "min_cllr", "ece", "coverage"}
    rates = found["metrics"].pop("tpr_at_fpr")
    assert set(rates) == {"0.001", "0.01", "0.05"}
    assert names == set(found["metrics"])
    for figure in (*found["metrics"].values(), *rates.values()):
        assert set(figure) == {"value", "low", "high", "n", "clusters"}
    assert set(found["by_method"]) == {"FaceSwap", "Face2Face"}
    assert list(found["by_compression"]) == ["raw", "c23"]
    assert set(found["by_method_compression"]["FaceSwap"]) == {"raw", "c23"}
    assert found["unscored"] == {"count": 0, "fakes": 0, "reals": 0, "reasons": {}}
    assert found["clips"] == {"fakes": 24, "reals": 12, "actors": 6}
    for field in ("compressions", "frames_per_clip", "face_policy", "llr_limit", "prior", "split"):
        assert field in found["protocol"]


def test_labels_come_from_the_manifest_and_groups_too(release: Path):
    table = _table(noisy(2))
    graded = grade(table, release)

    def expected(clips: list[Clip]) -> float:
        llr = [table.scores[clip.id].llr for clip in clips]
        return float(roc_auc_score([clip.is_fake for clip in clips], llr))

    clips = _asked()
    assert graded.metrics["auc"].value == pytest.approx(expected(clips))
    for method in ("FaceSwap", "Face2Face"):
        chosen = [clip for clip in clips if clip.method in {None, method}]
        assert graded.by_method[method]["auc"].value == pytest.approx(expected(chosen))
        level = [clip for clip in chosen if clip.compression is Compression.C23]
        found = graded.by_method_compression[method]["c23"]["auc"]
        assert found.value == pytest.approx(expected(level))
        assert (found.n, found.clusters) == (12, 6)
    level = [clip for clip in clips if clip.compression is Compression.RAW]
    assert graded.by_compression["raw"]["auc"].value == pytest.approx(expected(level))


def test_clips_of_one_file_name_under_four_methods_stay_apart(tmp_path: Path):
    methods = ("Deepfakes", "Face2Face", "FaceSwap", "NeuralTextures")
    manifest = paper_manifest(test=140, methods=methods, levels=(Compression.RAW,))
    fakes = [clip for clip in _asked(manifest) if clip.is_fake]
    assert len({Path(clip.path).name for clip in fakes}) * 4 == len(fakes) == 560
    rng = np.random.default_rng(0)
    said = {clip.id: float(rng.normal() + clip.is_fake) for clip in manifest.clips}
    table = _table(lambda clip: said[clip.id], manifest)
    graded = grade(table, on_disk(tmp_path, manifest))
    assert graded.metrics["auc"].n == 700
    labels = [clip.is_fake for clip in _asked(manifest)]
    expected = roc_auc_score(labels, [said[clip.id] for clip in _asked(manifest)])
    assert graded.metrics["auc"].value == pytest.approx(expected)


@pytest.mark.parametrize("failing", ["reals", "fakes", "all", "sure of fakes"])
def test_crashing_is_no_way_to_a_good_figure(release: Path, failing: str):
    rng = np.random.default_rng(3)

    def answer(clip: Clip) -> Answer:
        if failing == "all" or clip.is_fake == (failing == "fakes"):
            return Unscored(reason="crash")
        return 50.0 if failing == "sure of fakes" else float(rng.normal())

    graded = grade(_table(answer), release)
    assert graded.metrics["auc"].value == 0
    assert graded.metrics["auc"].high is not None
    assert graded.metrics["accuracy"].value is not None
    assert graded.metrics["accuracy"].value <= 0.5
    assert graded.metrics["log_loss"].value is not None
    assert graded.metrics["log_loss"].value > np.log(2)
    assert graded.metrics["coverage"].value != 1
    assert graded.answered_only["auc"].value is None


def test_a_missing_row_costs_what_a_crash_costs(release: Path, tmp_path: Path):
    path = tmp_path / "s.jsonl"
    write_table(path, _table(noisy(4)))
    lines = path.read_text().splitlines()
    path.write_text("\n".join(lines[:-3]) + "\n")
    graded = grade(read_table(path), release)
    assert graded.unscored.reasons == {"missing row": 3}
    assert graded.metrics["auc"].n == 36
    assert graded.answered_only["auc"].n == 33
    assert graded.metrics["coverage"].value == pytest.approx(33 / 36)


def test_one_trouble_of_many_files_is_one_reason(release: Path):
    def answer(clip: Clip) -> Answer:
        return Unscored(reason=f"{Path(clip.path).name}: no face") if clip.is_fake else 0.0

    assert grade(_table(answer), release).unscored.reasons == {"no face": 24}


def test_figures_are_by_actor_and_need_four(tmp_path: Path):
    manifest = paper_manifest(test=3)
    graded = grade(_table(noisy(5), manifest), on_disk(tmp_path, manifest))
    found = graded.metrics["auc"]
    assert (found.low, found.high, found.clusters) == (None, None, 3)
    assert found.value is not None


def test_folds_are_pooled_over_all_actors(tmp_path: Path):
    manifest = paper_manifest(folds=5)
    graded = grade(_table(noisy(6), manifest), on_disk(tmp_path, manifest))
    assert graded.metrics["auc"].clusters == 15
    assert graded.protocol.split == "folds"


def test_labels_of_test_clips_are_read_in_one_file():
    room = Path(benchmark.__file__).parent
    reads = re.compile(r"\.is_fake|\.origin\b|\bManipulated\b")
    found = {path.name for path in room.rglob("*.py") if reads.search(path.read_text())}
    # the contact sheet draws what made each clip, after the fact, and sees no score
    assert found == {"grade.py", "sheet.py"}
    assert "Score" not in (room / "sheet.py").read_text()


def test_the_label_of_every_clip_stays_what_it_was(release: Path):
    table = _table(noisy(7))
    before = dict(table.scores)
    grade(table, release)
    assert dict(table.scores) == before


def test_a_table_of_another_release_is_refused(tmp_path: Path):
    other = on_disk(tmp_path, paper_manifest(test=7))
    with pytest.raises(ScoreError, match="digest"):
        grade(_table(noisy(8)), other)


def test_a_protocol_that_asks_training_clips_is_refused(release: Path):
    table = _table(noisy(9))
    train = next(clip.id for clip in MANIFEST.clips if clip.target.startswith("tr"))
    bent = replace(table.protocol, ask=(*table.protocol.ask, train))
    with pytest.raises(ScoreError, match="not in split 'test'"):
        grade(replace(table, protocol=bent), release)


def test_asking_the_easy_clips_only_is_said(release: Path):
    table = _table(noisy(10))
    few = replace(table.protocol, ask=table.protocol.ask[:12])
    cut = replace(table, protocol=few, scores={i: table.scores[i] for i in few.ask})
    found = grade(cut, release).as_json()["protocol"]
    assert (found["asked"], found["askable"]) == (12, 36)


def test_an_unknown_level_is_refused(release: Path):
    with pytest.raises(ScoreError, match="'video' is unknown"):
        grade(_table(noisy(11)), release, level="video")


# --- frames ---------------------------------------------------------------------------------

ASKED = spread(FRAMES, 16)


def _framed(per_frame: float, frames: tuple[int, ...] = ASKED) -> Score:
    return Score(llr=0.0, frames=(per_frame,) * len(frames), frame_index=frames)


def test_frames_outside_the_segments_of_a_fake_are_left_out(tmp_path: Path):
    manifest = paper_manifest(test=5, segments=((4, 10),), levels=(Compression.RAW,))

    def answer(clip: Clip) -> Answer:
        if not clip.is_fake:
            return _framed(0.0)
        inside = tuple(1.0 if 4 <= frame < 10 else -9.0 for frame in ASKED)
        return Score(llr=0.0, frames=inside, frame_index=ASKED)

    graded = grade(_table(answer, manifest), on_disk(tmp_path, manifest))
    found = graded.metrics["auc_frame"]
    assert found.value == 1
    assert found.n == 5 * 16 + 10 * sum(4 <= frame < 10 for frame in ASKED)


def test_frames_that_were_asked_and_not_answered_are_lost(release: Path):
    def answer(clip: Clip) -> Answer:
        return _framed(1.0) if clip.is_fake else _framed(0.0, ASKED[:8])

    graded = grade(_table(answer), release)
    assert graded.metrics["auc_frame"].value == pytest.approx(0.5)  # half of the reals' frames
    assert graded.metrics["auc_frame"].n == 36 * 16


def test_frames_of_an_unscored_clip_are_lost(release: Path):
    def answer(clip: Clip) -> Answer:
        if clip.is_fake and clip.method == "FaceSwap":
            return Unscored(reason="crash")
        return _framed(1.0 if clip.is_fake else 0.0)

    graded = grade(_table(answer), release)
    assert graded.metrics["auc_frame"].value == pytest.approx(0.5)
    assert graded.answered_only["auc_frame"].value == 1


def test_a_detector_of_whole_clips_has_no_frame_figure(release: Path):
    found = grade(_table(noisy(12)), release).metrics["auc_frame"]
    assert (found.value, found.n) == (None, 0)


def test_frame_level_takes_every_frame_as_an_item(release: Path):
    rng = np.random.default_rng(13)

    def answer(clip: Clip) -> Answer:
        llr = tuple(float(x) for x in rng.normal(size=16) + clip.is_fake)
        return Score(llr=float(np.mean(llr)), frames=llr, frame_index=ASKED)

    table = _table(answer)
    by_frame, by_clip = grade(table, release, level="frame"), grade(table, release)
    assert by_frame.metrics["auc"].n == 36 * 16
    assert by_frame.metrics["auc"] == by_clip.metrics["auc_frame"]
    assert by_frame.metrics["auc"].clusters == 6


@pytest.mark.parametrize("frames", [(0, FRAMES), tuple(range(FRAMES))])
def test_frames_that_cannot_be_are_refused(release: Path, frames: tuple[int, ...]):
    with pytest.raises(ScoreError, match="frames"):
        grade(_table(lambda _: _framed(0.0, frames)), release)


# --- two detectors --------------------------------------------------------------------------


def test_equal_detectors_are_tied_and_a_better_one_is_ahead(release: Path):
    coin, eye = (grade(_table(noisy(seed, lift)), release) for seed, lift in ((1, 0.0), (2, 4.0)))
    tie = difference(coin, coin)
    assert tie.difference.value == 0
    assert tie.tie
    ahead = difference(eye, coin)
    assert ahead.difference.low is not None
    assert ahead.difference.low > 0
    assert not ahead.tie


def test_detectors_of_two_protocols_are_not_compared(release: Path):
    one = grade(_table(noisy(1)), release)
    table = _table(noisy(1))
    other = grade(replace(table, protocol=replace(table.protocol, prior=0.1)), release)
    with pytest.raises(ScoreError, match="different protocols"):
        difference(one, other)


def test_recordings_of_one_release_are_held_against_fakes_of_another(tmp_path: Path):
    here, there = (paper_manifest(test=n, levels=(Compression.RAW,)) for n in (5, 7))
    a = grade(
        _table(lambda clip: 1.0 if clip.is_fake else 0.0, here), on_disk(tmp_path / "a", here)
    )
    b = grade(
        _table(lambda clip: -1.0 if clip.is_fake else -2.0, there), on_disk(tmp_path / "b", there)
    )
    assert a.metrics["auc"].value == b.metrics["auc"].value == 1
    assert cross(a, b).value == 0  # each tells its own apart, and the scores do not travel
    assert cross(b, a).value == 1
    assert (cross(a, b).n, cross(a, b).clusters) == (5 + 14, 5 + 7)
    with pytest.raises(ScoreError, match="not one detector with the same weights"):
        cross(a, replace(b, weights_sha256=("1" * 64,)))
