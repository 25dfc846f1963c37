"""What is in a tree of FaceForensics++? Recordings by number, fakes by target and source.

    original_sequences/youtube/{raw|c0|c23|c40}/videos/000.mp4
    manipulated_sequences/<Method>/{raw|c0|c23|c40}/videos/000_003.mp4
    manipulated_sequences/<Method>/masks/videos/000_003.mp4

with ``train.json``, ``val.json`` and ``test.json`` at the root or in ``splits/``; ``c0`` means
``raw``. A person is the YouTube video a recording was cut from where ``conversion_dict.json``
tells, else the recording. Where the published lists put two cuts of one video on two sides, the
cut on the earlier side (train before val before test) leaves with its fakes, and that is said.

Reference:
    Rossler et al., "FaceForensics++", ICCV 2019; github.com/ondyari/FaceForensics, dataset/.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, Self

from faceproof.core import PARTS, ActorId, Compression, Recorded, actor_id
from faceproof.datasets.ffpp_lists import FfppLists, read_ffpp_lists
from faceproof.datasets.foreign_splits import parted, published
from faceproof.datasets.foreign_tree import (
    ForeignTree,
    TreeClip,
    files_of,
    is_video,
    manipulated,
    raw_link,
    require_clips,
    some,
    tree_id,
    tree_issues,
    unmasked,
)

LEVELS = {
    "raw": Compression.RAW,
    "c0": Compression.RAW,
    "c23": Compression.C23,
    "c40": Compression.C40,
}
_ORIGINAL = re.compile(r"original_sequences/youtube/(raw|c0|c23|c40)/videos/([0-9]{3,6})\.mp4")
_FAKE = re.compile(
    r"manipulated_sequences/([A-Za-z0-9][A-Za-z0-9_.\-]*)/(raw|c0|c23|c40)/videos/"
    r"([0-9]{3,6})_([0-9]{3,6})\.mp4"
)
_MASK = re.compile(r"manipulated_sequences/[^/]+/masks/videos/[0-9]{3,6}_[0-9]{3,6}\.mp4")
_OTHER = re.compile(
    r"(original_sequences/actors|manipulated_sequences/DeepFakeDetection)/.+|"
    r"[^/]+/[^/]+/[^/]+/(frames|images|landmarks|masks|bounding_boxes)/.+"
)


def read_ffpp(root: Path) -> ForeignTree:
    """The recordings and fakes of FaceForensics++ in a folder.

    Raises:
        ManifestError: a split list is malformed.
    """
    files = files_of(root)
    lists = read_ffpp_lists(root) if _has_lists(root) else None
    known = _Known.of(lists)
    found = require_clips(list(_clips(files, known)), root, "ffpp")
    clips, notes = _without_leaks(found, lists)
    listed = clips if lists is None else [clip for clip in clips if clip.part is not None]
    parts = parted(clips) if lists is None else published(listed)
    return ForeignTree(
        kind="ffpp",
        title="FaceForensics++",
        root=root,
        clips=tuple(clips),
        splits=parts.splits,
        asked=parts.asked,
        issues=(*_issues(root, files, clips), *(_unlisted(clips, known) if lists else ())),
        notes=(*notes, *parts.notes, *_notes(files, clips)),
    )


def _has_lists(root: Path) -> bool:
    return any((root / name).is_file() for name in ("train.json", "splits/train.json"))


class _Known(NamedTuple):
    """What the lists say of each number: the video it was cut from, and its parts."""

    videos: Mapping[str, str]
    parts: Mapping[str, list[str]]

    @classmethod
    def of(cls, lists: FfppLists | None) -> Self:
        parts: dict[str, list[str]] = defaultdict(list)
        for part in PARTS if lists else ():
            for number in lists.numbers(part) if lists else ():
                parts[number].append(part)
        return cls(lists.videos if lists else {}, parts)

    def actor(self, number: str) -> ActorId:
        video = self.videos.get(number)
        return actor_id(f"yt-{video}" if video else f"ffpp-{number}")

    def part(self, *numbers: str) -> str | None:
        parts = self.parts_of(numbers)
        return parts[0] if len(parts) == 1 else None

    def parts_of(self, numbers: Iterable[str]) -> list[str]:
        return sorted({part for number in numbers for part in self.parts.get(number, ())})


def _clips(files: Sequence[str], known: _Known) -> Iterator[TreeClip]:
    present = set(files)
    for path in files:
        if match := _ORIGINAL.fullmatch(path):
            level, number = LEVELS[match[1]], match[2]
            name = f"youtube-{number}"
            yield TreeClip(
                id=tree_id(name, level),
                paths=(path,),
                actors=(known.actor(number),),
                compression=level,
                original=raw_link(name, level),
                origin=Recorded(scene="youtube"),
                part=known.part(number),
            )
        elif (match := _FAKE.fullmatch(path)) and match[1] != "DeepFakeDetection":
            method, level, target, source = match[1], LEVELS[match[2]], match[3], match[4]
            name = f"{method}-{target}_{source}"
            mask = f"manipulated_sequences/{method}/masks/videos/{target}_{source}.mp4"
            alone = target == source
            yield TreeClip(
                id=tree_id(name, level),
                paths=(path,),
                masks=(mask,) if mask in present else (),
                actors=tuple(dict.fromkeys(map(known.actor, (target, source)))),
                compression=level,
                original=raw_link(name, level),
                origin=manipulated(
                    method,
                    tree_id(f"youtube-{target}"),
                    None if alone else tree_id(f"youtube-{source}"),
                ),
                part=known.part(target, source),
            )


def _without_leaks(
    clips: Sequence[TreeClip], lists: FfppLists | None
) -> tuple[list[TreeClip], tuple[str, ...]]:
    leaking = _leaks(lists) if lists else {}
    if not leaking:
        return list(clips), ()
    kept = [clip for clip in clips if not _numbers(clip) & set(leaking)]
    names = [f"{early} (as {late})" for early, late in sorted(leaking.items())]
    why = (
        f"{len(leaking)} recordings are cut from a video that also stands on a later side: "
        f"{some(names, 10)}; they and {len(clips) - len(kept) - _originals(clips, leaking)} fakes "
        "of them were left out"
    )
    return kept, (why,)


def _leaks(lists: FfppLists) -> dict[str, str]:
    """Number on the earlier side to one of the same video on a later side."""
    side = {n: PARTS.index(p) for p in reversed(PARTS) for n in lists.numbers(p)}
    cuts: Mapping[str, list[str]] = defaultdict(list)
    for number, video in lists.videos.items():
        if number in side:
            cuts[video].append(number)
    last = {n: max(numbers, key=side.__getitem__) for numbers in cuts.values() for n in numbers}
    return {number: late for number, late in last.items() if side[late] > side[number]}


def _numbers(clip: TreeClip) -> set[str]:
    return set(Path(clip.paths[0]).stem.split("_"))


def _originals(clips: Sequence[TreeClip], leaking: Mapping[str, str]) -> int:
    return sum(not clip.is_fake and bool(_numbers(clip) & set(leaking)) for clip in clips)


def _issues(root: Path, files: Sequence[str], clips: Sequence[TreeClip]) -> Iterator[str]:
    yield from tree_issues(root, clips)
    for path in files:
        known = (_ORIGINAL, _FAKE, _MASK, _OTHER)
        if is_video(path) and not any(pattern.fullmatch(path) for pattern in known):
            yield f"{path}: is not named as FaceForensics++ names its files"


def _unlisted(clips: Sequence[TreeClip], known: _Known) -> Iterator[str]:
    for clip in clips:
        if clip.part is None:
            sides = known.parts_of(_numbers(clip))
            why = f"stands on {' and '.join(sides)}" if sides else "is in no list"
            yield f"{clip.paths[0]}: {why}; expected one of train, val and test"


def _notes(files: Sequence[str], clips: Sequence[TreeClip]) -> Iterator[str]:
    if others := [path for path in files if _OTHER.fullmatch(path) and not _MASK.fullmatch(path)]:
        yield (
            f"{len(others)} files of DeepFakeDetection, frames, landmarks or boxes were not read, "
            f"such as {others[0]} (DeepFakeDetection: --format dfd)"
        )
    yield from unmasked(clips)
