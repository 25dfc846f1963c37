"""Equal values have equal bytes, and bytes give the value back."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faceproof.core import canonical_json, sha256_of
from faceproof.core.fields import parse_json

LETTERS = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | LETTERS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(LETTERS, inner, max_size=4),
    max_leaves=12,
)


@given(value=VALUES)
def test_a_value_comes_back(value: Any):
    assert parse_json(canonical_json(value)) == value
    assert canonical_json(parse_json(canonical_json(value))) == canonical_json(value)


@given(value=st.dictionaries(LETTERS, VALUES, max_size=6), data=st.data())
def test_the_order_of_keys_does_not_count(value: dict[str, Any], data: st.DataObject):
    shuffled = dict(data.draw(st.permutations(list(value.items()))))
    assert canonical_json(shuffled) == canonical_json(value)
    assert sha256_of(shuffled) == sha256_of(value)


@given(one=VALUES, other=VALUES)
def test_different_values_have_different_bytes(one: Any, other: Any):
    same = canonical_json(one) == canonical_json(other)
    assert not same or one == other


def test_the_spelling_is_fixed():
    value = {"é": "\U0001f600", "a": [1, 2.5, None, True], "B": {"": "\n"}}
    spelled = '{"B":{"":"\\n"},"a":[1,2.5,null,true],"é":"\U0001f600"}'
    assert canonical_json(value) == spelled.encode()
    assert sha256_of([]) == "4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945"


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_what_json_cannot_say_is_refused(number: float):
    with pytest.raises(ValueError, match="JSON"):
        canonical_json([number])


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "not JSON"),
        (b"{", "not JSON"),
        (b"1 2", "not JSON"),
        (b'{"a":1,"b":{"c":2,"c":2}}', "'c' stands twice"),
        (b"[NaN]", "NaN"),
        (b"-Infinity", "Infinity"),
        (b"\xff\xfe", "not UTF-8"),
        (b'{"a":' * 100_000, "nested too deeply"),
        (b"[" * 100_000 + b"]" * 100_000, "nested too deeply"),
        (b"9" * 10_000, "digits"),
    ],
)
def test_anything_but_one_plain_value_is_a_value_error(data: bytes, says: str):
    with pytest.raises(ValueError, match=says):
        parse_json(data)


@given(data=st.binary(max_size=40) | st.text(max_size=40).map(str.encode))
def test_any_bytes_give_what_json_gives_or_a_value_error(data: bytes):
    try:
        value = parse_json(data)
    except ValueError:
        return
    assert value == json.loads(data)
