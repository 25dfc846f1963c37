"""What is in a tree of the DFDC? Videos with a label in ``metadata.json`` or ``labels.csv``.

    dfdc_train_part_0/metadata.json    {"x.mp4": {"label": "FAKE", "split": "train",
                                                  "original": "y.mp4"}, "y.mp4": ...}
    labels.csv                         ``filename,label`` beside its videos, 1 or FAKE = fake

Nobody is named: a recording stands for its person, and the fakes made of it go with it. Whose face
was put in is not published. The same person may stand in several recordings, which no reader of
the public files can see.

Reference:
    Dolhansky et al., "The DeepFake Detection Challenge (DFDC) Dataset", arXiv 2006.07397.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from faceproof.core import Generated, Origin, Recorded, actor_id, fields
from faceproof.core.errors import ManifestError
from faceproof.datasets.capped import read_capped
from faceproof.datasets.foreign_splits import parted, undivided
from faceproof.datasets.foreign_tree import (
    UNSTATED,
    ForeignTree,
    TreeClip,
    files_of,
    is_video,
    manipulated,
    require_clips,
    tree_id,
    tree_issues,
)

METADATA, LABELS = "metadata.json", "labels.csv"
METHOD = "DFDC"
_LARGEST = 256 << 20
_FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_\-]{0,100}\.mp4")
_NAMELESS = (
    "DFDC names nobody: each recording stands for a person of its own, so the same person may "
    "stand on two sides, and intervals by actor are too narrow by as much"
)
_REAL, _FAKE = {"REAL", "0"}, {"FAKE", "1"}


class _Entry(NamedTuple):
    """One video as an index names it."""

    path: str
    name: str
    fake: bool
    original: str | None


def read_dfdc(root: Path) -> ForeignTree:
    """The videos of the DFDC in a folder, a part or several.

    Raises:
        ManifestError: an index is too large, not JSON or not CSV.
    """
    files = files_of(root)
    issues: list[str] = []
    entries = list(_entries(root, files, issues))
    clips = require_clips([_clip(entry) for entry in entries], root, "dfdc")
    unknown = sorted(set(filter(is_video, files)) - {entry.path for entry in entries})
    issues += [f"{path}: is in no {METADATA} or {LABELS}" for path in unknown]
    labels_only = any(isinstance(clip.origin, Generated) for clip in clips)
    parts = (
        undivided(clips, f"undivided: {LABELS} does not say which recording a fake was made of")
        if labels_only
        else parted(clips)
    )
    return ForeignTree(
        kind="dfdc",
        title="DeepFake Detection Challenge (DFDC)",
        root=root,
        clips=tuple(clips),
        splits=parts.splits,
        asked=parts.asked,
        issues=(*tree_issues(root, clips), *issues),
        notes=(
            *parts.notes,
            _NAMELESS,
        ),
    )


def _entries(root: Path, files: Sequence[str], issues: list[str]) -> Iterator[_Entry]:
    for index in files:
        folder = PurePosixPath(index).parent
        match PurePosixPath(index).name:
            case "metadata.json":
                yield from _of_metadata(root, index, folder, issues)
            case "labels.csv":
                yield from _of_labels(root, index, folder, issues)


def _of_metadata(
    root: Path, index: str, folder: PurePosixPath, issues: list[str]
) -> Iterator[_Entry]:
    try:
        content = fields.parse_json(read_capped(root / index, largest=_LARGEST))
    except ValueError as error:
        raise ManifestError(f"{index}: {error}; expected DFDC's metadata") from error
    if not isinstance(content, Mapping):
        raise ManifestError(f"{index}: is not an object; expected DFDC's metadata")
    for name, said in content.items():
        if problem := _problem(name, said):
            issues.append(f"{index}: {name!r:.80}: {problem}")
            continue
        original = said.get("original")
        yield _Entry((folder / name).as_posix(), name, said["label"] == "FAKE", original)


def _problem(name: str, said: Any) -> str | None:
    if not _FILE.fullmatch(name):
        return "is not the name of an .mp4 file"
    if not isinstance(said, Mapping) or said.get("label") not in ("REAL", "FAKE"):
        return "has no label REAL or FAKE"
    original = said.get("original")
    if said["label"] == "REAL":
        return None if original is None else f"is REAL and names an original {original!r:.40}"
    if not isinstance(original, str) or not _FILE.fullmatch(original):
        return f"is FAKE with original {original!r:.40}, expected the name of an .mp4 file"
    return None


def _of_labels(
    root: Path, index: str, folder: PurePosixPath, issues: list[str]
) -> Iterator[_Entry]:
    try:
        text = read_capped(root / index, largest=_LARGEST).decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise ManifestError(f"{index}: {error}; expected filename,label") from error
    if rows[:1] != [["filename", "label"]]:
        raise ManifestError(f"{index}: line 1 is not 'filename,label'")
    for number, row in enumerate(rows[1:], 2):
        match row:
            case [name, label] if _FILE.fullmatch(name) and label in _REAL | _FAKE:
                yield _Entry((folder / name).as_posix(), name, label in _FAKE, None)
            case _:
                issues.append(f"{index} line {number}: {row!r:.80} is not a file and 0 or 1")


def _clip(entry: _Entry) -> TreeClip:
    stem = PurePosixPath(entry.name).stem
    person = PurePosixPath(entry.original).stem if entry.original else stem
    origin: Origin = Recorded(scene=UNSTATED)
    if entry.original:
        origin = manipulated(METHOD, tree_id(person), None)
    elif entry.fake:
        origin = Generated(tool=METHOD, version=UNSTATED)
    return TreeClip(
        id=tree_id(stem), paths=(entry.path,), actors=(actor_id(person),), origin=origin
    )
