"""A board shows ties as ties, and every figure on it follows from predictions that ship with it."""

import json
from datetime import date
from pathlib import Path

import pytest
from measured import noisy, on_disk, paper_manifest, table_of

from faceproof.benchmark import (
    Reported,
    board_json,
    default_protocol,
    enter,
    ranked,
    read_board,
    write_board,
    write_table,
)
from faceproof.core.errors import ScoreError
from faceproof.detectors import DETECTORS

MANIFEST = paper_manifest(test=12)
PROTOCOL = default_protocol(MANIFEST)
TODAY = date(2026, 1, 2)
SAYS = Reported(figures={"auc": 0.99}, source="Someone 2019, table 3")


@pytest.fixture
def release(tmp_path: Path):
    return on_disk(tmp_path / "paper", MANIFEST)


@pytest.fixture
def board(tmp_path: Path, release: Path):
    folder = tmp_path / "board"
    for name, seed, lift in (("coin", 1, 0.0), ("other coin", 2, 0.0), ("eye", 3, 6.0)):
        scores = tmp_path / "scores.jsonl"
        write_table(scores, table_of(PROTOCOL, MANIFEST, noisy(seed, lift), name))
        enter(scores, release, folder, on=TODAY, reported=SAYS if name == "eye" else None)
    return folder


def test_ties_stand_in_one_group_and_the_better_one_alone(release: Path, board: Path):
    groups = ranked(read_board(board, release))
    assert [[entry.name for entry in group] for group in groups] == [
        ["eye"], ["coin", "other-coin"],
    ]  # fmt: skip


def test_reported_stands_beside_what_was_re_run(release: Path, board: Path):
    value = json.loads(json.dumps(board_json(ranked(read_board(board, release))), allow_nan=False))
    eye = value["groups"][0][0]
    assert eye["reported"] == {"figures": {"auc": 0.99}, "source": "Someone 2019, table 3"}
    assert eye["re_run"]["auc"]["clusters"] == 12
    stated = json.loads((board / "eye.json").read_text())
    assert stated["re_run"] == eye["re_run"]


@pytest.mark.parametrize(
    ("bend", "says"),
    [
        (lambda v: v["re_run"]["auc"].update(value=0.999), "'re_run' is not what its predictions"),
        (lambda v: v.update(weights_sha256=[]), "'weights_sha256' is not what"),
        (lambda v: v.update(predictions_sha256="0" * 64), "changed since it was entered"),
        (lambda v: v.update(rank=1), "unknown field 'rank'"),
        (lambda v: v["reported"].update(figures={"auc": "high"}), "expected an entry"),
    ],
)
def test_a_figure_that_was_typed_is_found(release: Path, board: Path, bend, says: str):  # noqa: ANN001
    value = json.loads((board / "eye.json").read_text())
    bend(value)
    (board / "eye.json").write_text(json.dumps(value))
    with pytest.raises(ScoreError, match=says):
        read_board(board, release)


def test_changed_or_missing_predictions_are_found(release: Path, board: Path):
    predictions = board / "eye.jsonl"
    whole = predictions.read_text()
    predictions.write_text(whole.replace('"llr":', '"llr": ', 1))
    with pytest.raises(ScoreError, match="changed since"):
        read_board(board, release)
    predictions.unlink()
    with pytest.raises(ScoreError, match="predictions are missing"):
        read_board(board, release)


def test_an_entry_is_never_overwritten_and_an_empty_board_is_said(
    tmp_path: Path, release: Path, board: Path
):
    with pytest.raises(ScoreError, match="on this board already"):
        enter(board / "eye.jsonl", release, board, on=TODAY)
    with pytest.raises(ScoreError, match="no entries"):
        read_board(tmp_path / "nothing", release)


def test_the_page_escapes_and_says_what_a_tie_is(tmp_path: Path, release: Path, board: Path):
    scores = tmp_path / "s.jsonl"
    write_table(scores, table_of(PROTOCOL, MANIFEST, noisy(4, 0.0), "<b>x</b>"))
    enter(scores, release, board, on=TODAY, unreliable="tuned on <test>")
    out = tmp_path / "board.html"
    write_board(ranked(read_board(board, release)), release, out)
    page = out.read_text()
    for said in ("Rows of one group are tied", "Someone 2019, table 3", "tuned on &lt;test&gt;",
                 "3 tied", "&lt;b&gt;x", MANIFEST.digest()):  # fmt: skip
        assert said in page, said
    assert "<b>x</b>" not in page
    assert "http:" not in page
    assert "https:" not in page


SHIPPED = Path(__file__).parents[2] / "leaderboard" / "dfd-tenth"


def test_the_board_that_ships_is_derived_again_from_its_predictions():
    groups = ranked(read_board(SHIPPED, SHIPPED / "release"))
    place = {entry.name: number for number, group in enumerate(groups) for entry in group}
    assert set(place) == {name for name, kind in DETECTORS.items() if not kind.enrolled}
    for blind in ("coin", "file-size", "frame-rate", "face-size", "thumbnail"):
        assert place[blind] > place["residual"] == 0  # they see no manipulation
