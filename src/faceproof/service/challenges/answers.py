"""Which answers does a stored file hold, are they those that were asked for, and what is wrong?"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings

from faceproof.benchmark.hidden import check_size, matched, problems_of
from faceproof.benchmark.lines import WrongLinesError
from faceproof.benchmark.outside import Reading, read_reading
from faceproof.core import fields
from faceproof.core.errors import ScoreError
from faceproof.metrics import Scale
from faceproof.release.blind_set import INDEX_FILE
from faceproof.service import storage
from faceproof.service.models import Release

_LONGEST_PROBLEM = 300


class InvalidError(ScoreError):
    """The lines are right, and do not answer what was asked.

    Attributes:
        problems: one line each.
    """

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(problems[0])
        self.problems = tuple(problems)


def key_of(sha256: str) -> str:
    """Where a file of answers lies in the storage."""
    return f"submissions/{sha256}"


def asked_by(hidden: Release) -> frozenset[str]:
    """The ids of a hidden set, as its public index states them.

    Raises:
        StorageError: it cannot be read.
    """
    index = fields.parse_json(storage.read_bytes(f"{hidden.slug}/{INDEX_FILE}"))
    return frozenset(index["clips"])


def read_answers(sha256: str, asked: frozenset[str], *, is_new: bool = False) -> Reading:
    """The answers in a stored file, whichever format they are in.

    Args:
        sha256: of the file.
        asked: the ids of the set; the names of its files are taken for them.
        is_new: nobody has read it yet, and it may be far too much to be read.

    Raises:
        StorageError: it is not there.
        ScoreError: it is malformed; all that is wrong with it.
    """
    key = key_of(sha256)
    with TemporaryDirectory(dir=settings.PLACE.data) as folder:
        there = storage.on_disk(key, Path(folder))
        if is_new:
            check_size(there, len(asked))
        return matched(read_reading(there), asked)


def check_whole(reading: Reading, asked: frozenset[str]) -> None:
    """Return only when every id of a set has an answer, and no other, and they can be ordered.

    Raises:
        InvalidError: naming those that are missing or strange, or that they are decisions.
    """
    if reading.scale is Scale.DECISION:
        raise InvalidError(
            ["the file holds decisions; a board orders by how sure a detector is: send scores"]
        )
    if problems := problems_of(reading, asked):
        raise InvalidError(problems)


def problems_in(error: ScoreError, sha256: str) -> list[str]:
    """What is wrong with a file of answers, a line each, for whoever sent it.

    Args:
        error: as `read_answers` or `check_whole` raised it.
        sha256: of the file, which stands for its name in the storage.
    """
    match error:
        case WrongLinesError():
            found: Sequence[str] = [f"line {one.number}: {one.why}" for one in error.problems]
            if error.count > len(found):
                found = [*found, f"in all {error.count:,} lines are wrong"]
        case InvalidError():
            found = error.problems
        case _:
            found = [str(error).replace(sha256, "the file")]
    return [line[:_LONGEST_PROBLEM] for line in found]
