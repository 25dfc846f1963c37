"""How is a TOML table read so that no mistyped key passes unseen?"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from faceproof.core.errors import PlanError

_DIGEST = re.compile(r"[0-9a-f]{64}")


class Table:
    """One table of a plan: typed reads that name the place, and a `close` that refuses the rest.

    Args:
        values: what the TOML parser gave.
        where: how a person finds it, as ``plan demo.toml: [[recordings]] 3``.
    """

    def __init__(self, values: Mapping[str, Any], where: str) -> None:
        self.values = values
        self.where = where
        self._known: set[str] = set()

    def __contains__(self, key: str) -> bool:
        self._known.add(key)
        return key in self.values

    def text(self, key: str) -> str:
        """A text that is not empty, on one line."""
        value = self._value(key)
        if not isinstance(value, str) or not value.strip() or not value.isprintable():
            raise self.wrong(key, value, "a text on one line")
        return value

    def sha256(self, key: str) -> str:
        """A digest in lower-case hex."""
        value = self.text(key)
        if not _DIGEST.fullmatch(value):
            raise self.wrong(key, value, "64 hex digits, as sha256sum prints them")
        return value

    def whole(self, key: str, *, least: int, most: int, default: int | None = None) -> int:
        """A whole number from ``least`` to ``most``; ``default`` where the key is absent."""
        if key not in self and default is not None:
            return default
        value = self._value(key)
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise self.wrong(key, value, f"a whole number from {least} to {most}")
        return value

    def rate(self, key: str, *, most: int, default: Fraction) -> Fraction:
        """Frames a second, a whole number or a text such as ``"30000/1001"``."""
        if key not in self:
            return default
        value = self._value(key)
        try:
            rate = Fraction(value) if isinstance(value, (str, int)) else Fraction(0)
        except (ValueError, ZeroDivisionError):
            rate = Fraction(0)
        if isinstance(value, bool) or not 1 <= rate <= most:
            raise self.wrong(key, value, f'a rate from 1 to {most} such as 25 or "30000/1001"')
        return rate

    def day(self, key: str) -> date:
        """A date, as TOML writes it."""
        value = self._value(key)
        if not isinstance(value, date) or isinstance(value, datetime):
            raise self.wrong(key, value, "a date such as 2026-01-31")
        return value

    def point(self, key: str) -> tuple[float, float] | None:
        """``[x, y]`` in pixels, or None where the key is absent."""
        if key not in self:
            return None
        value = self._value(key)
        if not isinstance(value, list) or len(value) != 2 or not all(map(_is_coordinate, value)):
            raise self.wrong(key, value, "[x, y], two numbers of pixels from 0 up")
        return float(value[0]), float(value[1])

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, at least one, none twice."""
        value = self._value(key)
        if not isinstance(value, list) or not value or not all(isinstance(v, str) for v in value):
            raise self.wrong(key, value, "a list of at least one text")
        if len(set(value)) != len(value):
            raise self.wrong(key, value, "each of them once")
        return tuple(value)

    def table(self, key: str) -> Table:
        """The table of that name."""
        value = self._value(key)
        if not isinstance(value, Mapping):
            raise self.wrong(key, value, f"a table [{key}]")
        return Table(value, f"{self.where}: [{key}]")

    def tables(self, key: str) -> tuple[Table, ...]:
        """The tables ``[[key]]``, at least one, counted from 1 in messages."""
        value = self._value(key)
        if (
            not isinstance(value, list)
            or not value
            or not all(isinstance(v, Mapping) for v in value)
        ):
            raise self.wrong(key, value, f"tables [[{key}]]")
        return tuple(Table(v, f"{self.where}: [[{key}]] {i}") for i, v in enumerate(value, 1))

    def close(self) -> None:
        """Return only when every key was asked for.

        Raises:
            PlanError: naming a key that nobody knows, and the nearest that is known.
        """
        for key in self.values:
            if key not in self._known:
                raise PlanError(f"{self.where}: unknown key {key!r}; {nearest(key, self._known)}")

    def wrong(self, key: str, value: Any, expected: str) -> PlanError:
        """The error of a value that is not what it should be."""
        return PlanError(f"{self.where}: {key} is {_short(value)}, expected {expected}")

    def _value(self, key: str) -> Any:
        if key not in self:
            raise PlanError(f"{self.where}: {key!r} is missing; add it")
        return self.values[key]


def nearest(name: str, known: Iterable[str]) -> str:
    """A hint for a mistyped name.

    >>> nearest("seed_", ["seed", "scene"])
    "did you mean 'seed'?"
    >>> nearest("zzz", ["b", "a"])
    'expected one of a, b'
    """
    names = sorted(map(str, known))
    close = difflib.get_close_matches(name, names, n=1)
    return f"did you mean {close[0]!r}?" if close else f"expected one of {', '.join(names)}"


def _is_coordinate(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value < 1e5


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
