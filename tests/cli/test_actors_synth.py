"""`faceproof actors synth`: takes, and a sheet of everybody."""

from __future__ import annotations

from pathlib import Path

import cv2
from commands import faceproof


def test_synth_films_everybody_and_draws_a_sheet(tmp_path: Path):
    sheet = tmp_path / "sheet.png"
    small = ("--frames", "2", "--width", "64", "--height", "64", "--jobs", "1")
    ended = faceproof(
        "actors", "synth", "2", "--out", tmp_path / "takes", *small, "--sheet", sheet, "--json"
    )
    assert ended.code == 0
    assert len(set(ended.json["actors"])) == 2
    assert all(Path(file).stat().st_size > 0 for file in ended.json["files"])
    assert ended.json["sheet"] == str(sheet)
    height, width = cv2.imread(str(sheet)).shape[:2]
    assert height > 2 * 224
    assert width == 4 * 224
