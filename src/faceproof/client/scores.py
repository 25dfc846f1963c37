"""Which scores are sent, and what is said of them?"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from faceproof.client.answers import slug
from faceproof.core import fields
from faceproof.core.errors import PlanError, ScoreError, StorageError

LARGEST = 256 << 20
_LONGEST_HEAD = 16 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """A file of scores.

    Attributes:
        path: where it is.
        size: in bytes.
        sha256: of them.
        detector: whose they are, by the file's first line, or else by its name.
    """

    path: Path
    size: int
    sha256: str
    detector: str


class Reported(NamedTuple):
    """An AUC that somebody published, and where."""

    auc: float
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What is said of scores.

    Attributes:
        detector: whose they are.
        trained_on: short names of the releases it learned from.
        trained_elsewhere: what else it learned from, in words; may be empty.
        seconds_per_clip: what a clip cost; None where nobody tells.
        reported: what was published of it.

    Raises:
        PlanError: when made of what no site would take.
    """

    detector: str
    trained_on: tuple[str, ...] = ()
    trained_elsewhere: str = ""
    seconds_per_clip: float | None = None
    reported: Reported | None = None

    def __post_init__(self) -> None:
        _check("--detector", fields.text, self.detector)
        for name in self.trained_on:
            _check("--trained-on", slug, name)
        if self.trained_elsewhere:
            _check("--trained-elsewhere", fields.text, self.trained_elsewhere)
        if self.seconds_per_clip is not None:
            _check("--seconds-per-clip", _seconds, self.seconds_per_clip)
        if self.reported is not None:
            _check("--reported-auc", fields.share, self.reported.auc)
            _check("--reported-source", fields.text, self.reported.source)

    def as_form(self) -> dict[str, str]:
        """The fields of the form that go along with the file."""
        form = {
            "detector": self.detector,
            "trained_on": ",".join(self.trained_on),
            "trained_elsewhere": self.trained_elsewhere,
            "reported_source": self.reported.source if self.reported else "",
        }
        if self.seconds_per_clip is not None:
            form["seconds_per_clip"] = str(self.seconds_per_clip)
        if self.reported is not None:
            form["reported_auc"] = str(self.reported.auc)
        return form


class Steady:
    """A file of the length that it had when it was looked at, as httpx sends one."""

    def __init__(self, file: BinaryIO, scores: Scores) -> None:
        self.file, self.scores = file, scores

    def tell(self) -> int:
        """Where it is read next."""
        return self.file.tell()

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go somewhere; its end is where it was."""
        return self.file.seek(self.scores.size if whence == os.SEEK_END else offset)

    def read(self, size: int) -> bytes:
        """Some bytes of it.

        Raises:
            ScoreError: it ends too early.
        """
        left = self.scores.size - self.file.tell()
        data = self.file.read(min(size, left))
        if left and not data:
            raise ScoreError(f"{self.scores.path}: changed while it was sent; send it again")
        return data


def read_scores(path: Path) -> Scores:
    """A file of scores as it is now; its lines are for the site to judge.

    Raises:
        StorageError: it is not there, or cannot be read.
        ScoreError: it is empty or too large.
    """
    try:
        if not path.is_file():  # a pipe could not be sent twice
            raise StorageError(f"{path}: {_instead(path)}; expected a file of scores")
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            if not size:
                raise ScoreError(f"{path}: is empty; expected a file of scores")
            if size > LARGEST:
                raise ScoreError(f"{path}: over the {LARGEST >> 20} MiB that a site takes")
            detector = _told(file.readline(_LONGEST_HEAD)) or path.stem
            file.seek(0)
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise StorageError(f"{path}: cannot be read ({error.strerror or error})") from error
    return Scores(path=path, size=size, sha256=sha256, detector=detector)


def _instead(path: Path) -> str:
    if path.is_dir():
        return "is a folder"
    return "is no plain file" if path.exists() else "no such file"


def _told(line: bytes) -> str | None:
    """The detector that a first line names, as our own tables do."""
    with suppress(KeyError, TypeError, ValueError):
        head = fields.parse_json(line)
        if "protocol" in head:
            return fields.text(head["detector"])
    return None


def _seconds(value: float) -> float:
    if not fields.number(value) > 0:
        raise ValueError(f"{value} is not above 0")
    return value


def _check(option: str, take: Callable[[Any], object], value: object) -> None:
    try:
        take(value)
    except ValueError as error:
        raise PlanError(f"{option}: {error}") from error
