"""Attacks keep to their limit, push the right way, repeat, and never learn a label."""

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from filmed import filmed_release
from measured import on_disk, paper_manifest
from typer.testing import CliRunner

from actors import face_clip
from faceproof.benchmark import default_protocol, grade, read_under_attack, report
from faceproof.benchmark.attacked import tables_of
from faceproof.benchmark.attacks import (
    Attack,
    Way,
    as_jpeg,
    attackable,
    attacks_of,
    possible,
    pushed,
)
from faceproof.benchmark.attacks.pixels import largest_change, with_pixels
from faceproof.benchmark.attacks.square import square
from faceproof.benchmark.protocol import protocol_from_json, protocol_to_json
from faceproof.benchmark.tables import read_table
from faceproof.benchmark.under_attack import under_attack
from faceproof.benchmark.wished import Aim, as_wished
from faceproof.cli.bench import app
from faceproof.core import ActorId, ClipId, FaceTrack, MediaFacts, Score, ScoreTable
from faceproof.core.errors import ScoreError
from faceproof.detectors import (
    FaceRegion,
    Trained,
    TrainedScorer,
    View,
    get,
    resolve,
    score_view,
)
from faceproof.detectors.calibration import Affine
from faceproof.faces import aligned_crop, track_images

SQUARE = Attack(kind="square", eps=2, effort=12, seed=0)


@pytest.fixture(scope="module")
def release(tmp_path_factory: Any) -> Path:
    return filmed_release(tmp_path_factory.mktemp("filmed") / "release")


@pytest.fixture(scope="module")
def view() -> View:
    """Two frames of a drawn face, as whole pictures; no file behind them."""
    pictures = face_clip(2, 160, 160, seed=1)
    (track,) = track_images(list(pictures))
    regions = tuple(
        FaceRegion(frame=i, rgb=rgb, origin_px=(0, 0), landmarks_px=landmarks)
        for i, (rgb, landmarks) in enumerate(zip(pictures, track.landmarks_px, strict=True))
    )
    return _view(track, regions)


def _view(track: FaceTrack, regions: tuple[FaceRegion, ...]) -> View:
    facts = MediaFacts(frames=2, fps=25, width=160, height=160, pix_fmt="gbrp")
    return View(path=Path("none"), facts=facts, track=track, regions=regions)


def _redness(view: View) -> float:
    """A detector that can be pushed: how red the regions are."""
    return float(np.mean([face.rgb[..., 0].mean() for face in view.regions]))


# --- pixels ---------------------------------------------------------------------------------


@pytest.mark.parametrize("way", list(Way))
def test_square_moves_the_answer_its_way_within_eps(view: View, way: Way):
    attack = replace(SQUARE, effort=100)
    made = pushed(view, attack, way, ask=_redness, source=None, clip_sha256="0" * 64)
    assert way.sign * (_redness(made) - _redness(view)) > 0.1
    assert 0 < largest_change(view, made) <= SQUARE.eps
    assert made.track is view.track
    assert [face.rgb.flags.writeable for face in made.regions] == [False, False]


def test_square_asks_exactly_its_budget_the_untouched_clip_first(view: View):
    asked: list[View] = []

    def ask(shown: View) -> float:
        asked.append(shown)
        return _redness(shown)

    square(view, ask, eps=1, budget=9, sign=1, rng=np.random.default_rng(0))
    assert len(asked) == 9
    assert asked[0] is view


def test_square_gives_the_clip_back_where_nothing_is_better(view: View):
    def dislikes(shown: View) -> float:
        return 0.0 if shown is view else -1.0

    rng = np.random.default_rng(0)
    assert square(view, dislikes, eps=1, budget=5, sign=1, rng=rng) is view


def test_the_same_seed_gives_the_same_bytes_and_another_others(view: View):
    def made(attack: Attack, clip: str = "0" * 64) -> list[bytes]:
        found = pushed(view, attack, Way.UP, ask=_redness, source=None, clip_sha256=clip)
        return [face.rgb.tobytes() for face in found.regions]

    attack = replace(SQUARE, effort=100)
    assert made(attack) == made(attack)
    assert made(attack) != made(replace(attack, seed=1))
    assert made(attack) != made(attack, "1" * 64)


def test_jpeg_changes_pixels_and_nothing_else(view: View):
    coded = as_jpeg(view, 75)
    assert largest_change(view, coded) > 0
    assert [f.rgb.shape for f in coded.regions] == [f.rgb.shape for f in view.regions]
    assert coded.frame_index == view.frame_index


