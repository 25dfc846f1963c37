"""Which clips of a hidden set does a table answer, by what names, and what is wrong with it?

Tables come from strangers, and a parsed one takes thirty times the memory of its bytes: what can
be no table of this set is refused before it is parsed.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

from faceproof.benchmark.lines import open_table
from faceproof.benchmark.outside import Reading
from faceproof.core import ClipId, Score, Unscored
from faceproof.core.errors import ScoreError
from faceproof.release.blind_set import file_name

_CHUNK = 1 << 20
_LINES, _MORE_LINES = 2, 1000
_VALUES, _MORE_VALUES = 4000, 100_000  # such as the frames of a clip, and their numbers


def check_size(path: Path, clips: int) -> None:
    """Return only when a file has not far more lines or values than answers to a set can have.

    Args:
        path: of a table that was not read yet.
        clips: of the set.

    Raises:
        ScoreError: saying how many there are, or the file cannot be read.
    """
    lines = values = 0
    with open_table(path) as file:
        for chunk in iter(partial(file.read, _CHUNK), b""):
            lines += chunk.count(b"\n")
            values += chunk.count(b",") + chunk.count(b"[")
    for number, most, what in (
        (lines, _LINES * clips + _MORE_LINES, "lines"),
        (values, _VALUES * clips + _MORE_VALUES, "values"),
    ):
        if number > most:
            raise ScoreError(
                f"the file has {number:,} {what}; expected an answer for each of {clips:,} clips, "
                f"in at most {most:,} {what}"
            )


def matched(reading: Reading, asked: frozenset[str]) -> Reading:
    """The same answers under the set's own ids, where a table names the files that it was given.

    A name that is an id as it stands is that id; a file of the set, or a path that ends in one,
    is the id of its clip; what is neither stays, for `problems_of` to name.

    Args:
        reading: of a table whose lines are right.
        asked: the ids of the set.

    Raises:
        ScoreError: two names mean one clip.
    """
    answers: dict[str, Score | Unscored] = {}
    for name, answer in reading.answers.items():
        one = _meant(name, asked)
        if one in answers:
            first = next(other for other in reading.answers if _meant(other, asked) == one)
            raise ScoreError(
                f"{first!a:.140} and {name!a:.140} both answer clip {one!a:.140}; expected one "
                "answer for each clip"
            )
        answers[one] = answer
    return replace(reading, answers=answers)


def problems_of(reading: Reading, asked: frozenset[str], *, most: int = 100) -> tuple[str, ...]:
    """What is wrong with answers beyond their lines: ids that are missing, or that nobody asked.

    Args:
        reading: of a table whose lines are right.
        asked: the ids of the set.
        most: how many are named of each.
    """
    strange, missing = reading.answers.keys() - asked, asked - reading.answers.keys()
    found = [f"id {one!a:.140} is not in the set" for one in sorted(strange)[:most]]
    found += [f"id {one!a:.140} has no answer" for one in sorted(missing)[:most]]
    for number, what in ((len(strange), "not in the set"), (len(missing), "missing")):
        if number > most:
            found.append(f"in all {number:,} ids are {what}")
    return tuple(found)


def _meant(name: str, asked: frozenset[str]) -> str:
    """The id that a name means; the name itself where it means none."""
    if name in asked:
        return name
    last = name.replace("\\", "/").rpartition("/")[2]  # of paths of either kind of system
    for file in (name, last):
        one = file.rpartition(".")[0]
        if one in asked and file_name(ClipId(one)) == file:
            return one
    return name
