"""What is in a tree of DFD (DeepFakeDetection)? Recordings by actor and scene, fakes by both.

    original_sequences/actors/{raw|c0|c23|c40}/videos/01__kitchen_pan.mp4
    manipulated_sequences/DeepFakeDetection/{...}/videos/01_02__kitchen_pan__ABCDEFGH.mp4
    manipulated_sequences/DeepFakeDetection/masks/videos/01_02__kitchen_pan__ABCDEFGH.mp4

Target first. A name tells the target's recording and the source's person, not which recording of
the source was used. DFD was published without a split: it is parted by actor where that can be
done, unless ``splits/`` holds lists of actors, as the releases of this package do.

Reference:
    Dufour & Gully, "Contributing Data to Deepfake Detection Research", Google AI Blog, 2019.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from faceproof.core import PARTS, ActorId, Recorded, Splits, actor_id, fields
from faceproof.core.errors import ManifestError
from faceproof.datasets.capped import read_capped
from faceproof.datasets.ffpp import LEVELS
from faceproof.datasets.ffpp_lists import read_ffpp_lists
from faceproof.datasets.foreign_splits import Parted, parted
from faceproof.datasets.foreign_tree import (
    ForeignTree,
    TreeClip,
    files_of,
    is_video,
    manipulated,
    raw_link,
    require_clips,
    tree_id,
    tree_issues,
    unmasked,
)

_ORIGINAL = re.compile(
    r"original_sequences/actors/(?P<level>raw|c0|c23|c40)/videos/"
    r"(?P<stem>(?P<actor>\d{2})__(?P<scene>[a-z_]+))\.mp4",
    re.ASCII,
)
_FAKE = re.compile(
    r"manipulated_sequences/(?P<method>[A-Za-z0-9][A-Za-z0-9_.\-]*)/(?P<level>raw|c0|c23|c40)/videos/"
    r"(?P<stem>(?P<target>\d{2})_(?P<source>\d{2})__(?P<scene>[a-z_]+)__(?P<id>[A-Z0-9]{8}))\.mp4",
    re.ASCII,
)
_OTHER = re.compile(
    r"manipulated_sequences/[^/]+/masks/.+|original_sequences/youtube/.+|"
    r"manipulated_sequences/[^/]+/[^/]+/videos/[0-9]{3,6}_[0-9]{3,6}\.mp4|"
    r"[^/]+/[^/]+/[^/]+/(frames|images|landmarks|masks)/.+"
)
_FOLD = re.compile(r"fold-[0-9]{1,3}\.json")


def read_dfd(root: Path) -> ForeignTree:
    """The recordings and fakes of DFD in a folder.

    Raises:
        ManifestError: a list in ``splits/`` is malformed.
    """
    files = files_of(root)
    clips = require_clips(list(_clips(files)), root, "dfd")
    parts, issues = _parted(root, clips)
    return ForeignTree(
        kind="dfd",
        title="DeepFakeDetection (DFD)",
        root=root,
        clips=tuple(clips),
        splits=parts.splits,
        asked=parts.asked,
        issues=(*_issues(root, files, clips), *issues),
        notes=(*parts.notes, *_notes(files, clips)),
    )


def _clips(files: Sequence[str]) -> Iterator[TreeClip]:
    present = set(files)
    for path in files:
        if match := _ORIGINAL.fullmatch(path):
            level = LEVELS[match["level"]]
            yield TreeClip(
                id=tree_id(match["stem"], level),
                paths=(path,),
                actors=(_actor(match["actor"]),),
                compression=level,
                original=raw_link(match["stem"], level),
                origin=Recorded(scene=match["scene"]),
            )
        elif match := _FAKE.fullmatch(path):
            level, method, target = LEVELS[match["level"]], match["method"], match["target"]
            name = f"{method}-{match['stem']}"
            mask = f"manipulated_sequences/{method}/masks/videos/{match['stem']}.mp4"
            people = dict.fromkeys((_actor(target), _actor(match["source"])))
            yield TreeClip(
                id=tree_id(name, level),
                paths=(path,),
                masks=(mask,) if mask in present else (),
                actors=tuple(people),
                compression=level,
                original=raw_link(name, level),
                origin=manipulated(method, tree_id(f"{target}__{match['scene']}"), None),
            )


def _actor(number: str) -> ActorId:
    return actor_id(f"dfd-{number}")


def _parted(root: Path, clips: Sequence[TreeClip]) -> tuple[Parted, list[str]]:
    folder = root / "splits"
    if (folder / "train.json").is_file():
        lists = read_ffpp_lists(root)
        groups = {part: lists.numbers(part) for part in PARTS}
    elif folds := sorted(p.name for p in folder.glob("fold-*.json") if _FOLD.fullmatch(p.name)):
        groups = {name: _fold(folder / name) for name in folds}
    else:
        return parted(clips), []
    return _listed(clips, {n: frozenset(map(_actor, g)) for n, g in groups.items()})


def _listed(
    clips: Sequence[TreeClip], groups: Mapping[str, frozenset[ActorId]]
) -> tuple[Parted, list[str]]:
    people = {actor for clip in clips for actor in clip.actors}
    stands = {name: tuple(sorted(group & people)) for name, group in groups.items()}
    issues = [
        f"{actor}: stands in {sum(actor in g for g in groups.values())} lists of splits/, "
        "expected one"
        for actor in sorted(people)
        if sum(actor in group for group in groups.values()) != 1
    ]
    if issues:
        return parted(clips), issues
    in_parts = set(groups) == set(PARTS)
    splits = Splits(parts=stands) if in_parts else Splits(folds=tuple(stands.values()))
    issues = [
        f"{clip.paths[0]}: its people stand on two sides of splits/"
        for clip in clips
        if splits.group_of(clip.actors) is None
    ]
    return Parted(splits, (), ()), issues


def _fold(path: Path) -> frozenset[str]:
    try:
        pairs = fields.items(fields.parse_json(read_capped(path, largest=16 << 20)))
        return frozenset(fields.text(number) for pair in pairs for number in fields.items(pair))
    except ValueError as error:
        raise ManifestError(f"{path.name}: {error}; expected pairs of actor numbers") from error


def _issues(root: Path, files: Sequence[str], clips: Sequence[TreeClip]) -> Iterator[str]:
    yield from tree_issues(root, clips)
    for path in files:
        if is_video(path) and not any(p.fullmatch(path) for p in (_ORIGINAL, _FAKE, _OTHER)):
            yield f"{path}: is not named as DFD names its files"


def _notes(files: Sequence[str], clips: Sequence[TreeClip]) -> Iterator[str]:
    masks = {mask for clip in clips for mask in clip.masks}
    if others := [path for path in files if _OTHER.fullmatch(path) and path not in masks]:
        yield f"{len(others)} files of other kinds were not read, such as {others[0]}"
    yield from unmasked(clips)