def test_what_an_attack_is_stands_in_its_name_and_words():
    (fgsm, pgd, asks) = attacks_of(["fgsm", "pgd", "square"], eps=2, steps=7, budget=50, seed=3)
    assert (fgsm.name, pgd.name, asks.name) == ("fgsm-2", "pgd-2", "square-2")
    assert fgsm.told == "fgsm-2: eps 2/255, 1 gradients a frame, seed 3, version 1"
    assert asks.told == "square-2: eps 2/255, 50 queries a clip and way, seed 3, version 1"
    assert tables_of(pgd) == ["pgd-2.down", "pgd-2.down.jpeg75", "pgd-2.up", "pgd-2.up.jpeg75"]


@pytest.mark.parametrize(
    "wrong",
    [{"kind": "magic"}, {"eps": 0}, {"eps": 65}, {"effort": 1}, {"kind": "pgd", "effort": 0}],
)
def test_an_attack_that_cannot_be_is_refused(wrong: dict[str, Any]):
    with pytest.raises(ScoreError, match=r"magic|eps|needs"):
        replace(SQUARE, **wrong)


# --- who can be attacked --------------------------------------------------------------------


def test_the_gradient_decides_what_is_possible():
    assert possible(resolve("mesonet")) == ("fgsm", "pgd", "square")
    assert possible(resolve("coin")) == ("transfer", "square")


def test_a_detector_of_files_is_refused_in_one_line(tmp_path: Path, release: Path):
    program = tmp_path / "predict.py"
    program.write_text("def predict(path):\n    return 0.5\n")
    with pytest.raises(ScoreError, match=r"predict\.py takes files only"):
        under_attack(release, resolve(program), (SQUARE,), tmp_path / "out", say=print)
    assert not (tmp_path / "out").exists()


def test_a_detector_that_calibration_silenced_is_refused():
    mute = Affine(slope=0.0, bias=0.0, limit=1.0)
    trained = Trained(detector=get("mesonet"), clip_llr=mute, frame_llr=mute)
    with pytest.raises(ScoreError, match="calibration silenced it"):
        possible(TrainedScorer(trained=(trained,)))


