"""The clips of a release as `manifest.jsonl`: one canonical record a line, sorted by id."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

from faceproof.core import (
    Clip,
    canonical_json,
    clip_from_json,
    clip_to_json,
    fields,
    write_bytes,
)
from faceproof.core.errors import ManifestError
from faceproof.datasets.capped import read_capped

MANIFEST_FILE = "manifest.jsonl"
_LARGEST = 512 << 20
_LONGEST_LINE = 1 << 20


def write_clips(root: Path, clips: Iterable[Clip]) -> None:
    """Write `manifest.jsonl` whole.

    Raises:
        StorageError: the folder cannot be written.
    """
    records = sorted(clips, key=lambda clip: clip.id)
    lines = (canonical_json(clip_to_json(clip)) + b"\n" for clip in records)
    write_bytes(root / MANIFEST_FILE, b"".join(lines))


def read_clips(root: Path) -> tuple[Clip, ...]:
    """Every clip record, each checked, each in its one canonical spelling.

    Raises:
        ManifestError: naming the line and what is wrong with it.
    """
    path = root / MANIFEST_FILE
    return parse_clips(path, read_capped(path, largest=_LARGEST))


def parse_clips(path: Path, data: bytes) -> tuple[Clip, ...]:
    """The clip records in the bytes of a manifest, as `read_clips` checks them.

    Args:
        path: how messages call it.
        data: its content, wherever that was kept.

    Raises:
        ManifestError: naming the line and what is wrong with it.
    """
    *lines, rest = data.split(b"\n")
    if rest:
        raise _wrong(
            path, len(lines) + 1, "cut off, no line end; restore it or build the release again"
        )
    clips = [_clip(path, line, number) for number, line in enumerate(lines, 1)]
    for number, (before, after) in enumerate(pairwise(clips), 2):
        if before.id >= after.id:
            raise _wrong(path, number, f"clip {after.id!r} follows {before.id!r}: ids must ascend")
    return tuple(clips)


def _clip(path: Path, line: bytes, number: int) -> Clip:
    if len(line) > _LONGEST_LINE:
        raise _wrong(path, number, f"{len(line)} bytes, more than a clip record ever needs")
    try:
        clip = clip_from_json(fields.parse_json(line))
    except (ValueError, ManifestError) as error:
        raise _wrong(path, number, str(error)) from error
    if canonical_json(clip_to_json(clip)) != line:
        raise _wrong(path, number, f"clip {clip.id!r} is not in canonical JSON: edited by hand?")
    return clip


def _wrong(path: Path, number: int, why: str) -> ManifestError:
    return ManifestError(f"{path} line {number}: {why}")
