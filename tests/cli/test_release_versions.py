"""Withdraw, revise, diff, blind: the commands on a release of rendered actors."""

from __future__ import annotations

import json
import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from commands import Ended, faceproof

from faceproof.core import Compression, Manifest
from faceproof.datasets import read_manifest
from faceproof.detectors import DETECTORS, Material, Trained
from faceproof.detectors.calibration import Affine
from faceproof.release import build, read_plan
from faceproof.release.seal import files_below, write_seal

PLAN = """\
name = "tiny"
version = "1.0.0"
licence = "CC0-1.0"
seed = 1
compressions = ["c23"]
[synthetic]
actors = 6
scenes = ["kitchen_still"]
frames = 4
width = 320
height = 240
[splits]
train = 2
val = 2
test = 2
[pairs]
rule = "ring"
[methods.SelfBlend]
[methods.FaceSwap]
"""


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("plan") / "plan.toml"
    path.write_text(PLAN)
    return path


@pytest.fixture(scope="module")
def release(plan: Path) -> Path:
    """Six rendered actors, each once as they are, once blended, once swapped."""
    out, today = plan.parent / "release", datetime.now(tz=UTC).date()
    with ThreadPoolExecutor(1) as executor:
        build(read_plan(plan), data=None, out=out, jobs=1, on=today, executor=executor)
    return out


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    folder = tmp_path / "workspace"
    assert faceproof("consent", "init", "-w", folder).code == 0
    return folder


@pytest.fixture(scope="module")
def leaver(release: Path) -> tuple[str, str]:
    """A rendered actor, and the two digits that stand for them in names."""
    actors = json.loads((release / "release.json").read_text())["actors"]
    return next((actor, number) for actor, number in actors.items() if number == "03")


def revise(release: Path, workspace: Path, *more: object) -> Ended:
    out = workspace.parent / "next"
    return faceproof("release", "revise", release, "--out", out, "-w", workspace, "--json", *more)


def one_line(ended: Ended, *words: str) -> None:
    assert ended.code == 2
    (line,) = ended.err.splitlines()
    assert all(word in line for word in words), line


def test_withdrawing_without_keys_says_how_to_begin(tmp_path: Path) -> None:
    ended = faceproof("consent", "withdraw", "syn-0007", "-w", tmp_path)
    one_line(ended, "no steward's key", "faceproof consent init")


def test_a_rendered_actor_is_withdrawn_and_never_signed(workspace: Path, tmp_path: Path) -> None:
    ended = faceproof("consent", "withdraw", "syn-0007", "-w", workspace, "--json")
    assert ended.code == 0
    assert ended.json["actor"] == "syn-0007"
    assert "faceproof release revise" in ended.err
    (row,) = faceproof("consent", "list", "-w", workspace, "--json").json["consents"]
    assert (row["kind"], row["state"]) == (
        "synthetic", f"was withdrawn on {ended.json['withdrawn_on']}"
    )  # fmt: skip
    form = tmp_path / "form"
    form.write_text("yes")
    signing = ("consent", "sign", "syn-0007", "--scopes", "record", "--evidence", form)
    one_line(faceproof(*signing, "-w", workspace), "synthetic")
    one_line(faceproof("consent", "withdraw", "nobody", "-w", workspace), "'nobody'", "no line")


def test_a_plan_that_renders_who_was_withdrawn_is_refused(
    plan: Path, workspace: Path, leaver: tuple[str, str], tmp_path: Path
) -> None:
    faceproof("consent", "withdraw", leaver[0], "-w", workspace)
    out = tmp_path / "again"
    ended = faceproof("release", "build", plan, "--out", out, "-w", workspace)
    one_line(ended, leaver[0], "was withdrawn on")
    assert not out.exists()


