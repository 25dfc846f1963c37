"""JSON from a file, taken strictly: one spelling, known fields, checked values, or ValueError."""

from __future__ import annotations

import json
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

_LARGEST_WHOLE = (1 << 63) - 1
_RATE = re.compile(r"[0-9]{1,9}/[0-9]{1,9}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_SHOWN = 80


def parse_json(data: bytes) -> Any:
    """The one value in UTF-8 JSON; no duplicate keys, no NaN, no bottomless nesting.

    Raises:
        ValueError: saying in one line what is wrong.

    >>> parse_json(b'{"a": 1, "a": 2}')
    Traceback (most recent call last):
    ValueError: key 'a' stands twice
    """
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise ValueError(f"byte {error.start + 1} is not UTF-8") from error
    return parse_json_text(text)


def parse_json_text(text: str) -> Any:
    """`parse_json` of what was decoded already.

    Raises:
        ValueError: as `parse_json`.
    """
    try:
        return _STRICT.decode(text)
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON: {error.msg}, character {error.pos + 1}") from error
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        count = Counter(key for key, _ in pairs)
        raise ValueError(f"key {_short(max(count, key=count.__getitem__))} stands twice")
    return found


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not a number here")


_STRICT = json.JSONDecoder(object_pairs_hook=_unique_keys, parse_constant=_no_constant)


def only(value: Any, fields: Iterable[str]) -> Mapping[str, Any]:
    """``value`` as an object that has exactly these fields."""
    if not isinstance(value, Mapping):
        raise ValueError(f"{_short(value)} is not an object")  # noqa: TRY004 - one error for all
    expected = set(fields)
    if unknown := set(value) - expected:
        raise ValueError(f"unknown field {_short(min(unknown))}")
    if missing := expected - set(value):
        raise ValueError(f"field {min(missing)!r} is missing")
    return value


def items(value: Any) -> list[Any]:
    """``value`` as a list."""
    if not isinstance(value, list):
        raise ValueError(f"{_short(value)} is not a list")  # noqa: TRY004 - one error for all
    return value


def text(value: Any) -> str:
    """A text that is not empty and can be written and printed on one line."""
    if not isinstance(value, str) or not value:
        raise ValueError(f"{_short(value)} is not a text")
    controls = not value.isprintable() and {"Cc", "Cs"} & set(map(unicodedata.category, value))
    if controls:
        raise ValueError(f"{_short(value)} holds a control character or half a character")
    return value


def count(value: Any, *, least: int = 1) -> int:
    """A whole number from ``least`` up that fits 64 bits."""
    if not isinstance(value, int) or isinstance(value, bool) or value < least:
        raise ValueError(f"{_short(value)} is not a whole number from {least} up")
    if value > _LARGEST_WHOLE:
        raise ValueError("a whole number does not fit 64 bits")
    return value


def number(value: Any) -> float:
    """A finite number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"{_short(value)} is not a number")  # noqa: TRY004 - as above
    try:
        finite = float(value)
    except OverflowError as error:
        raise ValueError("a number is too large") from error
    if not math.isfinite(finite):  # 1e999 parses as infinity
        raise ValueError("a number is not finite")
    return finite


def share(value: Any) -> float:
    """A number from 0 to 1."""
    found = number(value)
    if not 0 <= found <= 1:
        raise ValueError(f"{_short(value)} is not between 0 and 1")
    return found


def flag(value: Any) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise ValueError(f"{_short(value)} is not true or false")  # noqa: TRY004 - as above
    return value


def digest(value: Any) -> str:
    """A hex sha256."""
    if not isinstance(value, str) or not _DIGEST.fullmatch(value):
        raise ValueError(f"{_short(value)} is not a hex sha256")
    return value


def rate(value: Any) -> Fraction:
    """A rate above 0, written as two whole numbers of at most nine digits.

    >>> rate("30000/1001")
    Fraction(30000, 1001)
    """
    if not isinstance(value, str) or not _RATE.fullmatch(value):
        raise ValueError(f"rate {_short(value)} is not two whole numbers, such as '25/1'")
    above, below = map(int, value.split("/"))
    if not above or not below:
        raise ValueError(f"rate {value!r} is not above 0")
    return Fraction(above, below)


def day(value: Any) -> date:
    """A date written as YYYY-MM-DD."""
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise ValueError(f"{_short(value)} is not a date, expected YYYY-MM-DD")
    return date.fromisoformat(value)


def relative_path(value: Any) -> str:
    """A POSIX path that stays below the folder it is relative to."""
    path = text(value)
    if path.startswith("/") or "\\" in path or {"", ".", ".."} & set(path.split("/")):
        raise ValueError(f"path {_short(path)} is not a clean relative POSIX path")
    return path


def _short(value: Any) -> str:
    shown = ascii(value) if isinstance(value, str) else repr(value)
    return shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}..."
