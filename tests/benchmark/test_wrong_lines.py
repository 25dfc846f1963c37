"""Everything that is wrong with a table is said at once, line by line."""

from __future__ import annotations

from pathlib import Path

import pytest

from faceproof.benchmark.lines import WrongLinesError
from faceproof.benchmark.outside.gather import MOST_LISTED
from faceproof.benchmark.outside.read import read_reading


def problems(path: Path, text: str) -> WrongLinesError:
    path.write_text(text)
    with pytest.raises(WrongLinesError) as caught:
        read_reading(path)
    return caught.value


def test_every_wrong_line_is_named_with_its_reason(tmp_path: Path):
    lines = [
        '{"id": "a", "llr": 1}',
        '{"id": "b", "llr": NaN}',
        '{"id": "a", "llr": 2}',
        '{"id": "c", "llr": 1e999}',
        '{"id": "", "llr": 0}',
        "[]",
        '{"id": "d", "llr": 0}',
    ]
    found = problems(tmp_path / "t.jsonl", "\n".join(lines))
    assert [one.number for one in found.problems] == [2, 3, 4, 5, 6]
    assert "already stands in line 1" in found.problems[1].why
    assert "4 more lines are wrong" in str(found)


def test_a_hundred_are_listed_and_all_are_counted(tmp_path: Path):
    rows = "".join(f'{{"id": "{n}", "llr": "x"}}\n' for n in range(1000))
    found = problems(tmp_path / "t.jsonl", '{"id": "good", "llr": 0}\n' + rows)
    assert (len(found.problems), found.count) == (MOST_LISTED, 1000)


def test_what_stands_before_an_unreadable_line_is_still_checked(tmp_path: Path):
    path = tmp_path / "t.csv"
    path.write_bytes(b"id,llr\na,x\nb,\xff\nc,1\n")
    with pytest.raises(WrongLinesError) as caught:
        read_reading(path)
    assert [one.number for one in caught.value.problems] == [2, 3]