def test_revising_leaves_nothing_that_names_who_withdrew(
    release: Path, workspace: Path, leaver: tuple[str, str]
) -> None:
    actor, number = leaver
    faceproof("consent", "withdraw", actor, "-w", workspace)
    ended = revise(release, workspace, "--key", workspace / "keys" / "steward.pem")
    assert ended.code == 0
    report = ended.json
    root = Path(report["release"])
    assert report["removed"] == {"clips": 4, "originals": 1, "fakes": 3, "masks": 3}
    assert (report["version"], report["kept"]) == ("1.1.0", 14)
    assert (report["actors"], report["stale"], report["left_out"]) == ([actor], [], [])
    named = re.compile(rf"{actor}|\b{number}__|\b\d\d_{number}__")
    for name in files_below(root):
        assert not named.search(name), name
        if not name.endswith(".mp4"):
            assert not named.search((root / name).read_text()), name
    key = workspace / "keys" / "steward.pub.pem"
    assert faceproof("release", "verify", root, "--key", key).code == 0
    assert (
        faceproof("release", "revise", root, "--out", root.parent / "x", "-w", workspace).code == 1
    )
    told = faceproof("release", "diff", release, root, "--json")
    assert told.code == 0
    assert told.json["actors"]["gone"] == [actor]
    assert {gone["reason"] for gone in told.json["clips"]["removed"]} == {"withdrawn"}
    assert f"actors gone: {actor}" in faceproof("release", "diff", release, root).out


@pytest.mark.parametrize("form", ["dfd", "croissant"])
def test_an_export_as_it_stands_counts_every_clip_it_carries_or_describes(
    release: Path, tmp_path: Path, form: str
) -> None:
    out = tmp_path / "out"
    ended = faceproof("release", "export", release, "--format", form, "--out", out, "--json")
    assert ended.json["clips"] == len(read_manifest(release).clips) == 18


def test_an_export_of_a_rendered_actor_who_was_withdrawn_is_refused(
    release: Path, workspace: Path, leaver: tuple[str, str], tmp_path: Path
) -> None:
    words = ("release", "export", release, "--out", tmp_path / "hand-out", "-w", workspace)
    faceproof("consent", "withdraw", leaver[0], "-w", workspace)
    one_line(faceproof(*words), leaver[0], "was withdrawn on", "faceproof release revise")
    assert not (tmp_path / "hand-out").exists()


def test_nobody_withdrew_is_exit_1_and_a_clear_line(release: Path, workspace: Path) -> None:
    faceproof("consent", "withdraw", "syn-99999", "-w", workspace)  # of no release
    ended = revise(release, workspace)
    assert ended.code == 1
    assert ended.json["release"] is None
    assert ended.json["removed"]["clips"] == 0
    assert "nobody in it has withdrawn" in ended.err
    assert not (workspace.parent / "next").exists()
    assert revise(release, workspace, "--even-unchanged", "--version", "2.0.0").code == 0


def test_revising_without_a_ledger_says_how_to_begin(release: Path, tmp_path: Path) -> None:
    ended = revise(release, tmp_path / "nowhere")
    one_line(ended, "consents.jsonl", "faceproof consent init")


def test_weights_that_know_who_withdrew_are_stale(
    release: Path, workspace: Path, leaver: tuple[str, str], tmp_path: Path
) -> None:
    faceproof("consent", "withdraw", leaver[0], "-w", workspace)
    manifest = read_manifest(release)
    for name, actors in (("knows", manifest.splits.parts["val"]), ("not", ("syn-99999",))):
        weights(manifest, *actors).save(tmp_path / name)
    ended = revise(
        release, workspace, "--weights", tmp_path / "knows", "--weights", tmp_path / "not"
    )
    (stale,) = ended.json["stale"]
    assert (stale["kind"], stale["name"]) == ("detector", "coin")
    one_line(revise(release, workspace, "--weights", tmp_path), "next: exists already")
    again = ("release", "revise", release, "--out", tmp_path / "x", "-w", workspace)
    one_line(faceproof(*again, "--weights", tmp_path), "weights.json", "cannot be read")


def weights(manifest: Manifest, *actors: str) -> Trained:
    seen = Material(release="made 1.0.0", manifest_digest=manifest.digest(), actors=actors, clips=1)  # type: ignore[arg-type]
    mute = Affine(slope=0.0, bias=0.0, limit=0.0)
    return Trained(detector=DETECTORS["coin"](), clip_llr=mute, frame_llr=mute, calibrated_on=seen)


