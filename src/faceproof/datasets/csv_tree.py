"""What does a plain CSV say of a folder of videos? `clips.csv`, a line for each.

    path,label,actor,method,target,source,split,compression,mask
    real/ann.mp4,real,ann,,,,train,,
    fake/ann-bob.mp4,fake,,FaceSwap,real/ann.mp4,real/bob.mp4,train,,masks/ann-bob.mp4

``path`` and ``label`` (``real`` or ``fake``) are needed, the others may be left out or empty.
``target`` and ``source`` are paths of recordings in the same file. A recording without an actor
stands for a person of its own; a fake shows the people of its target and source.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from faceproof.core import (
    PARTS,
    ActorId,
    ClipId,
    Compression,
    Generated,
    Origin,
    Recorded,
    actor_id,
)
from faceproof.core.errors import ManifestError
from faceproof.datasets.capped import read_capped
from faceproof.datasets.ffpp import LEVELS
from faceproof.datasets.foreign_splits import parted, published
from faceproof.datasets.foreign_tree import (
    UNSTATED,
    ForeignTree,
    TreeClip,
    files_of,
    foreign_path,
    is_video,
    manipulated,
    require_clips,
    some,
    tree_id,
    tree_issues,
    unmasked,
)

CSV_FILE = "clips.csv"
COLUMNS = (
    "path", "label", "actor", "method", "target", "source", "split", "compression", "mask",
)  # fmt: skip
_LARGEST = 256 << 20


class _Row(NamedTuple):
    """A line of the file, each column there, empty where it was left out."""

    number: int
    path: str
    label: str
    actor: str
    method: str
    target: str
    source: str
    split: str
    compression: str
    mask: str


def read_csv(root: Path) -> ForeignTree:
    """The videos that `clips.csv` of a folder lists.

    Raises:
        ManifestError: the file is too large, not CSV, or has other columns.
    """
    issues: list[str] = []
    rows = {row.path: row for row in _rows(root / CSV_FILE, issues)}
    clips = []
    for row in rows.values():
        try:
            clips.append(_clip(row, rows))
        except (ValueError, ManifestError) as error:
            issues.append(f"{CSV_FILE} line {row.number}: {error}")
    if not clips and issues:
        raise ManifestError(f"{CSV_FILE} has no line that can be used: {some(issues)}")
    clips = require_clips(clips, root, "csv")
    with_part = [clip for clip in clips if clip.part]
    if with_part and len(with_part) < len(clips):
        issues.append(f"{CSV_FILE}: {len(clips) - len(with_part)} lines have no split, others do")
    parts = published(clips) if with_part else parted(clips)
    claimed = {path for clip in clips for path in (*clip.paths, *clip.masks)}
    others = [path for path in files_of(root) if is_video(path) and path not in claimed]
    nameless = sum(not row.actor and row.label == "real" for row in rows.values())
    return ForeignTree(
        kind="csv",
        title=root.resolve().name,
        root=root,
        clips=tuple(clips),
        splits=parts.splits,
        asked=parts.asked,
        issues=(*issues, *tree_issues(root, clips)),
        notes=(
            *parts.notes,
            *([f"{nameless} recordings name nobody: each stands for itself"] if nameless else []),
            *([f"{len(others)} videos are not listed: {some(others)}"] if others else []),
            *unmasked(clips),
        ),
    )


def _rows(path: Path, issues: list[str]) -> Iterator[_Row]:
    try:
        text = read_capped(path, largest=_LARGEST).decode("utf-8-sig")
        lines = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise ManifestError(f"{path.name}: {error}; expected UTF-8 CSV") from error
    head = lines[0] if lines else []
    if not {"path", "label"} <= set(head) or len(set(head)) < len(head) or set(head) - {*COLUMNS}:
        raise ManifestError(
            f"{path.name}: line 1 is {','.join(head)!r:.100}, expected path,label and any of "
            f"{', '.join(COLUMNS[2:])}, each once"
        )
    seen: set[str] = set()
    for number, line in enumerate(lines[1:], 2):
        if not line:
            continue
        try:
            row = _row(number, head, line)
        except ValueError as error:
            issues.append(f"{path.name} line {number}: {error}")
            continue
        if row.path in seen:
            issues.append(f"{path.name} line {number}: {row.path} stands twice")
        seen.add(row.path)
        yield row


def _row(number: int, head: Sequence[str], line: Sequence[str]) -> _Row:
    if len(line) != len(head):
        raise ValueError(f"has {len(line)} fields, expected {len(head)}")
    said = dict.fromkeys(COLUMNS, "") | dict(zip(head, line, strict=True))
    for column in ("path", "target", "source", "mask"):
        if said[column] or column == "path":
            said[column] = foreign_path(said[column])
    if said["label"] not in ("real", "fake"):
        raise ValueError(f"label {said['label']!r:.40} is not real or fake")
    if said["split"] not in (*PARTS, ""):
        raise ValueError(f"split {said['split']!r:.40} is not train, val or test")
    if said["compression"] not in (*LEVELS, ""):
        raise ValueError(f"compression {said['compression']!r:.40} is not one of raw, c23, c40")
    return _Row(number, **said)


def _clip(row: _Row, rows: Mapping[str, _Row]) -> TreeClip:
    level = LEVELS[row.compression or "raw"]
    return TreeClip(
        id=_id(row.path, level),
        paths=(row.path,),
        masks=(row.mask,) if row.mask else (),
        actors=_actors(row, rows),
        compression=level,
        original=None if level is Compression.RAW else _id(row.path, Compression.RAW),
        origin=_origin(row, rows),
        part=row.split or None,
    )


def _origin(row: _Row, rows: Mapping[str, _Row]) -> Origin:
    told = [row.method, row.target, row.source, row.mask]
    if row.label == "real":
        if any(told):
            raise ValueError(f"{row.path} is real and has a method, target, source or mask")
        return Recorded(scene=UNSTATED)
    method = row.method or UNSTATED
    if not row.target:
        if row.source or row.mask:
            raise ValueError(f"{row.path} has a source or a mask and no target")
        return Generated(tool=method, version=UNSTATED)
    source = _linked(row, row.source, rows) if row.source else None
    return manipulated(method, _linked(row, row.target, rows), source)


def _linked(row: _Row, path: str, rows: Mapping[str, _Row]) -> ClipId:
    other = rows.get(path)
    if other is None or other.label != "real":
        raise ValueError(f"{row.path} is made of {path}, which is no recording of {CSV_FILE}")
    return _id(path, Compression.RAW)


def _actors(row: _Row, rows: Mapping[str, _Row]) -> tuple[ActorId, ...]:
    if row.label == "real" or not row.target:
        return (_person(row),)
    ends = [rows[path] for path in (row.target, row.source) if path in rows]
    people = tuple(dict.fromkeys(map(_person, ends)))
    if row.actor and people and actor_id(row.actor) != people[0]:
        raise ValueError(f"{row.path} shows {row.actor}, its target {people[0]}")
    return people


def _person(row: _Row) -> ActorId:
    return actor_id(row.actor) if row.actor else actor_id(f"person-{_short(row.path)}")


def _id(path: str, level: Compression) -> ClipId:
    """Readable, and one for each path whatever characters it has."""
    return tree_id(f"{Path(path).stem[:80]}-{_short(path)}", level)


def _short(path: str) -> str:
    return hashlib.sha256(path.encode()).hexdigest()[:10]
