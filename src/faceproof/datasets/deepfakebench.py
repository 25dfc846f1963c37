"""What is in a JSON of DeepfakeBench? Videos as lists of frames, by label, split and compression.

    {"FaceForensics++": {"FF-DF": {"train": {"c23": {"000_003":
        {"label": "FF-DF", "frames": ["FaceForensics++/.../12.png", ...], "masks": [...]}}}}}}

Sets but FaceForensics++ have no compression level. Frame names are whole numbers, in that order.
A video is known by its label, split and name together: ``000_003`` of four methods is four videos.
Whose faces are in it follows from its name where that has the shape of FaceForensics++, DFD or
Celeb-DF; else a recording stands for a person of its own, and a fake has no known target.

Reference:
    The format as described by its users; the code of DeepfakeBench was not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from faceproof.core import (
    PARTS,
    ActorId,
    ClipId,
    Compression,
    Generated,
    Origin,
    Recorded,
    actor_id,
    fields,
)
from faceproof.core.errors import ManifestError
from faceproof.datasets.capped import read_capped
from faceproof.datasets.ffpp import LEVELS
from faceproof.datasets.foreign_splits import published
from faceproof.datasets.foreign_tree import (
    UNSTATED,
    ForeignTree,
    TreeClip,
    foreign_path,
    manipulated,
    raw_link,
    require_clips,
    some,
    tree_id,
    tree_issues,
)

METHODS = {
    "FF-DF": "Deepfakes",
    "FF-F2F": "Face2Face",
    "FF-FS": "FaceSwap",
    "FF-NT": "NeuralTextures",
    "FF-FH": "FaceShifter",
    "DFD_fake": "DeepFakeDetection",
    "CelebDFv1_fake": "Celeb-synthesis",
    "CelebDFv2_fake": "Celeb-synthesis",
    "DFDC_Fake": "DFDC",
    "DFDCP_FakeA": "DFDCP-A",
    "DFDCP_FakeB": "DFDCP-B",
    "UADFV_Fake": "UADFV",
}
_REAL = re.compile(r"[A-Za-z0-9]+[-_][Rr]eal")
_OWN = re.compile(r"FF-([A-Za-z0-9][A-Za-z0-9_.\-]{0,60})")
_VIDEO = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.\-]{0,90}")
_FRAME = re.compile(r"[0-9]{1,9}")
_NAMES = (
    re.compile(r"(?P<actor>[0-9]{3,6})(_(?P<source>[0-9]{3,6}))?"),
    re.compile(
        r"(?P<actor>[0-9]{2})(_(?P<source>[0-9]{2}))?__(?P<scene>[a-z_]+)(__(?P<tag>[A-Z0-9]{8}))?"
    ),
    re.compile(r"(?P<actor>id[0-9]{1,4})(_(?P<source>id[0-9]{1,4}))?_(?P<scene>[0-9]{4})"),
)
_LARGEST = 512 << 20
_MOST_FRAMES = 100_000


class _Video(NamedTuple):
    """Where a video stands in the JSON."""

    label: str
    part: str
    level: Compression
    name: str

    @property
    def real(self) -> bool:
        return _REAL.fullmatch(self.label) is not None

    def __str__(self) -> str:
        return f"{self.label}/{self.part}/{self.level}/{self.name}"


def is_deepfakebench(content: Any) -> bool:
    """Whether a JSON value has DeepfakeBench's shape: one set, its labels, their splits."""
    match content:
        case {**sets} if len(sets) == 1:
            labels = next(iter(sets.values()))
            return (
                isinstance(labels, Mapping)
                and bool(labels)
                and all(isinstance(p, Mapping) and set(p) <= set(PARTS) for p in labels.values())
            )
    return False


def read_deepfakebench(root: Path, *, index: str | None = None) -> ForeignTree:
    """The videos of a DeepfakeBench JSON whose frames lie in its folder.

    Args:
        root: the folder that the frames' paths are relative to.
        index: the JSON's name; needed where the folder holds several.

    Raises:
        ManifestError: there is no such JSON, or several, or it is malformed.
    """
    content = _content(root, index)
    title, labels = next(iter(content.items()))
    issues: list[str] = []
    videos = list(_videos(labels, issues))
    by_id: dict[ClipId, TreeClip] = {}
    twice: list[str] = []
    notes: list[str] = []
    for video, said in videos:
        clip = _clip(root, video, said, issues, notes)
        if clip is None:
            continue
        other = by_id.get(clip.id)
        if other is not None and other.paths == clip.paths:
            twice.append(str(video))
        elif other is not None:
            issues.append(f"{video}: stands twice, with other frames")
        if other is None or clip.part == "test":
            by_id[clip.id] = clip
    clips = require_clips(list(by_id.values()), root, "deepfakebench")
    if twice:
        notes.append(f"{len(twice)} videos stand in two splits, kept in test: {some(twice)}")
    parts = published(clips)
    return ForeignTree(
        kind="deepfakebench",
        title=title if isinstance(title, str) else "",
        root=root,
        clips=tuple(clips),
        splits=parts.splits,
        asked=parts.asked,
        issues=(*issues, *tree_issues(root, clips)),
        notes=(*parts.notes, *notes),
    )


