"""Whatever a stranger brings ends in one clear line, exit code 2, and nothing half written."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
import studio
from commands import Ended, faceproof

from faceproof.core import Consent, ConsentKind, Scope, actor_id
from faceproof.sources import append_consent, append_withdrawal, ledger_path, steward_key

TODAY = date.today()  # noqa: DTZ011 - the command line's day; a test at midnight may wait


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace: ann allows, bob's consent expired, cara took hers back."""
    workspace = tmp_path_factory.mktemp("stage")
    assert faceproof("consent", "init", "--workspace", workspace).code == 0
    ledger, key = ledger_path(workspace), steward_key(workspace)
    for name, expires in (("ann", None), ("bob", TODAY - timedelta(days=1)), ("cara", None)):
        consent = Consent(
            actor=actor_id(name),
            kind=ConsentKind.SIGNED,
            scopes=frozenset(Scope),
            signed_on=TODAY - timedelta(days=30),
            expires_on=expires,
            evidence_sha256="0" * 64,
        )
        append_consent(ledger, key, consent)
    append_withdrawal(ledger, key, actor_id("cara"), on=TODAY - timedelta(days=2))
    return workspace


@pytest.fixture
def workspace(stage: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(stage, tmp_path / "workspace"))


def add(workspace: Path, file: Path, actor: str = "ann", **options: str) -> Ended:
    extra = [word for name, value in options.items() for word in (f"--{name}", value)]
    where = ["--workspace", workspace]
    return faceproof("actors", "add", file, "--actor", actor, "--scene", "desk", *where, *extra)


def assert_one_clear_line(ended: Ended, *words: str) -> None:
    assert ended.code == 2
    assert not ended.out
    lines = ended.err.strip().splitlines()
    assert len(lines) == 1, ended.err
    for word in words:
        assert word in lines[0]


BROKEN: dict[str, tuple[Callable[[Path], Path], str, str]] = {
    "empty": (studio.empty, "clip.mp4", "is empty"),
    "text": (studio.text, "clip.mp4", "not a video or image"),
    "playlist": (studio.playlist, "clip.mp4", "not a video or image"),
    "truncated": (studio.truncated, "clip.mp4", "decode"),
    "audio only": (studio.audio_only, "clip.wav", "holds sound only"),
    "no face": (studio.no_face, "clip.mp4", "no face found"),
    "two faces": (studio.two_faces, "clip.mp4", "2 faces"),
    "too short": (studio.too_short, "clip.mp4", "has 3 frames"),
    "8k x a million frames": (studio.huge_header, "clip.avi", "1000000 frames"),
}


@pytest.mark.parametrize("case", sorted(BROKEN))
def test_a_broken_recording_is_refused(case: str, workspace: Path, tmp_path: Path) -> None:
    make, name, word = BROKEN[case]
    ended = add(workspace, make(tmp_path / name))
    assert_one_clear_line(ended, name, word)
    assert not [p for p in (workspace / "actors").rglob("*") if p.suffix in {".mp4", ".avi"}]


ODD: dict[str, tuple[Callable[[Path], Path], str]] = {
    "rotated": (studio.rotated, "clip.mp4"),
    "variable rate": (studio.variable_rate, "clip.mkv"),
    "odd size": (studio.odd_size, "clip.mkv"),
    "10-bit": (studio.ten_bit, "clip.mkv"),
    "wrong extension": (studio.good, "clip.mp4"),
}


@pytest.mark.parametrize("case", sorted(ODD))
def test_an_odd_recording_is_taken_as_it_is_shown(
    case: str, workspace: Path, tmp_path: Path
) -> None:
    make, name = ODD[case]
    file = make(tmp_path / name)
    if case == "wrong extension":
        file = file.rename(tmp_path / "clip.jpg")
    ended = add(workspace, file)
    assert (ended.code, ended.err) == (0, "")
    listed = faceproof("actors", "list", "--workspace", workspace, "--json").json["recordings"]
    assert [row["frames"] for row in listed] == [12]
    assert Path(ended.out.strip()).read_bytes() == file.read_bytes()


@pytest.mark.parametrize(
    ("actor", "words"),
    [
        ("bob", ["'bob'", "expired on"]),
        ("cara", ["'cara'", "was withdrawn on"]),
        ("dora", ["unknown actor 'dora'", "consent sign"]),
        ("no/body", ["'no/body'", "not valid"]),
    ],
)
def test_who_did_not_allow_it_is_not_taken(
    actor: str, words: list[str], workspace: Path, tmp_path: Path
) -> None:
    file = studio.good(tmp_path / "clip.mp4")
    assert_one_clear_line(add(workspace, file, actor), *words)
    assert not (workspace / "actors" / actor).exists()


def test_what_cannot_be_read_is_refused(workspace: Path, tmp_path: Path) -> None:
    broken_link = tmp_path / "link.mp4"
    broken_link.symlink_to(tmp_path / "gone.mp4")
    for file in (tmp_path / "missing.mp4", broken_link, tmp_path):
        assert_one_clear_line(add(workspace, file), file.name)


