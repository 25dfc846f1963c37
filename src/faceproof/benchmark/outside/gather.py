"""Rows of a table become answers: every id once, every refusal with its line, all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple, TypeVar

from faceproof.benchmark.lines import WrongLine, WrongLinesError
from faceproof.core import Score, Unscored
from faceproof.core.errors import ScoreError

MOST_LISTED = 100
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
        WrongLinesError: naming every line that is wrong, up to `MOST_LISTED` of them.
        ScoreError: there is no answer at all.
    """
    found: dict[str, Score | Unscored] = {}
    lines: dict[str, int] = {}
    wrong = _Wrong()
    for number, item in _until_unreadable(items, wrong):
        try:
            asked, answer = read(item)
            _check_id(asked, lines)
        except RecursionError:  # a value that can be parsed and not shown
            wrong.add(number, "nested too deeply")
        except ValueError as error:
            wrong.add(number, str(error))
        else:
            found[asked], lines[asked] = answer, number
    if wrong.count:
        raise WrongLinesError(name, wrong.first, wrong.count)
    if not found:
        raise ScoreError(f"{name}: holds no answer; expected one for each id")
    return found


class _Wrong:
    """Lines that are wrong: the first of them, and how many."""

    def __init__(self) -> None:
        self.first: list[WrongLine] = []
        self.count = 0

    def add(self, number: int, why: str) -> None:
        """One more."""
        self.count += 1
        if len(self.first) < MOST_LISTED:
            self.first.append(WrongLine(number, why))


def _until_unreadable(
    items: Iterable[tuple[int, _Item]], wrong: _Wrong
) -> Iterator[tuple[int, _Item]]:
    """The items up to one after which nothing can be told apart any more."""
    try:
        yield from items
    except WrongLinesError as error:
        for problem in error.problems:
            wrong.add(*problem)


def _check_id(asked: Any, lines: Mapping[str, int]) -> None:
    fits = isinstance(asked, str) and 0 < len(asked) <= _LONGEST_ID and asked.isprintable()
    if not fits:
        raise ValueError(f"id {asked!a:.80} is not 1 to {_LONGEST_ID} printable characters")
    if asked in lines:
        raise ValueError(f"{asked!a:.140} already stands in line {lines[asked]}")
