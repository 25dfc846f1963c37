"""From a release to weights to scores: nobody is judged by weights that know them."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tiny_release import PARTS, tiny_release

from conftest import Lesson
from faceproof import detectors
from faceproof.core import ActorId, Clip, ClipId, Manipulated, Recorded, Score, Unscored
from faceproof.core.errors import ConsentError, ManifestError, OneClassError, WeightsError
from faceproof.datasets import write_manifest
from faceproof.detectors import Described, Scorer, ask, resolve, score_files, train
from faceproof.detectors.balance import balanced
from faceproof.detectors.train import _examples
from faceproof.detectors.weights import RECORD
from records import NUMBERS, PEOPLE


@pytest.fixture(scope="session")
def folds(lesson: Lesson, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("weights")
    written = train(lesson.release, "residual", out, cache=lesson.cache, frames=4)
    assert written == (out / "fold-0", out / "fold-1", out / "fold-2")
    return out


def scores(scorer: Scorer, lesson: Lesson, clips: list[Clip]) -> dict[ClipId, Score | Unscored]:
    (answers,) = ask(
        [scorer],
        {c.id: lesson.release / c.path for c in clips},
        {c.id: frozenset(c.actors) for c in clips},
        frames=4,
        cache=lesson.cache,
    )
    return {clip: answer.score for clip, answer in answers.items()}


def test_each_fold_knows_everybody_but_those_it_tests(folds: Path, lesson: Lesson) -> None:
    for k, group in enumerate(lesson.manifest.splits.folds):
        trained = detectors.load(folds / f"fold-{k}")
        assert trained.knows == frozenset(PEOPLE) - frozenset(group)
        assert trained.trained_on is not None
        assert trained.trained_on.manifest_digest == lesson.manifest.digest()
        assert trained.trained_on.clips == 8


def test_fakes_that_can_be_told_are_told_out_of_fold(folds: Path, lesson: Lesson) -> None:
    found = scores(resolve("residual", folds), lesson, list(lesson.manifest.clips))
    llr = {clip: score.llr for clip, score in found.items() if isinstance(score, Score)}
    fake = [llr[c.id] for c in lesson.manifest.clips if c.is_fake]
    real = [llr[c.id] for c in lesson.manifest.clips if not c.is_fake]
    assert min(fake) > max(real)
    assert np.mean(fake) > 0 > np.mean(real)
    assert max(map(abs, fake + real)) <= np.log(5) + 1e-9  # four clips a class calibrated it


def test_each_clip_is_judged_by_the_fold_that_does_not_know_it(folds: Path, lesson: Lesson) -> None:
    clips = list(lesson.manifest.clips)
    found = scores(resolve("residual", folds), lesson, clips)
    for k, group in enumerate(lesson.manifest.splits.folds):
        tested = [c for c in clips if set(c.actors) <= set(group)]
        alone = scores(resolve("residual", folds / f"fold-{k}"), lesson, tested)
        assert all(alone[c.id] == found[c.id] for c in tested)


def test_weights_that_know_the_person_refuse(folds: Path, lesson: Lesson) -> None:
    known = [c for c in lesson.manifest.clips if c.target == PEOPLE[2]]
    with pytest.raises(WeightsError, match="person-c"):
        scores(resolve("residual", folds / "fold-0"), lesson, known)


def test_a_file_from_elsewhere_gets_the_mean_of_the_folds(folds: Path, lesson: Lesson) -> None:
    file = lesson.release / lesson.manifest.clips[0].path
    mean, *each = (
        score_files([file], "residual", folder, frames=4, cache=lesson.cache)[0].score
        for folder in (folds, *sorted(folds.iterdir()))
    )
    llrs = [score.llr for score in each if isinstance(score, Score)]
    assert isinstance(mean, Score)
    assert len(llrs) == 3
    assert mean.llr == pytest.approx(np.mean(llrs))
    assert len(mean.frames) == len(mean.frame_index) == 4


def test_training_again_gives_the_same_bytes(folds: Path, lesson: Lesson, tmp_path: Path) -> None:
    train(lesson.release, "residual", tmp_path, cache=lesson.cache, frames=4)
    for file in sorted(folds.rglob("weights.*")):
        assert (tmp_path / file.relative_to(folds)).read_bytes() == file.read_bytes()


def test_the_labels_of_the_tested_fold_reach_nothing(
    folds: Path, lesson: Lesson, tmp_path: Path
) -> None:
    """Call a fake of fold 0 a recording: only the weights that test it stay the same."""
    clips = tuple(
        replace(c, origin=Recorded(scene="desk", take=int(c.is_fake)))
        if c.target == PEOPLE[0]
        else c
        for c in lesson.manifest.clips
    )
    shutil.copytree(lesson.release, tmp_path / "release")
    write_manifest(tmp_path / "release", replace(lesson.manifest, clips=clips), NUMBERS)
    told = train(tmp_path / "release", "residual", tmp_path / "w", cache=lesson.cache, frames=4)
    same = [detectors.load(a).sha256() == detectors.load(folds / a.name).sha256() for a in told]
    assert same == [True, False, False]


def test_parts_are_fitted_on_train_and_calibrated_on_val(tmp_path: Path, lesson: Lesson) -> None:
    release = tmp_path / "release"
    manifest = tiny_release(release, splits=PARTS)
    for clip in manifest.clips:
        if clip.target in PARTS.parts["test"]:
            (release / clip.path).unlink()  # test is not opened, so it need not be there
    (out,) = train(release, "spectrum", tmp_path / "w", cache=lesson.cache, frames=4)
    trained = detectors.load(out)
    assert trained.trained_on is not None
    assert trained.calibrated_on is not None
    assert trained.trained_on.actors == PEOPLE[:2]
    assert trained.calibrated_on.actors == PEOPLE[2:4]
    assert out == tmp_path / "w"


def test_a_coin_can_be_trained_and_learns_nothing(lesson: Lesson, tmp_path: Path) -> None:
    folders = train(lesson.release, "coin", tmp_path, cache=lesson.cache, frames=4)
    assert len(folders) == 3
    assert detectors.load(folders[0]).detector.arrays() == {}


def test_no_training_without_the_scope(tmp_path: Path) -> None:
    tiny_release(tmp_path / "r", scopes=("manipulate", "record"))
    with pytest.raises(ConsentError, match="manipulate, record, expected train"):
        train(tmp_path / "r", "residual", tmp_path / "w")
    assert not (tmp_path / "w").exists()


def test_a_changed_file_stops_the_training(tmp_path: Path, lesson: Lesson) -> None:
    manifest = tiny_release(tmp_path / "r")
    with (tmp_path / "r" / manifest.clips[0].path).open("ab") as file:
        file.write(b"x")
    with pytest.raises(ManifestError, match="sha256"):
        train(tmp_path / "r", "residual", tmp_path / "w", cache=lesson.cache)


def test_frames_of_a_fake_that_were_not_changed_teach_nothing(lesson: Lesson) -> None:
    fake = next(c for c in lesson.manifest.clips if c.is_fake)
    assert isinstance(fake.origin, Manipulated)
    brief = replace(fake, origin=replace(fake.origin, segments=((2, 4),)))
    rows = np.arange(6, dtype=np.float32)[:, None]
    found = _examples([brief], {brief.id: Described(features=rows, frame_index=tuple(range(6)))})
    np.testing.assert_array_equal(found.features[0], rows[2:4])
    unseen = _examples([brief], {brief.id: Described(features=rows[:1], frame_index=(5,))})
    assert unseen.left_out == 1
    assert not unseen.features


def test_one_bad_file_never_stops_the_others(
    face_file: Path, empty_room: Path, tmp_path: Path
) -> None:
    (tmp_path / "empty.mp4").touch()
    (tmp_path / "text.mp4").write_text("no video", "utf-8")
    asked = [
        str(tmp_path / "empty.mp4"),
        str(face_file),
        str(tmp_path / "gone.mp4"),
        str(tmp_path / "text.mp4"),
        str(empty_room),
        str(face_file),
    ]
    found = score_files(asked, "coin", frames=4)
    assert [f.path for f in found] == asked
    assert [isinstance(f.score, Score) for f in found] == [False, True, False, False, False, True]
    reasons = [f.score.reason for f in found if isinstance(f.score, Unscored)]
    assert all("\n" not in r and str(tmp_path) not in r for r in reasons)
    assert "no face" in reasons[-1]
    assert found[1].score == found[5].score


def test_a_coin_claims_next_to_nothing_and_is_not_constant(lesson: Lesson, face_file: Path) -> None:
    found = scores(resolve("coin"), lesson, list(lesson.manifest.clips))
    llrs = [s.llr for s in found.values() if isinstance(s, Score)]
    assert len(set(llrs)) == len(lesson.manifest.clips)
    assert max(map(abs, llrs)) <= 0.01
    assert min(llrs) < 0 < max(llrs)


def test_weights_of_another_detector_are_refused(folds: Path) -> None:
    with pytest.raises(WeightsError, match="weights of residual, asked for spectrum"):
        resolve("spectrum", folds)


@pytest.mark.parametrize("name", ["oracle", "gone/predict.py", "gone/model.toml", "a.exe"])
def test_what_is_no_detector_is_refused(name: str) -> None:
    with pytest.raises(WeightsError, match="is unknown; expected blend"):
        resolve(name)


def test_an_empty_folder_holds_no_weights(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match=RECORD):
        resolve("residual", tmp_path)


def test_a_lesson_of_one_class_is_refused(tmp_path: Path, lesson: Lesson) -> None:
    with pytest.raises(OneClassError, match="2 fake and 0 real"):
        balanced(np.array([True, True]), [ActorId("a"), ActorId("b")])


def test_the_record_tells_where_the_weights_come_from(folds: Path, lesson: Lesson) -> None:
    record = json.loads((folds / "fold-1" / RECORD).read_text("utf-8"))
    assert record["trained_on"]["manifest_digest"] == lesson.manifest.digest()
    assert record["calibrated_on"]["actors"] == list(PEOPLE[:2] + PEOPLE[4:])
    assert record["licence"] == "CC0-1.0"
    assert record["muted"] is False


def test_whole_weights_know_everybody_and_were_calibrated_out_of_fold(
    folds: Path, lesson: Lesson, tmp_path: Path
) -> None:
    written = train(
        lesson.release, "residual", tmp_path / "w", whole=True, cache=lesson.cache, frames=4
    )
    assert written == (tmp_path / "w",)
    whole = detectors.load(tmp_path / "w")
    assert whole.knows == frozenset(PEOPLE)
    assert whole.trained_on is not None
    assert whole.trained_on.clips == len(lesson.manifest.clips)
    fold = detectors.load(folds / "fold-0")
    assert whole.clip_llr.limit > fold.clip_llr.limit  # more clips vouch for it
    with pytest.raises(WeightsError, match="trained or calibrated on its actors"):
        scores(resolve("residual", tmp_path / "w"), lesson, list(lesson.manifest.clips[:1]))


def test_whole_weights_and_those_of_folds_do_not_share_a_folder(
    folds: Path, lesson: Lesson, tmp_path: Path
) -> None:
    both = shutil.copytree(folds, tmp_path / "both")
    with pytest.raises(ManifestError, match="holds weights of folds already"):
        train(lesson.release, "residual", both, whole=True, cache=lesson.cache, frames=4)
    train(lesson.release, "residual", tmp_path / "w", whole=True, cache=lesson.cache, frames=4)
    with pytest.raises(ManifestError, match="holds one weights of all already"):
        train(lesson.release, "residual", tmp_path / "w", cache=lesson.cache, frames=4)


def test_whole_weights_of_parts_would_open_the_test(tmp_path: Path, lesson: Lesson) -> None:
    tiny_release(tmp_path / "release", splits=PARTS)
    with pytest.raises(ManifestError, match="of which test stays closed"):
        train(tmp_path / "release", "residual", tmp_path / "w", whole=True, frames=4)
