"""`release audit` and `release lint` as programs call them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from commands import faceproof

REAL = {"train": [["000", "001"]], "val": [["002", "003"]], "test": [["004", "005"]]}


def lists(folder: Path, *, same: bool) -> Path:
    for part, pairs in REAL.items():
        (folder / f"{part}.json").write_text(json.dumps(pairs))
    cuts = {f"{n:03d}": f"video-{n:05d} 0" for n in range(6)}
    if same:
        cuts["004"] = "video-00001 1"
    (folder / "conversion_dict.json").write_text(json.dumps(cuts))
    return folder


def test_lint_says_no_with_exit_1_and_names_the_leak(tmp_path: Path) -> None:
    ended = faceproof("release", "lint", lists(tmp_path, same=True), "--json")
    assert ended.code == 1
    assert ended.json["leaks"] == [
        {
            "a": "001",
            "b": "004",
            "splits": ["train", "test"],
            "reason": "same source video video-00001",
        }
    ]


def test_lint_says_yes_with_exit_0(tmp_path: Path) -> None:
    ended = faceproof("release", "lint", lists(tmp_path, same=False), "--json")
    assert (ended.code, ended.json["leaks"]) == (0, [])


@pytest.mark.parametrize("verb", ["audit", "lint"])
def test_no_release_is_asked_wrongly(tmp_path: Path, verb: str) -> None:
    ended = faceproof("release", verb, tmp_path)
    assert ended.code == 2
    assert ended.err.startswith("faceproof: ")
    assert ended.err.count("\n") == 1


@pytest.mark.parametrize("verb", ["audit", "lint"])
def test_what_is_no_release_is_named_as_it_was_given(tmp_path: Path, verb: str) -> None:
    absent, file, broken = tmp_path / "absent", tmp_path / "file", tmp_path / "broken"
    file.write_text("x")
    broken.mkdir()
    (broken / "release.json").write_text("{")
    (broken / "manifest.jsonl").write_text("")
    for folder, said in [
        (absent, f"{absent}: does not exist; expected a folder"),
        (file, f"{file}: is not a folder"),
        (broken, f"{broken / 'release.json'} is malformed (not JSON"),
    ]:
        ended = faceproof("release", verb, folder)
        assert (ended.code, ended.out) == (2, "")
        assert ended.err.startswith(f"faceproof: {said}")
        assert ended.err.count("\n") == 1