def test_without_torch_square_alone_is_left(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("faceproof.benchmark.attacks.against.find_spec", lambda _: None)
    judge = resolve("mesonet")
    with pytest.raises(ScoreError, match=r"pgd follows a gradient, and torch is not installed"):
        attackable(judge, attacks_of(["square", "pgd"], eps=1))
    assert attackable(judge, (SQUARE,)) is judge


@pytest.mark.parametrize(
    ("detector", "kind"), [("coin", "pgd"), ("coin", "fgsm"), ("mesonet", "transfer")]
)
def test_an_attack_that_the_detector_does_not_allow_is_refused(
    tmp_path: Path, release: Path, detector: str, kind: str
):
    with pytest.raises(ScoreError, match=f"{kind} cannot be made on {detector}"):
        under_attack(
            release, resolve(detector), attacks_of([kind], eps=1), tmp_path / "out", say=print
        )


# --- the whole way --------------------------------------------------------------------------


def test_each_way_is_a_table_without_labels_and_is_not_made_twice(tmp_path: Path, release: Path):
    judge, said = resolve("mesonet"), []
    attack = replace(SQUARE, effort=4)

    def ask():  # noqa: ANN202
        return under_attack(release, judge, (attack,), tmp_path, clips=4, frames=2, say=said.append)

    found = ask()
    assert said == ["none, 1 of 2", f"{attack.told}, 2 of 2"]
    stems = [*tables_of(None), *tables_of(attack)]
    folder = tmp_path / "mesonet"
    assert sorted(p.name for p in folder.iterdir()) == sorted(f"{stem}.jsonl" for stem in stems)
    tables = {stem: read_table(folder / f"{stem}.jsonl") for stem in stems}
    for stem, table in tables.items():
        assert table.condition == stem
        assert table.protocol.attacks == (attack.told,)
        assert protocol_from_json(protocol_to_json(table.protocol)) == table.protocol
    aims = [f"square-2-{aim}" for aim in ("evade", "accuse", "both")]
    assert list(found.auc) == ["none", *aims, "none.jpeg75", *(f"{a}.jpeg75" for a in aims)]
    llr = {stem: [s.llr for s in table.scores.values()] for stem, table in tables.items()}
    assert all(np.array(llr["square-2.down"]) <= llr["none"])
    assert all(np.array(llr["square-2.up"]) >= llr["none"])
    json.dumps(found.as_json(), allow_nan=False)
    assert found.as_json()["attacks"]["square-2"]["effort"] == 4
    said.clear()
    assert ask().as_json() == found.as_json()
    assert said == []
    (folder / "square-2.up.jpeg75.jsonl").unlink()
    assert ask().as_json() == found.as_json()
    assert said == [f"{attack.told}, 2 of 2"]
    assert read_under_attack(folder, release).as_json() == found.as_json()
    report([grade(tables["none"], release)], release, tmp_path / "r.html", attacked=[found])
    page = (tmp_path / "r.html").read_text()
    assert "square-2-both" in page
    assert attack.told in page


def test_the_command_prints_what_it_wrote(tmp_path: Path, release: Path):
    words = ["--attack", "square", "--budget", "2", "--clips", "2", "--frames", "1", "--json"]
    where = ["--out", str(tmp_path)]
    done = CliRunner().invoke(app, ["attack", str(release), "-d", "coin", *where, *words])
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert found["attacks"]["square-1"]["effort"] == 2
    assert set(found["conditions"]) >= {"none", "square-1-both", "square-1-both.jpeg75"}
    assert json.loads((tmp_path / "coin.json").read_text()) == found


def test_the_label_decides_in_grade_which_answer_counts(tmp_path: Path):
    manifest = paper_manifest(test=4)
    root, protocol = on_disk(tmp_path, manifest), default_protocol(manifest)

    def said(llr: float) -> ScoreTable:
        scores = dict.fromkeys(protocol.ask, Score(llr=llr))
        return ScoreTable(detector="x", protocol=protocol, scores=scores)

    def counts(aim: Aim) -> set[tuple[bool, float]]:
        table = as_wished(aim, said(0.0), said(-1.0), said(1.0), root)
        return set(Counter((manifest.by_id[i].is_fake, s.llr) for i, s in table.scores.items()))

    assert counts(Aim.EVADE) == {(True, -1.0), (False, 0.0)}
    assert counts(Aim.ACCUSE) == {(True, 0.0), (False, 1.0)}
    assert counts(Aim.BOTH) == {(True, -1.0), (False, 1.0)}


# --- by gradient ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def mesonet():
    return resolve("mesonet")


def _llr(judge: Any, shown: View) -> float:
    return score_view(judge, shown, ClipId("x"), frozenset[ActorId]()).llr


@pytest.mark.extra
@pytest.mark.parametrize("margin", [0.4, 1.12, 3.0])
def test_the_crop_in_torch_is_the_crop(view: View, margin: float):
    torch = pytest.importorskip("torch")
    from faceproof.benchmark.attacks.crop_torch import crop_of  # noqa: PLC0415

    face = view.regions[0]
    large = np.repeat(np.repeat(face.rgb, 3, 0), 3, 1)
    bigger = replace(face, rgb=large, landmarks_px=face.landmarks_px * 3 + 1)
    for one in (face, bigger):
        expected = aligned_crop(one.rgb, one.landmarks_px, size=256, margin=margin)
        picture = torch.from_numpy(one.rgb.transpose(2, 0, 1)[None].astype(np.float32))
        found = crop_of(one, size=256, margin=margin)(picture)[0].numpy().transpose(1, 2, 0)
        off = np.abs(found - expected)
        assert off[64:192, 64:192].max() <= 2
        assert off.mean() < 0.5


@pytest.mark.extra
@pytest.mark.parametrize("kind", ["fgsm", "pgd"])
@pytest.mark.parametrize("eps", [1, 4])
def test_a_gradient_lowers_a_fake_and_raises_a_recording(
    view: View, mesonet: Any, kind: str, eps: int
):
    pytest.importorskip("torch")
    (attack,) = attacks_of([kind], eps=eps, steps=4)
    tinted = [np.uint8(0.6 * f.rgb + 0.4 * np.array([200, 60, 60])) for f in view.regions]
    for way, clip in ((Way.DOWN, with_pixels(view, tinted)), (Way.UP, view)):

        def made(clip: View = clip, way: Way = way) -> View:
            source = mesonet.trained[0].detector
            return pushed(clip, attack, way, ask=_redness, source=source, clip_sha256="0" * 64)

        moved = made()
        assert largest_change(clip, moved) <= eps
        assert way.sign * (_llr(mesonet, moved) - _llr(mesonet, clip)) > 0
        again = [face.rgb.tobytes() for face in made().regions]
        assert [face.rgb.tobytes() for face in moved.regions] == again


@pytest.mark.extra
def test_transfer_reaches_a_detector_without_a_gradient(tmp_path: Path, release: Path):
    pytest.importorskip("torch")
    judge, attacks = resolve("coin"), attacks_of(["transfer"], eps=1, steps=1)
    found = under_attack(release, judge, attacks, tmp_path, clips=4, frames=1, say=lambda _: None)
    # a coin looks at the file's digest, which no attack on pixels in memory changes
    assert found.auc["transfer-1-both"] == found.auc["none"]
