"""Tables of answers: the same after writing and reading, and refused by line when wrong."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from measured import noisy, paper_manifest, table_of

from faceproof.benchmark import default_protocol, read_table, write_table
from faceproof.benchmark.tables import one_line
from faceproof.core import ClipId, Cost, Protocol, Score, ScoreTable, Unscored
from faceproof.core.errors import ScoreError

MANIFEST = paper_manifest(test=4)
PROTOCOL = default_protocol(MANIFEST)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
TEXTS = st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1, max_size=60).map(
    one_line
)


@st.composite
def scores(draw: st.DrawFn) -> Score:
    index = sorted(draw(st.sets(st.integers(0, 10_000), max_size=6)))
    frames = [draw(NUMBERS) for _ in index]
    return Score(llr=draw(NUMBERS), frames=tuple(frames), frame_index=tuple(index))


@st.composite
def tables(draw: st.DrawFn) -> ScoreTable:
    answer = st.one_of(scores(), st.builds(Unscored, reason=TEXTS))
    return ScoreTable(
        detector=draw(TEXTS),
        protocol=PROTOCOL,
        scores={asked: draw(answer) for asked in PROTOCOL.ask},
        seconds=draw(st.floats(0, 1e9)),
        seconds_per_clip=draw(st.none() | st.builds(Cost, look=NUMBERS, own=NUMBERS)),
        weights_sha256=("ab" * 32,) * draw(st.integers(0, 3)),
    )


@given(tables())
@settings(max_examples=60, deadline=None)
def test_reading_gives_back_what_was_written(tmp_path_factory: Any, table: ScoreTable):
    path = tmp_path_factory.mktemp("table") / "s.jsonl"
    write_table(path, table)
    assert read_table(path) == table
    once = path.read_bytes()
    write_table(path, read_table(path))
    assert path.read_bytes() == once


def _lines(tmp_path: Path) -> list[str]:
    path = tmp_path / "whole.jsonl"
    write_table(path, table_of(PROTOCOL, MANIFEST, noisy(0)))
    return path.read_text().splitlines()


def _read(tmp_path: Path, lines: list[str]) -> ScoreTable:
    path = tmp_path / "s.jsonl"
    path.write_text("\n".join(lines) + "\n")
    return read_table(path)


def test_the_first_line_is_the_protocol_and_no_line_holds_a_label(tmp_path: Path):
    lines = _lines(tmp_path)
    assert json.loads(lines[0])["protocol"]["name"] == "within-release"
    assert set(json.loads(lines[1])) == {"id", "llr", "frames", "frame_index"}
    assert len(lines) == 1 + len(PROTOCOL.ask)


def test_a_clip_without_a_line_is_unscored_never_left_out(tmp_path: Path):
    lines = _lines(tmp_path)
    gone = ClipId(json.loads(lines[3])["id"])
    table = _read(tmp_path, lines[:3] + lines[4:])
    assert table.scores[gone] == Unscored(reason="missing row")
    assert set(table.scores) == set(PROTOCOL.ask)


def test_order_and_blank_lines_do_not_matter(tmp_path: Path):
    lines = _lines(tmp_path)
    assert _read(tmp_path, [lines[0], "", *reversed(lines[1:])]) == _read(tmp_path, lines)


def test_frames_may_be_left_out(tmp_path: Path):
    lines = _lines(tmp_path)
    first = PROTOCOL.ask[0]
    table = _read(tmp_path, [lines[0], json.dumps({"id": first, "llr": 2})])
    assert table.scores[first] == Score(llr=2.0)


ID = json.dumps(PROTOCOL.ask[0])


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("{", "line 3: not JSON"),
        ("[1]", "line 3: not an object with an 'id'"),
        ('{"id": "stranger", "llr": 1.0}', "line 3: clip 'stranger' is not asked"),
        (f'{{"id": {ID}, "llr": 1.0, "label": 1}}', "line 3: .*has fields id, llr, label"),
        (f'{{"id": {ID}}}', "line 3: .*expected 'llr'"),
        (f'{{"id": {ID}, "llr": 1, "unscored": "x"}}', "line 3: .*has fields"),
        (f'{{"id": {ID}, "llr": NaN}}', "line 3: NaN is not a number"),
        (f'{{"id": {ID}, "llr": 1e999}}', "line 3: a number is not finite"),
        (f'{{"id": {ID}, "llr": 1{"0" * 400}}}', "line 3: a number is too large"),
        (f'{{"id": {ID}, "llr": "1"}}', "line 3: '1' is not a number"),
        (f'{{"id": {ID}, "llr": true}}', "line 3: True is not a number"),
        (f'{{"id": {ID}, "llr": 1, "llr": 2}}', "line 3: key 'llr' stands twice"),
        (f'{{"id": {ID}, "llr": 1, "frames": [1]}}', "line 3: frames and frame_index stand"),
        (f'{{"id": {ID}, "llr": 1, "frames": [1], "frame_index": []}}', "1 frames have 0"),
        (f'{{"id": {ID}, "llr": 1, "frames": [1, 2], "frame_index": [3, 3]}}', "ascend"),
        (f'{{"id": {ID}, "llr": 1, "frames": [1], "frame_index": [-1]}}', "from 0 up"),
        (f'{{"id": {ID}, "unscored": ""}}', "line 3: '' is not a text"),
        ('{"id": 5, "llr": 1}', "line 3: 5 is not a text"),
        (
            f'{{"id": {ID}, "llr": 1, "frames": {"[" * 100_000}',
            "line 3: (nested too deeply|not JSON)",
        ),
    ],
)
def test_a_wrong_line_is_refused_with_its_number(tmp_path: Path, line: str, complaint: str):
    head = _lines(tmp_path)[0]
    with pytest.raises(ScoreError, match=complaint) as refused:
        _read(tmp_path, [head, "", line])
    assert "\n" not in str(refused.value)
    assert len(str(refused.value)) < 400


def test_a_clip_that_stands_twice_is_refused(tmp_path: Path):
    lines = _lines(tmp_path)
    with pytest.raises(ScoreError, match=r"line 4: clip .* stands twice"):
        _read(tmp_path, [*lines[:3], lines[2]])


@pytest.mark.parametrize(
    "head",
    ["", "{}", '{"id": "a", "llr": 1}', '{"protocol": 1, "detector": "x", "weights": []}'],
)
def test_a_table_without_its_protocol_is_refused(tmp_path: Path, head: str):
    with pytest.raises(ScoreError, match="expected the protocol line"):
        _read(tmp_path, [head])


@pytest.mark.parametrize("cost", [3, {"look": 1}, {"look": 1, "own": "2"}, [], ""])
def test_a_cost_that_is_none_is_refused(tmp_path: Path, cost: Any):
    head, *lines = _lines(tmp_path)
    wrong = json.dumps(json.loads(head) | {"seconds_per_clip": cost})
    with pytest.raises(ScoreError, match=r"line 1: .*expected the protocol line"):
        _read(tmp_path, [wrong, *lines])


def test_a_table_that_does_not_tell_its_cost_is_read(tmp_path: Path):
    head, *lines = _lines(tmp_path)
    untold = json.loads(head) | {"seconds_per_clip": None}
    older = {name: value for name, value in untold.items() if name != "seconds_per_clip"}
    for one in (untold, older):
        assert _read(tmp_path, [json.dumps(one), *lines]).seconds_per_clip is None


@given(st.binary(max_size=200))
@settings(max_examples=150, deadline=None)
def test_garbage_is_refused_and_nothing_else_happens(tmp_path_factory: Any, data: bytes):
    path = tmp_path_factory.mktemp("garbage") / "s.jsonl"
    path.write_bytes(data)
    with pytest.raises(ScoreError, match=r"s\.jsonl line"):
        read_table(path)


def test_an_absent_table_or_a_folder_is_refused(tmp_path: Path):
    for path in (tmp_path / "absent.jsonl", tmp_path):
        with pytest.raises(ScoreError, match="cannot be read"):
            read_table(path)


def test_answers_that_were_not_asked_are_not_written(tmp_path: Path):
    protocol = Protocol(name="p", version="1", manifest_digest="0" * 64, ask=())
    table = ScoreTable(detector="d", protocol=protocol, scores={ClipId("a"): Score(llr=0.0)})
    with pytest.raises(ScoreError, match="does not ask"):
        write_table(tmp_path / "s.jsonl", table)


def test_an_infinite_llr_is_not_written(tmp_path: Path):
    table = table_of(PROTOCOL, MANIFEST, lambda _: float("inf"))
    with pytest.raises(ScoreError, match="not finite"):
        write_table(tmp_path / "s.jsonl", table)
    assert not list(tmp_path.iterdir())


def test_a_traceback_as_reason_becomes_one_line(tmp_path: Path):
    ugly = "Traceback:\n  File x\x00\n\ud800 ValueError" + "y" * 9000
    table = table_of(PROTOCOL, MANIFEST, lambda _: Unscored(reason=ugly))
    write_table(tmp_path / "s.jsonl", table)
    reason = read_table(tmp_path / "s.jsonl").scores[PROTOCOL.ask[0]].reason
    assert reason.startswith("Traceback: File x ValueErroryyy")
    assert len(reason) == 500
