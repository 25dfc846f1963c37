"""Which clips does an audit compare? Each fake with its own recording, level by level."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from faceproof.core import ActorId, Clip, ClipId, Compression, Manifest, Manipulated, sha256_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One recording at one compression, with the fakes of it at the same.

    Attributes:
        fakes: all of them, by id.
        looked_at: the fakes whose pictures are decoded too.
    """

    original: Clip
    fakes: tuple[Clip, ...]
    looked_at: tuple[Clip, ...]

    @property
    def actor(self) -> ActorId:
        """Whose recording it is: the cluster of every interval."""
        return self.original.target

    @property
    def compression(self) -> Compression:
        """Level of all its clips."""
        return self.original.compression

    @property
    def masks(self) -> tuple[str, ...]:
        """Paths of the masks of all its fakes, looked at or not."""
        found = (f.origin.mask for f in self.fakes if isinstance(f.origin, Manipulated))
        return tuple(sorted({mask for mask in found if mask is not None}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouping:
    """The groups of a release, and which clips stand in none.

    Attributes:
        alone: fakes whose recording is not in the release at their compression.
        unfaked: recordings that no fake was made of.
    """

    groups: tuple[Group, ...]
    alone: tuple[ClipId, ...]
    unfaked: tuple[ClipId, ...]


def group_clips(manifest: Manifest, *, most: int) -> Grouping:
    """Each recording with its fakes.

    Args:
        manifest: the release.
        most: fakes of one target actor, at one compression, whose pictures are looked at,
            spread over recordings and methods.
    """
    recordings = {
        (clip.original or clip.id, clip.compression): clip
        for clip in manifest.clips
        if not clip.is_fake
    }
    fakes: dict[ClipId, list[Clip]] = defaultdict(list)
    alone = []
    for clip in sorted((c for c in manifest.clips if c.is_fake), key=lambda c: c.id):
        original = _original_of(clip, recordings)
        if original is None:
            alone.append(clip.id)
        else:
            fakes[original.id].append(clip)
    chosen = _looked_at(manifest, fakes, most)
    groups = tuple(
        Group(
            original=manifest.by_id[name],
            fakes=tuple(fakes[name]),
            looked_at=tuple(fake for fake in fakes[name] if fake.id in chosen),
        )
        for name in sorted(fakes)
    )
    unfaked = tuple(sorted(c.id for c in recordings.values() if c.id not in fakes))
    return Grouping(groups=groups, alone=tuple(alone), unfaked=unfaked)


def _original_of(fake: Clip, recordings: Mapping[tuple[ClipId, Compression], Clip]) -> Clip | None:
    if not isinstance(fake.origin, Manipulated):
        return None
    return recordings.get((fake.origin.target, fake.compression))


def _looked_at(
    manifest: Manifest, fakes: Mapping[ClipId, list[Clip]], most: int
) -> frozenset[ClipId]:
    """The fakes of each actor and level in rounds: one of each method of each recording.

    A round that does not fit is cut by digests of ids, so by nothing that an id says.
    """
    waiting: dict[tuple[ActorId, Compression], list[tuple[int, str, ClipId]]] = defaultdict(list)
    for name, of in fakes.items():
        original = manifest.by_id[name]
        earlier: Counter[str | None] = Counter()
        for fake in of:
            turn = (earlier[fake.method], sha256_of(fake.id), fake.id)
            waiting[original.target, original.compression].append(turn)
            earlier[fake.method] += 1
    return frozenset(name for turns in waiting.values() for *_, name in sorted(turns)[:most])
