"""What stays of a file that left a release? Its digest, why and when; nothing that names anybody.

``tombstones.jsonl`` holds one canonical record a line, sorted, those of all earlier versions too.
Who kept an old copy finds by the digests which files to delete. No file name is kept, for names
hold the numbers of people.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from pathlib import Path
from typing import Any

from faceproof.core import Manifest, canonical_json, fields, write_bytes
from faceproof.core.errors import ManifestError
from faceproof.datasets.capped import read_capped
from faceproof.release.problem import Problem

TOMBSTONES_FILE = "tombstones.jsonl"
_LARGEST = 256 << 20


class Kind(StrEnum):
    """What the file was."""

    ORIGINAL = "original"
    FAKE = "fake"
    MASK = "mask"
    CREDENTIALS = "credentials"


class Reason(StrEnum):
    """Why somebody in the file no longer allows it."""

    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    NARROWED = "narrowed"  # a newer consent allows less


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Tombstone:
    """One file that a later version does not hold.

    Attributes:
        sha256: of its bytes.
        manifest: digest of the manifest of the last version that held it.
        removed_on: day of the revision.
    """

    sha256: str
    kind: Kind
    manifest: str
    reason: Reason
    removed_on: date


def write_tombstones(root: Path, tombstones: Iterable[Tombstone]) -> None:
    """Write them whole, sorted, each once."""
    lines = (canonical_json(_to_json(stone)) + b"\n" for stone in sorted(set(tombstones)))
    write_bytes(root / TOMBSTONES_FILE, b"".join(lines))


def read_tombstones(root: Path) -> tuple[Tombstone, ...]:
    """The tombstones of a release; none where it never was revised.

    Raises:
        ManifestError: naming the line that is not as a revision writes it.
    """
    path = root / TOMBSTONES_FILE
    if not path.exists():
        return ()
    *lines, rest = read_capped(path, largest=_LARGEST).split(b"\n")
    if rest:
        raise _wrong(len(lines) + 1, "cut off, no line end")
    found = [_read_line(line, number) for number, line in enumerate(lines, 1)]
    for number, (before, after) in enumerate(pairwise(found), 2):
        if before >= after:
            raise _wrong(number, "not sorted, or twice")
    return tuple(found)


def tombstone_problems(
    root: Path, manifest: Manifest, digests: Mapping[str, str]
) -> Iterator[Problem]:
    """In what the tombstones of a release contradict it.

    Args:
        root: the release.
        manifest: its records.
        digests: of each regular file of it.
    """
    if TOMBSTONES_FILE not in digests:
        if manifest.parents:
            yield Problem(TOMBSTONES_FILE, "is missing, and the release revises another")
        return
    try:
        stones = read_tombstones(root)
    except ManifestError as error:
        yield Problem(TOMBSTONES_FILE, str(error))
        return
    removed = {stone.sha256 for stone in stones if stone.kind is not Kind.MASK}
    for clip in manifest.clips:
        if clip.sha256 in removed:
            yield Problem(clip.path, f"has the digest of a file that {TOMBSTONES_FILE} says left")


def _to_json(stone: Tombstone) -> dict[str, Any]:
    return {
        "kind": stone.kind.value,
        "manifest": stone.manifest,
        "reason": stone.reason.value,
        "removed_on": stone.removed_on.isoformat(),
        "sha256": stone.sha256,
    }


def _read_line(line: bytes, number: int) -> Tombstone:
    try:
        value = fields.only(fields.parse_json(line), Tombstone.__slots__)
        stone = Tombstone(
            sha256=fields.digest(value["sha256"]),
            kind=Kind(value["kind"]),
            manifest=fields.digest(value["manifest"]),
            reason=Reason(value["reason"]),
            removed_on=fields.day(value["removed_on"]),
        )
    except ValueError as error:
        raise _wrong(number, str(error)) from error
    if canonical_json(_to_json(stone)) != line:
        raise _wrong(number, "not in canonical JSON: edited by hand?")
    return stone


def _wrong(number: int, why: str) -> ManifestError:
    return ManifestError(f"{TOMBSTONES_FILE} line {number}: {why}; restore the file")
