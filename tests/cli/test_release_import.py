"""`release import` and `release export --format` keep the contract of every command."""

from __future__ import annotations

from pathlib import Path

from commands import faceproof

import foreign_trees as trees


def test_import_says_what_it_made_and_verify_agrees(tmp_path: Path) -> None:
    root = trees.celeb_df(tmp_path / "celeb", make=True)
    out = tmp_path / "out"
    ended = faceproof("release", "import", root, "--out", out, "--jobs", 1, "--json")
    assert ended.code == 0, ended.err
    said = ended.json
    assert (said["format"], said["clips"], said["fakes"]) == ("celeb-df", 7, 3)
    assert said["split"] == {"undivided": 4}
    assert said["published_test"] == 2
    assert said["notes"]
    assert all(note in " ".join(ended.err.split()) for note in said["notes"])
    assert faceproof("release", "verify", out, "--json").json == {"ok": True, "problems": []}
    refused = faceproof("release", "export", out, "--format", "gend", "--out", tmp_path / "e")
    assert refused.code == 2
    assert "has scopes none, not redistribute" in refused.err


def test_every_problem_is_listed_then_exit_2_and_nothing_is_left(tmp_path: Path) -> None:
    root = trees.celeb_df(tmp_path / "celeb", test="2 nowhere.mp4\n0 YouTube-real/00007.mp4\n")
    ended = faceproof("release", "import", root, "--out", tmp_path / "out", "--json")
    assert ended.code == 2
    assert ended.out == ""
    assert "line 1: label '2' is not 0 or 1" in ended.err
    assert "line 2: calls YouTube-real/00007.mp4 fake" in ended.err
    assert "has 2 problems as a tree of celeb-df" in ended.err
    assert not (tmp_path / "out").exists()


def test_a_folder_that_is_no_dataset_is_one_line(tmp_path: Path) -> None:
    ended = faceproof("release", "import", tmp_path, "--out", tmp_path / "out")
    assert ended.code == 2
    assert ended.err.startswith(f"faceproof: {tmp_path}: looks like none of the sets")


def test_an_unknown_export_format_or_compression_is_exit_2(tmp_path: Path) -> None:
    out = tmp_path / "out"
    faceproof("release", "import", trees.celeb_df(tmp_path / "c", make=True), "--out", out, "-j", 1)
    for words, why in (
        (("--format", "dfdd"), "did you mean 'dfd'?"),
        (("--format", "ffpp", "--compression", "c40"), "holds nothing at compression c40"),
        (("--format", "dfd", "--compression", "raw"), "--compression does not go with"),
    ):
        ended = faceproof("release", "export", out, "--out", tmp_path / "e", *words)
        assert ended.code == 2
        assert why in ended.err
