"""`detect enrol` from outside: a folder that `score` and `check` take as it is."""

from pathlib import Path

import pytest
import studio
from commands import faceproof


@pytest.mark.extra
def test_enrolled_references_are_what_score_and_check_ask(tmp_path: Path) -> None:
    file, folder = studio.good(tmp_path / "ann.mp4"), tmp_path / "ann"
    ended = faceproof("detect", "enrol", file, "--out", folder, "--person", "ann", "--json")
    assert ended.json == {"references": 1, "weights": str(folder)}
    asked = ("--detector", "identity", "--weights", folder, "--json")
    (scored,) = faceproof("detect", "score", file, *asked).json["scores"]
    assert scored["llr"] < -1
    checked = faceproof("check", file, *asked, "--band", folder / "band.json")
    assert checked.code == 0
    (row,) = checked.json["files"]
    assert row["llr"] < -1
    assert any("other words is not noticed" in limit for limit in row["limits"])


@pytest.mark.extra
def test_what_cannot_be_enrolled_is_one_line(tmp_path: Path) -> None:
    empty = studio.empty(tmp_path / "empty.mp4")
    ended = faceproof("detect", "enrol", empty, "--out", tmp_path / "out")
    assert ended.code == 2
    assert "cannot be enrolled" in ended.err
    assert "Traceback" not in ended.err
    assert not (tmp_path / "out").exists()