def _content(root: Path, index: str | None) -> Mapping[str, Any]:
    names = [index] if index else sorted(p.name for p in root.glob("*.json"))
    found: dict[str, Any] = {}
    for name in names:
        try:
            content = fields.parse_json(read_capped(root / name, largest=_LARGEST))
        except ValueError as error:
            raise ManifestError(f"{name}: {error}; expected a JSON of DeepfakeBench") from error
        if is_deepfakebench(content):
            found[name] = content
    if len(found) != 1:
        raise ManifestError(
            f"{root}: holds {len(found)} JSON files of DeepfakeBench's shape "
            f"({', '.join(found) or 'none'}), expected one beside the folders of frames"
        )
    content = next(iter(found.values()))
    assert isinstance(content, Mapping)  # noqa: S101 - `is_deepfakebench`
    return content


def _videos(
    labels: Mapping[str, Any], issues: list[str]
) -> Iterator[tuple[_Video, Mapping[str, Any]]]:
    for label, parts in labels.items():
        if _REAL.fullmatch(label) is None and _method(label) is None:
            issues.append(f"label {label!r:.80} is not known; expected such as FF-real or FF-DF")
            continue
        for part, inside in parts.items():
            for level, name, said in _by_level(f"{label}/{part}", inside, issues):
                if not _VIDEO.fullmatch(name):
                    issues.append(f"{label}/{part}: {name!r:.80} is not the name of a video")
                elif not isinstance(said, Mapping) or said.get("label") != label:
                    told = said.get("label") if isinstance(said, Mapping) else said
                    issues.append(f"{label}/{part}/{name}: is labelled {told!r:.40}")
                else:
                    yield _Video(label, part, level, name), said


def _by_level(where: str, inside: Any, issues: list[str]) -> Iterator[tuple[Compression, str, Any]]:
    if not isinstance(inside, Mapping):
        issues.append(f"{where}: is not an object of videos")
        return
    levels = bool(inside) and set(inside) <= set(LEVELS)
    for level, videos in inside.items() if levels else [("raw", inside)]:
        if not isinstance(videos, Mapping):
            issues.append(f"{where}/{level}: is not an object of videos")
            continue
        for name, said in videos.items():
            yield LEVELS[level], name, said


def _method(label: str) -> str | None:
    if own := _OWN.fullmatch(label):
        return METHODS.get(label, own[1])
    return METHODS.get(label)


def _clip(
    root: Path, video: _Video, said: Mapping[str, Any], issues: list[str], notes: list[str]
) -> TreeClip | None:
    try:
        frames = _frames(said.get("frames"), least=1)
        masks = _frames(said.get("masks", []), least=0)
    except ValueError as error:
        issues.append(f"{video}: {error}")
        return None
    actors, origin = _people(video)
    if masks and (video.real or not _masks_fit(root, frames, masks)):
        if not video.real:
            notes.append(f"{video}: its masks are not those of its frames and were left out")
        masks = ()
    kind = "real" if video.real else _method(video.label)
    name = f"{kind}-{video.name}"
    return TreeClip(
        id=tree_id(name, video.level),
        paths=frames,
        masks=masks,
        listed=True,
        actors=actors,
        compression=video.level,
        original=raw_link(name, video.level),
        origin=origin,
        part=video.part,
    )


def _frames(value: Any, *, least: int) -> tuple[str, ...]:
    paths = [foreign_path(path) for path in fields.items(value)]
    if not least <= len(paths) <= _MOST_FRAMES:
        raise ValueError(f"has {len(paths)} frames, expected {least} to {_MOST_FRAMES}")
    for path in paths:
        if not _FRAME.fullmatch(PurePosixPath(path).stem):
            raise ValueError(f"frame {path!r:.80} is not called by a whole number")
    return tuple(sorted(paths, key=_number))


def _masks_fit(root: Path, frames: tuple[str, ...], masks: tuple[str, ...]) -> bool:
    there = all((root / mask).is_file() for mask in masks)
    return there and list(map(_number, frames)) == list(map(_number, masks))


def _number(path: str) -> int:
    return int(PurePosixPath(path).stem)


def _people(video: _Video) -> tuple[tuple[ActorId, ...], Origin]:
    match = next((m for m in (pattern.fullmatch(video.name) for pattern in _NAMES) if m), None)
    named = match.groupdict() if match else {}
    target, source, scene = named.get("actor"), named.get("source"), named.get("scene")
    if video.real:
        person = target if target and not source else video.name
        return (actor_id(person),), Recorded(scene=scene or UNSTATED)
    method = _method(video.label) or UNSTATED
    if not target or not source:
        return (actor_id(video.name),), Generated(tool=method, version=UNSTATED)
    people = tuple(actor_id(name) for name in dict.fromkeys((target, source)))
    if scene is None:  # FaceForensics++ numbers recordings, so the source's is known too
        linked = None if source == target else tree_id(f"real-{source}")
        return people, manipulated(method, tree_id(f"real-{target}"), linked)
    joint = "__" if "tag" in named else "_"
    return people, manipulated(method, tree_id(f"real-{target}{joint}{scene}"), None)
