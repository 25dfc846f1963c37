"""Rows of a table become answers: every id once, every refusal with its line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple, TypeVar

from faceproof.benchmark.lines import wrong_line
from faceproof.core import Score, Unscored
from faceproof.core.errors import ScoreError

_LONGEST_ID = 512
_Item = TypeVar("_Item")


class Row(NamedTuple):
    """One answer, of an id that was not looked at yet."""

    id: Any
    answer: Score | Unscored


def gather(
    name: str, items: Iterable[tuple[int, _Item]], read: Callable[[_Item], Row]
) -> dict[str, Score | Unscored]:
    """The answers of all items, by id.

    Args:
        name: of the table, for an error.
        items: what `read` takes, each with its line, from 1.
        read: one item's answer; raises ValueError.

    Raises:
        ScoreError: naming the line; or there is no answer at all.
    """
    found: dict[str, Score | Unscored] = {}
    lines: dict[str, int] = {}
    for number, item in items:
        try:
            asked, answer = read(item)
            _check_id(asked, lines)
        except RecursionError as error:  # a value that can be parsed and not shown
            raise wrong_line(name, number, "nested too deeply") from error
        except ValueError as error:
            raise wrong_line(name, number, str(error)) from error
        found[asked], lines[asked] = answer, number
    if not found:
        raise ScoreError(f"{name}: holds no answer; expected one for each id")
    return found


def _check_id(asked: Any, lines: Mapping[str, int]) -> None:
    fits = isinstance(asked, str) and 0 < len(asked) <= _LONGEST_ID and asked.isprintable()
    if not fits:
        raise ValueError(f"id {asked!a:.80} is not 1 to {_LONGEST_ID} printable characters")
    if asked in lines:
        raise ValueError(f"{asked!a:.140} already stands in line {lines[asked]}")
