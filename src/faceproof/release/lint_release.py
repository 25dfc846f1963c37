"""What do two sides of a release share? People, recordings, takes, halves of a pair, pictures.

Its records are read one by one and not validated as a whole: a release that contradicts its split
is what is looked for here, not an error.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations, product
from pathlib import Path
from typing import Any

from faceproof.core import Clip, ClipId, Compression, Manipulated, Recorded, fields
from faceproof.datasets import RELEASE_FILE, clip_path, read_capped
from faceproof.datasets.manifest_file import read_clips
from faceproof.datasets.release_file import malformed
from faceproof.engine import Progress
from faceproof.release.look_alike import look_alike, picture_hashes

_LARGEST = 4 << 20
Found = tuple[str, str, tuple[str, str], str]
Sides = Mapping[str, tuple[str, ...]]


def release_leaks(root: Path, *, progress: Progress | None = None) -> Iterator[Found]:
    """Every leak of a release: both names, both sides, what they share.

    Raises:
        ManifestError: its records are malformed.
        MediaError: a recording cannot be read.
    """
    sides = sides_of(root)
    clips = read_clips(root)
    yield from _people(sides)
    yield from _halves(clips, sides)
    yield from _takes(clips, sides)
    yield from _bytes(clips, sides)
    yield from _pictures(root, clips, sides, progress)


def sides_of(root: Path) -> dict[str, tuple[str, ...]]:
    """Each actor's sides; more than one where the split contradicts itself.

    Raises:
        ManifestError: ``release.json`` is too large or malformed.
    """
    data = read_capped(root / RELEASE_FILE, largest=_LARGEST)
    try:
        groups = _groups(fields.parse_json(data))
    except ValueError as error:
        raise malformed(root, str(error)) from error
    sides: dict[str, list[str]] = defaultdict(list)
    for side, people in groups.items():
        for actor in people:
            sides[actor].append(side)
    return {actor: tuple(names) for actor, names in sides.items()}


def _groups(content: Any) -> dict[str, list[str]]:
    match content:
        case {"splits": {"parts": dict(parts)}}:
            named = {fields.text(side): people for side, people in parts.items()}
        case {"splits": {"folds": list(folds)}}:
            named = {f"fold-{index}": people for index, people in enumerate(folds)}
        case _:
            raise ValueError("splits are not an object with either 'parts' or 'folds'")
    return {side: [fields.text(a) for a in fields.items(people)] for side, people in named.items()}


def apart(a: Iterable[str], b: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The pairs of a side of one and another side of the other."""
    yield from ((x, y) for x, y in product(a, b) if x != y)


def _people(sides: Sides) -> Iterator[Found]:
    for actor in sorted(sides):
        for first, second in combinations(sides[actor], 2):
            yield actor, actor, (first, second), "the same actor stands on two sides"


def _halves(clips: tuple[Clip, ...], sides: Sides) -> Iterator[Found]:
    """Once for each pair of people, whatever the method and compression."""
    told = set()
    for clip in clips:
        if not clip.is_fake:
            continue
        target, *sources = clip.actors
        for source in sources:
            for splits in apart(sides.get(target, ()), sides.get(source, ())):
                leak = (str(target), str(source), splits)
                if leak not in told:
                    told.add(leak)
                    yield *leak, f"a fake of both, such as {clip.id}: target and source apart"


def _takes(clips: tuple[Clip, ...], sides: Sides) -> Iterator[Found]:
    """The same take of the same person, filed under two people's names, is told by its id."""
    recordings: dict[ClipId, set[str]] = defaultdict(set)
    takes: dict[tuple[str, int, str], set[str]] = defaultdict(set)
    for clip in clips:
        if isinstance(clip.origin, Manipulated):
            recordings[clip.origin.target].add(clip.target)
        elif isinstance(clip.origin, Recorded):
            recordings[clip.original or clip.id].add(clip.target)
            for actor in clip.actors:
                takes[clip.origin.scene, clip.origin.take, actor].add(clip.target)
    for recording, people in sorted(recordings.items()):
        for splits in _between(people, sides):
            yield recording, recording, splits, "the same source recording"
    for (scene, take, who), people in sorted(takes.items()):
        if len(people) > 1:
            for splits in _between(people, sides):
                yield scene, scene, splits, f"the same take {take} of actor {who}"


def _between(people: set[str], sides: Sides) -> Iterator[tuple[str, str]]:
    for a, b in combinations(sorted(people), 2):
        yield from apart(sides.get(a, ()), sides.get(b, ()))


def _bytes(clips: tuple[Clip, ...], sides: Sides) -> Iterator[Found]:
    first: dict[str, Clip] = {}
    for clip in clips:
        other = first.setdefault(clip.sha256, clip)
        for splits in apart(sides.get(other.target, ()), sides.get(clip.target, ())):
            yield other.id, clip.id, splits, "the same bytes"


def _pictures(
    root: Path, clips: tuple[Clip, ...], sides: Sides, progress: Progress | None
) -> Iterator[Found]:
    """Recordings that look alike; fakes follow their recording and are not looked at."""
    known = []
    for clip in looked_at(clips):
        known.append((clip, picture_hashes(clip_path(root, clip))))
        if progress is not None:
            progress(clip.id)
    for (a, hashes_a), (b, hashes_b) in combinations(known, 2):
        splits = list(apart(sides.get(a.target, ()), sides.get(b.target, ())))
        if splits and a.sha256 != b.sha256 and look_alike(hashes_a, hashes_b):
            yield from ((a.id, b.id, side, "their pictures are nearly the same") for side in splits)


def looked_at(clips: tuple[Clip, ...]) -> list[Clip]:
    """Each recording once, at its best level."""
    best: dict[ClipId, Clip] = {}
    for clip in sorted(clips, key=lambda c: list(Compression).index(c.compression)):
        if not clip.is_fake:
            best.setdefault(clip.original or clip.id, clip)
    return list(best.values())