def test_hiding_a_part_and_opening_it_again(release: Path, workspace: Path, tmp_path: Path) -> None:
    public, labels = tmp_path / "public", tmp_path / "labels.json"
    words = ("release", "blind", release, "-w", workspace, "--json")
    ended = faceproof(*words, "--out", public, "--sealed", labels)
    assert ended.code == 0
    assert (ended.json["originals"], ended.json["fakes"]) == (2, 4)
    assert "must not be published while test is in it" in ended.err
    assert "no --public release was given" in ended.err
    assert "whether a rendered actor was withdrawn is not looked up" in ended.err
    assert faceproof("release", "verify", public).code == 0
    again = faceproof(
        *words, "--out", tmp_path / "2", "--sealed", tmp_path / "2.json", "--salt-of", labels
    )
    assert again.json["labels_sha256"] == ended.json["labels_sha256"]
    other = faceproof(*words, "--out", tmp_path / "3", "--sealed", tmp_path / "3.json")
    assert other.json["labels_sha256"] != ended.json["labels_sha256"]
    opened = faceproof("release", "unblind", public, "--sealed", labels, "--out", tmp_path / "o")
    assert opened.code == 0
    assert faceproof("release", "verify", tmp_path / "o").code == 0
    assert {c.compression for c in read_manifest(tmp_path / "o").clips} == {Compression.C23}


def test_what_is_published_beside_a_hidden_part_does_not_name_it(
    release: Path, workspace: Path, tmp_path: Path
) -> None:
    whole = Path(shutil.copytree(release, tmp_path / "whole"))
    actors = json.loads((whole / "release.json").read_text())["actors"]
    seen = {f"{number}__kitchen_still.raw": "c" * 64 for number in actors.values()}
    entry = {"method": "Lip", "version": "1", "sha256": "a" * 64, "actors": list(actors)}
    (whole / "generators.json").write_text(json.dumps([entry | {"recordings": seen}]))
    write_seal(whole, key=None)
    root = tmp_path / "open"
    key = ("--key", workspace / "keys" / "steward.pem")
    ended = faceproof("release", "withhold", whole, "--out", root, "-w", workspace, *key, "--json")
    assert (ended.code, ended.json["clips"]) == (0, 12)
    public = workspace / "keys" / "steward.pub.pem"
    assert faceproof("release", "verify", root, "--key", public).code == 0
    hidden = read_manifest(release).splits.parts["test"]
    numbers = "|".join(actors[actor] for actor in hidden)
    named = re.compile(rf"{'|'.join(hidden)}|\b({numbers})__|\b\d\d_({numbers})__")
    assert named.search((release / "manifest.jsonl").read_text())
    for name in files_below(root):
        assert not named.search(name), name
        if not name.endswith(".mp4"):
            assert not named.search((root / name).read_text()), name
    (generator,) = json.loads((root / "generators.json").read_text())
    assert (len(generator["actors"]), len(generator["recordings"])) == (4, 4)
    assert not (root / "tombstones.jsonl").exists()
    places = ("--out", tmp_path / "public", "--sealed", tmp_path / "labels.json")
    hiding = ("release", "blind", release, *places, "--public", root, "-w", workspace)
    assert faceproof(*hiding).code == 0
    one_line(
        faceproof("release", "withhold", whole, "--split", "tset", "--out", tmp_path / "x"),
        "'tset'", "did you mean 'test'",
    )  # fmt: skip


def test_a_public_release_with_the_same_people_is_a_clear_line(
    release: Path, workspace: Path, tmp_path: Path
) -> None:
    places = ("--out", tmp_path / "public", "--sealed", tmp_path / "labels.json")
    ended = faceproof("release", "blind", release, *places, "--public", release, "-w", workspace)
    one_line(ended, "2 people of the hidden set", "public")
    assert not (tmp_path / "labels.json").exists()
