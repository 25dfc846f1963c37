"""Who stands where in a foreign set: as published, parted anew by actor, or not parted at all?

Rules, in this order (docs/adr/0013):

1. A published split that parts the actors stands.
2. Where it does not, the set is undivided: nothing may be trained on it, its published test list is
   kept as a list of clips, and the actors on two sides are named.
3. A set without a split is parted by groups of actors whom fakes link, seeded, so that the same
   tree always gives the same parts. Fewer than three groups cannot be parted: undivided.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from faceproof.core import PARTS, ActorId, ClipId, Splits
from faceproof.datasets.foreign_tree import TreeClip, some

_SHARES = {"train": 0.5, "val": 0.2, "test": 0.3}
_SEED = 20190101


class Parted(NamedTuple):
    """Splits of a set, its test list where they do not say, and what was decided."""

    splits: Splits
    asked: tuple[ClipId, ...]
    notes: tuple[str, ...]


def published(clips: Sequence[TreeClip]) -> Parted:
    """The split that clips say they have, each with a part; see the rules."""
    sides: dict[ActorId, set[str]] = defaultdict(set)
    for clip in clips:
        for actor in clip.actors:
            sides[actor].add(clip.part or "train")
    spanning = sorted(actor for actor, parts in sides.items() if len(parts) > 1)
    if not spanning:
        parts = {
            part: tuple(sorted(actor for actor in sides if sides[actor] == {part}))
            for part in PARTS
        }
        return Parted(Splits(parts=parts), (), ())
    return undivided(
        clips,
        f"{len(spanning)} of {len(sides)} people stand on two sides of the published split "
        f"({some(spanning)}), so the set is undivided: measure on it, train on nothing of it",
    )


def undivided(clips: Sequence[TreeClip], why: str) -> Parted:
    """One group of everybody; clips whose part is ``test`` remain the test list."""
    asked = tuple(sorted(clip.id for clip in clips if clip.part == "test"))
    return Parted(Splits(folds=(_people(clips),)), asked, (why,))


def parted(clips: Sequence[TreeClip], *, seed: int = _SEED) -> Parted:
    """An actor-disjoint split of a set that has none; see the rules.

    Args:
        clips: of the whole set.
        seed: another one gives another split.
    """
    groups = linked_actors(clip.actors for clip in clips)
    if len(groups) < len(PARTS):
        return undivided(
            clips,
            f"fakes link all {len(_people(clips))} people in {len(groups)} group(s), so nobody "
            "can be parted from the others: the set is undivided",
        )
    parts = _dealt(groups, seed)
    sizes = ", ".join(f"{len(parts[part])} {part}" for part in PARTS)
    why = (
        f"the set has no split that can be used; {len(groups)} groups of people whom fakes link "
        f"were dealt to {sizes} (seed {seed})"
    )
    return Parted(Splits(parts=parts), (), (why,))


def linked_actors(people: Iterable[Sequence[ActorId]]) -> list[tuple[ActorId, ...]]:
    """Groups of actors who are linked, directly or through others; each and all sorted.

    >>> linked_actors([("a", "b"), ("c",), ("b", "d")])
    [('a', 'b', 'd'), ('c',)]
    """
    leader: dict[ActorId, ActorId] = {}

    def find(actor: ActorId) -> ActorId:
        while leader.setdefault(actor, actor) != actor:
            leader[actor] = leader[leader[actor]]
            actor = leader[actor]
        return actor

    for first, *others in people:
        for other in (first, *others):
            leader[find(other)] = find(first)
    groups: dict[ActorId, list[ActorId]] = defaultdict(list)
    for actor in sorted(leader):
        groups[find(actor)].append(actor)
    return sorted(map(tuple, groups.values()))


def _dealt(groups: Sequence[tuple[ActorId, ...]], seed: int) -> Mapping[str, tuple[ActorId, ...]]:
    """Groups dealt out, largest first, each to the part that lacks most of its share."""
    order = np.random.default_rng(seed).permutation(len(groups))
    total = sum(map(len, groups))
    parts: dict[str, list[ActorId]] = {part: [] for part in PARTS}
    for index in sorted(order, key=lambda i: -len(groups[i])):
        lacking = {part: _SHARES[part] * total - len(parts[part]) for part in PARTS}
        empty = [part for part in PARTS if not parts[part]]
        part = max(empty or PARTS, key=lambda p: lacking[p])
        parts[part] += groups[index]
    return {part: tuple(sorted(parts[part])) for part in PARTS}


def _people(clips: Sequence[TreeClip]) -> tuple[ActorId, ...]:
    return tuple(sorted({actor for clip in clips for actor in clip.actors}))
