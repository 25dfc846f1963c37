"""What is true of a hidden set, and who stands in which part of it?

The truth is in one file: the sealed one that `release blind` wrote, or a CSV of labels. Its people
are dealt into a public part, whose figures a board shows, and a private part, which counts in the
end. Who is where follows from a key that is in the sealed file (its salt), or is made of all of a
CSV: nobody else can tell, for its sha256, which everybody may know, gives no hint; and it is the
same each time, until the CSV is changed.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from faceproof.benchmark.case import Case
from faceproof.benchmark.grade import case_of
from faceproof.benchmark.labels import read_labels
from faceproof.core import sha256_file
from faceproof.core.errors import ScoreError
from faceproof.release.blind_labels import Labels
from faceproof.release.blind_labels import read_labels as read_sealed

PUBLIC_SHARE = 0.5


class Part(StrEnum):
    """Whose figures are shown when."""

    PUBLIC = "public"
    PRIVATE = "private"


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What is true of a hidden set; for whoever grades, and nobody else.

    Attributes:
        cases: of all its clips.
        sha256: hex digest of the file, the version of the labels.
        key: deals people into parts.
    """

    cases: tuple[Case, ...]
    sha256: str
    key: bytes

    def of(self, part: Part) -> tuple[Case, ...]:
        """The cases of the people in one part."""
        targets = {case.target for case in self.cases}
        inside = {person for person in targets if part_of(person, self.key) is part}
        return tuple(case for case in self.cases if case.target in inside)


def read_truth(path: Path) -> Truth:
    """The truth in a sealed file, or in a CSV of labels.

    Raises:
        ScoreError: it is a CSV that is malformed, or does not say who is shown.
        ManifestError: it is a sealed file that is malformed.
    """
    digest = sha256_file(path)
    if path.suffix == ".csv":
        labels = read_labels(path)
        if not labels.by_actor:
            raise ScoreError(f"{path.name}: has no column 'cluster': people cannot be kept apart")
        return Truth(cases=labels.cases, sha256=digest, key=_secret_of(path))
    return sealed_truth(read_sealed(path), sha256=digest)


def sealed_truth(sealed: Labels, *, sha256: str) -> Truth:
    """The truth in a sealed file that was read already.

    Args:
        sealed: its content.
        sha256: hex digest of the file.
    """
    return Truth(cases=tuple(_cases(sealed)), sha256=sha256, key=sealed.salt)


def _secret_of(path: Path) -> bytes:
    """What only who has the file knows: another digest than the one that is published."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha3_256").digest()


def part_of(person: str, key: bytes) -> Part:
    """Where a person stands.

    >>> {part_of(f"p{n}", b"secret") for n in range(9)} == set(Part)
    True
    """
    drawn = hmac.digest(key, b"part:" + person.encode(), hashlib.sha256)
    share = int.from_bytes(drawn[:8]) / 2**64
    return Part.PUBLIC if share < PUBLIC_SHARE else Part.PRIVATE


def _cases(sealed: Labels) -> Sequence[Case]:
    hidden = {clip.id: name for name, clip in sealed.clips.items()}
    made_of = {
        (clip.original or clip.id, clip.compression): hidden[clip.id]
        for clip in sealed.clips.values()
    }
    return [case_of(clip, made_of, name=name) for name, clip in sealed.clips.items()]
