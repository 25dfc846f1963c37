"""The entries of one JSON object, one at a time, each with its line.

A table of a million lists is reduced while it is read; a key that stands twice is seen, with both
lines, which a dict would not tell.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from faceproof.benchmark.lines import wrong_line

_SPACE = re.compile(r"[ \t\n\r]*")
_DECODER = json.JSONDecoder()


class Entry(NamedTuple):
    """A key, not checked, and its value."""

    key: Any
    value: Any


def entries(name: str, text: str) -> Iterator[tuple[int, Entry]]:
    """Every entry of the object that ``text`` is, in order.

    Raises:
        ScoreError: naming the line that is not JSON.
    """
    cursor = _Cursor(text)
    try:
        cursor.take("{")
        if not cursor.skip("}"):
            yield from _until_closed(cursor)
        cursor.end()
    except RecursionError as error:
        raise wrong_line(name, cursor.line, "nested too deeply") from error
    except json.JSONDecodeError as error:
        raise wrong_line(name, error.lineno, f"not JSON: {error.msg}") from error
    except ValueError as error:
        raise wrong_line(name, cursor.line, str(error)) from error


def _until_closed(cursor: _Cursor) -> Iterator[tuple[int, Entry]]:
    while True:
        key, line = cursor.value(), cursor.line
        cursor.take(":")
        yield line, Entry(key, cursor.value())
        if cursor.skip("}"):
            return
        cursor.take(",")


class _Cursor:
    """A place in a JSON text that only moves on."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self.line = 1

    def skip(self, sign: str) -> bool:
        """Move over white space, and over a sign if it stands there."""
        blank = _SPACE.match(self._text, self._at)
        self._move(blank.end() if blank else self._at)
        there = self._text.startswith(sign, self._at)
        self._at += len(sign) if there else 0
        return there

    def take(self, sign: str) -> None:
        """Move over a sign that has to stand there."""
        if not self.skip(sign):
            found = self._text[self._at : self._at + 20] or "the end"
            raise ValueError(f"not JSON: {found!a} where {sign!r} was expected")

    def value(self) -> Any:
        """Move over a value and return it."""
        self.skip("")
        value, end = _DECODER.raw_decode(self._text, self._at)
        self._move(end)
        return value

    def end(self) -> None:
        """Nothing may follow."""
        self.skip("")
        if self._at < len(self._text):
            raise ValueError("more stands behind the one JSON object")

    def _move(self, end: int) -> None:
        self.line += self._text.count("\n", self._at, end)
        self._at = end
