"""The commands speak as they promise: JSON on stdout, talk on stderr, exit codes."""

from __future__ import annotations

from pathlib import Path

import studio
from commands import faceproof

from faceproof.benchmark.outside import read_reading
from faceproof.core import Score, Unscored


def test_help_names_every_room() -> None:
    shown = faceproof("--help")
    assert shown.code == 0
    for room in ("demo", "actors", "consent", "release", "detect", "bench"):
        assert room in shown.out


def test_the_list_of_detectors_marks_the_trivial_ones() -> None:
    rows = {row["name"]: row for row in faceproof("detect", "list", "--json").json["detectors"]}
    assert rows["coin"]["trivial"] is True
    assert rows["mesonet"]["trivial"] is False
    blend = rows["blend"]
    assert blend["family"] == "blend"
    assert blend["calibrated_on"] == "footage 1.0.0"
    assert len(blend["weights_sha256"]) == len(blend["network_sha256"]) == 64
    assert 6 << 20 < blend["size"] < 12 << 20
    assert rows["coin"]["weights_sha256"] is rows["coin"]["calibrated_on"] is None


def test_one_bad_file_never_stops_the_others(tmp_path: Path) -> None:
    good = studio.good(tmp_path / "good.mp4")
    bad = studio.empty(tmp_path / "bad.mp4")
    ended = faceproof("detect", "score", bad, good, "--detector", "coin", "--json")
    first, second = ended.json["scores"]
    assert ended.code == 2
    assert first["path"] == str(bad)
    assert "empty" in first["unscored"]
    assert second["path"] == str(good)
    assert isinstance(second["llr"], float)


def test_paths_are_given_back_exactly(tmp_path: Path) -> None:
    studio.good(tmp_path / "good.mp4")
    odd = f"{tmp_path}/./good.mp4"
    ended = faceproof("detect", "score", odd, odd, "--detector", "coin", "--json")
    assert [row["path"] for row in ended.json["scores"]] == [odd, odd]
    assert ended.code == 0


def test_answers_become_a_table_that_a_challenge_takes(tmp_path: Path) -> None:
    good, bad = studio.good(tmp_path / "good.mp4"), studio.empty(tmp_path / "bad.mp4")
    out = tmp_path / "scores.jsonl"
    ended = faceproof("detect", "score", bad, good, "-d", "coin", "--out", out, "--json")
    answers = read_reading(out).answers
    assert set(answers) == {"good.mp4", "bad.mp4"}
    said = answers["good.mp4"]
    assert isinstance(said, Score)
    assert said.llr == ended.json["scores"][1]["llr"]
    assert answers["bad.mp4"] == Unscored(reason=ended.json["scores"][0]["unscored"])


def test_a_table_cannot_hold_one_name_twice(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    good, same = studio.good(tmp_path / "good.mp4"), studio.good(tmp_path / "a" / "good.mp4")
    out = tmp_path / "scores.jsonl"
    ended = faceproof("detect", "score", good, same, "-d", "coin", "--out", out)
    assert ended.code == 2
    assert "stand twice, such as 'good.mp4'" in ended.err
    assert not out.exists()
