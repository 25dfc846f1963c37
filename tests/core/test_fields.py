"""Fields from a file are what they should be, or a ValueError in one line."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faceproof.core import fields


@given(day=st.dates())
def test_a_day_comes_back(day: date):
    assert fields.day(day.isoformat()) == day


@given(above=st.integers(1, 10**9 - 1), below=st.integers(1, 10**9 - 1))
def test_a_rate_comes_back(above: int, below: int):
    assert fields.rate(f"{above}/{below}") == Fraction(above, below)


@pytest.mark.parametrize(
    ("read", "wrong"),
    [
        (fields.rate, ["25", "0/1", "1/0", "-1/2", "1e9/1", "1e999999999", "1/2/3", "٢/1", 25]),
        (fields.rate, [None, "1/1\n", " 1/1", ""]),
        (fields.day, ["2026-1-1", "20260101", "2026-W01-1", "2026-02-30", "0000-01-01", "", 7]),
        (fields.digest, ["A" * 64, "a" * 63, "a" * 65, "g" * 64, "a" * 64 + "\n", 0, None]),
        (fields.text, ["", "a\nb", "\x1b[31m", "\ud800", "a\x00", 1, None, ["a"]]),
        (fields.count, [0, -1, 1.0, True, "1", 1 << 63, None]),
        (fields.number, [True, "1", None, 10**400, float("nan"), float("inf"), [1.0]]),
        (fields.share, [-0.1, 1.1, True, "1", None, float("nan"), 10**400]),
        (fields.flag, [0, 1, "true", None]),
        (fields.items, [(), {}, "ab", None]),
        (
            fields.relative_path,
            ["/a", "a//b", "../a", "a/..", "./a", "a/", "a\\b", "a\0b", "", "..", None],
        ),
    ],
)  # fmt: skip
def test_what_is_not_of_its_kind_is_refused(read: Any, wrong: list[Any]):
    for value in wrong:
        with pytest.raises(ValueError, match=r".") as caught:
            read(value)
        assert str(caught.value).isprintable()


@given(value=st.text(max_size=300) | st.lists(st.text(), max_size=30) | st.integers())
def test_messages_are_short_and_printable(value: object):
    for read in (fields.day, fields.rate, fields.digest, fields.flag):
        with pytest.raises(ValueError, match="not") as caught:
            read(value)
        assert str(caught.value).isprintable()
        assert len(str(caught.value)) < 200


def test_exactly_the_named_fields_are_taken():
    assert fields.only({"a": 1, "b": 2}, ("a", "b")) == {"a": 1, "b": 2}
    for value, says in [
        ({"a": 1}, "'b' is missing"),
        ({"a": 1, "b": 2, "c": 3}, "unknown field 'c'"),
        ([1], "not an object"),
        (None, "not an object"),
    ]:
        with pytest.raises(ValueError, match=says):
            fields.only(value, ("a", "b"))
