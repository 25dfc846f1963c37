"""Do the clips of a manifest contradict each other? Every issue found, one line each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from faceproof.core.clip import ActorId, Clip, ClipId, Compression, Manipulated


class _Sides(Protocol):
    """The splits of a manifest."""

    def group_of(self, actors: Iterable[ActorId]) -> int | None: ...


def manifest_issues(clips: Sequence[Clip], splits: _Sides) -> Iterator[str]:
    """Everything wrong with clips under splits; nothing when they are whole."""
    for twice in _twice(clip.id for clip in clips):
        yield f"clip id {twice!r} stands twice"
    for twice in _twice(clip.path for clip in clips):
        yield f"path {twice!r} belongs to two clips"
    yield from _shared_masks(clips)
    yield from _shared_bytes(clips, splits)
    by_id = {clip.id: clip for clip in clips}
    # A release may hold no raw files: then links name raw ids that are not in it.
    has_raw = any(clip.compression is Compression.RAW for clip in clips)
    for clip in clips:
        for problem in (*_own_issues(clip, splits), *_link_issues(clip, by_id, has_raw=has_raw)):
            yield f"clip {clip.id}: {problem}"


def _shared_masks(clips: Iterable[Clip]) -> Iterator[str]:
    paths = {clip.path for clip in clips}
    for clip in clips:
        if isinstance(clip.origin, Manipulated) and clip.origin.mask in paths:
            yield f"clip {clip.id}: its mask {clip.origin.mask!r} is itself a clip"


def _shared_bytes(clips: Iterable[Clip], splits: _Sides) -> Iterator[str]:
    """Rule 5 of the design, for the duplicates that can be seen without looking."""
    first: dict[str, Clip] = {}
    for clip in clips:
        other = first.setdefault(clip.sha256, clip)
        if clip.is_fake != other.is_fake:
            yield f"clips {other.id} and {clip.id} have the same bytes, and one is called fake"
        elif splits.group_of(clip.actors) != splits.group_of(other.actors):
            yield f"clips {other.id} and {clip.id} have the same bytes on two sides of the split"


def _own_issues(clip: Clip, splits: _Sides) -> Iterator[str]:
    if not clip.actors:
        yield "names no actor"
    elif splits.group_of(clip.actors) is None:
        yield f"its actors {', '.join(clip.actors)} do not stand in one part of the split"
    if len(set(clip.actors)) != len(clip.actors):
        yield f"names an actor twice: {', '.join(clip.actors)}"
    if (clip.original is None) != (clip.compression is Compression.RAW):
        yield f"a {clip.compression} clip has original {clip.original!r}"
    if isinstance(clip.origin, Manipulated) and clip.origin.segments:
        last = clip.origin.segments[-1][1]
        if last > clip.media.frames:
            yield f"is changed up to frame {last} but has {clip.media.frames}"


def _link_issues(clip: Clip, by_id: Mapping[ClipId, Clip], *, has_raw: bool) -> Iterator[str]:
    for role, linked_id in _links(clip):
        other = by_id.get(linked_id)
        if other is None:
            if has_raw:
                yield f"its {role} {linked_id!r} is not in the manifest"
            continue
        if other.compression is not Compression.RAW:
            yield f"its {role} {linked_id!r} is not raw"
        if role == "original":
            if (other.origin, other.actors) != (clip.origin, clip.actors):
                yield f"its original {linked_id!r} has another origin or other actors"
        elif other.is_fake:
            yield f"its {role} {linked_id!r} is itself a fake"
        elif not _shows(clip, role, other):
            yield f"its {role} {linked_id!r} shows none of its actors in that place"


def _links(clip: Clip) -> Iterator[tuple[str, ClipId]]:
    if clip.original is not None:
        yield "original", clip.original
    if isinstance(clip.origin, Manipulated):
        yield "target", clip.origin.target
        if clip.origin.source is not None:
            yield "source", clip.origin.source


def _shows(clip: Clip, role: str, other: Clip) -> bool:
    people = clip.actors[:1] if role == "target" else clip.actors
    return set(other.actors) <= set(people)


def _twice(items: Iterable[str]) -> list[str]:
    return [item for item, n in Counter(items).items() if n > 1]