def test_a_second_take_of_the_same_number_is_refused(workspace: Path, tmp_path: Path) -> None:
    assert add(workspace, studio.good(tmp_path / "one.mp4", seed=1)).code == 0
    ended = add(workspace, studio.good(tmp_path / "two.mp4", seed=2))
    assert_one_clear_line(ended, "ann desk-0", "already", "another take")


def test_one_file_cannot_be_two_takes(workspace: Path, tmp_path: Path) -> None:
    file = studio.good(tmp_path / "one.mp4")
    assert add(workspace, file).code == 0
    assert_one_clear_line(add(workspace, file, take="1"), "same bytes")


def test_a_scene_must_be_a_name(workspace: Path, tmp_path: Path) -> None:
    file = studio.good(tmp_path / "clip.mp4")
    ended = faceproof(
        "actors", "add", file, "--actor", "ann", "--scene", "../up", "--workspace", workspace
    )
    assert_one_clear_line(ended, "'../up'", "kitchen_pan")


def test_a_changed_ledger_is_refused(workspace: Path) -> None:
    ledger = ledger_path(workspace)
    ledger.write_bytes(ledger.read_bytes().replace(b'"bob"', b'"bib"', 1))
    ended = faceproof("consent", "list", "--workspace", workspace)
    assert_one_clear_line(ended, "consents.jsonl", "line 2")


def test_an_empty_workspace_says_how_to_begin(tmp_path: Path) -> None:
    ended = faceproof("consent", "list", "--workspace", tmp_path)
    assert_one_clear_line(ended, "consents.jsonl", "faceproof consent init")


PLAN = """\
name = "tiny"
version = "1"
licence = "none"
seed = 1
compressions = ["c23"]
[synthetic]
actors = 6
scenes = ["kitchen_still"]
frames = 8
[splits]
train = 2
val = 2
test = 2
[pairs]
rule = "ring"
[methods.FaceSwap]
"""

BAD_PLANS: dict[str, tuple[Callable[[str], str], list[str]]] = {
    "not TOML": (lambda plan: plan + "=", ["plan.toml"]),
    "unknown key": (lambda plan: "sead = 2\n" + plan, ["'sead'", "seed"]),
    "unknown method": (lambda plan: plan.replace("FaceSwap", "FaceSwop"), ["FaceSwop", "FaceSwap"]),
    "unknown setting": (lambda plan: plan + "blent = 1\n", ["blent"]),
    "unknown scene": (lambda plan: plan.replace("kitchen_still", "moon"), ["moon"]),
    "actor on two sides": (
        lambda plan: (
            plan.replace("train = 2", 'train = ["syn-0001", "syn-0007"]')
            .replace("val = 2", 'val = ["syn-0007", "syn-0028"]')
            .replace("test = 2", 'test = ["syn-0051", "syn-0079"]')
        ),
        ["syn-0007", "train and val"],
    ),
    "one person alone": (
        lambda plan: plan.replace("val = 2", "val = 1").replace("actors = 6", "actors = 5"),
        ["alone on a side", "at least 2"],
    ),
    "unknown compression": (lambda plan: plan.replace("c23", "c24"), ["c24"]),
}


@pytest.mark.parametrize("case", sorted(BAD_PLANS))
def test_a_plan_that_contradicts_itself_is_refused(case: str, tmp_path: Path) -> None:
    change, words = BAD_PLANS[case]
    plan = tmp_path / "plan.toml"
    plan.write_text(change(PLAN))
    ended = faceproof("release", "build", plan, "--out", tmp_path / "release")
    assert_one_clear_line(ended, *words)
    assert not (tmp_path / "release").exists()


def test_a_plan_of_somebody_unknown_is_refused(workspace: Path, tmp_path: Path) -> None:
    ended = faceproof("release", "plan", tmp_path / "new.toml", "--draft", "-w", workspace)
    assert_one_clear_line(ended, "0 people", "at least 6", "actors add")
    assert not (tmp_path / "new.toml").exists()


@pytest.mark.parametrize(
    "words",
    [
        ("release", "verify", "nowhere"),
        ("release", "plan", "nowhere.toml"),
        ("detect", "train", "nowhere", "--detector", "coin", "--out", "weights"),
        ("detect", "score", "clip.mp4", "--detector", "spectrum", "--weights", "nowhere"),
        ("detect", "score", "clip.mp4", "--detector", "oracle"),
        ("bench", "run", "nowhere", "--detector", "coin", "--out", "scores.jsonl"),
        ("bench", "grade", "nowhere.jsonl", "--release", "nowhere"),
        ("actors", "synth", "2", "--out", "takes", "--scene", "moon"),
    ],
    ids=" ".join,
)
def test_what_does_not_exist_is_named(
    words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert_one_clear_line(faceproof(*words))
    assert not list(tmp_path.iterdir())
