"""What changed from one release to another, and why? Clips, people, splits, methods, tools."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NamedTuple

from faceproof.core import ActorId, Clip, ClipId, Manifest, clip_to_json
from faceproof.datasets import read_manifest, split_names
from faceproof.datasets.release_file import count_clips
from faceproof.release.tombstone import Tombstone, read_tombstones


class Gone(NamedTuple):
    """A clip of the first release that the second does not hold.

    Attributes:
        reason: what the second one's tombstones say; None where they say nothing.
    """

    id: ClipId
    reason: str | None


class Changed(NamedTuple):
    """A clip of both, by the fields of its record in which they differ."""

    id: ClipId
    fields: tuple[str, ...]


class Was(NamedTuple):
    """A value before and after; None where there is none."""

    before: Any
    after: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseDiff:
    """How a release differs from another. It judges nothing.

    Attributes:
        first, second: name, version and digest of each.
        revises: the second is a later version of the first, by its parents and tombstones.
        added, removed, changed: clips.
        actors_gone, actors_new: people of one only.
        moved: people of both who stand in another part or fold.
        methods: clips of each method whose number differs; originals are ``original``.
        counts: those of `release.json` that differ.
        tools: names and versions that differ.
        fields: of the rest of `release.json`: name, version, licence, scopes, parents.
    """

    first: Mapping[str, str]
    second: Mapping[str, str]
    revises: bool
    added: tuple[ClipId, ...]
    removed: tuple[Gone, ...]
    changed: tuple[Changed, ...]
    actors_gone: tuple[ActorId, ...]
    actors_new: tuple[ActorId, ...]
    moved: Mapping[ActorId, Was]
    methods: Mapping[str, Was]
    counts: Mapping[str, Was]
    tools: Mapping[str, Was]
    fields: Mapping[str, Was]

    @property
    def same(self) -> bool:
        """Nothing differs in the two manifests."""
        return self.first["digest"] == self.second["digest"]

    def to_json(self) -> dict[str, Any]:
        """The same as plain values."""
        value = {name: getattr(self, name) for name in ("first", "second", "revises", "same")}
        clips = {
            "added": list(self.added),
            "removed": [gone._asdict() for gone in self.removed],
            "changed": [{"id": c.id, "fields": list(c.fields)} for c in self.changed],
        }
        actors = {
            "gone": list(self.actors_gone),
            "new": list(self.actors_new),
            "moved": _plain(self.moved),
        }
        rest = {n: _plain(getattr(self, n)) for n in ("methods", "counts", "tools", "fields")}
        return {**value, "clips": clips, "actors": actors, **rest}


def diff(first: Path, second: Path) -> ReleaseDiff:
    """How the release in the second folder differs from that in the first.

    Records are compared; whether the files are what they claim is `faceproof release verify`.

    Raises:
        ManifestError: one of them is no release, or its records are not what they claim.
    """
    return diff_manifests(read_manifest(first), read_manifest(second), read_tombstones(second))


def diff_manifests(
    before: Manifest, after: Manifest, tombstones: Sequence[Tombstone] = ()
) -> ReleaseDiff:
    """How a manifest differs from another; tombstones are those of the second."""
    reasons = {stone.sha256: stone.reason.value for stone in tombstones}
    removed = [clip for clip in before.clips if clip.id not in after.by_id]
    sides = _sides(before), _sides(after)
    return ReleaseDiff(
        first=_identity(before),
        second=_identity(after),
        revises=before.digest() in {*after.parents, *(s.manifest for s in tombstones)},
        added=tuple(clip.id for clip in after.clips if clip.id not in before.by_id),
        removed=tuple(Gone(clip.id, reasons.get(clip.sha256)) for clip in removed),
        changed=tuple(_changed(before, after)),
        actors_gone=tuple(sorted(set(sides[0]) - set(sides[1]))),
        actors_new=tuple(sorted(set(sides[1]) - set(sides[0]))),
        moved={a: was for a, was in _differing(*sides).items() if None not in was},
        methods=_differing(_methods(before), _methods(after)),
        counts=_differing(asdict(count_clips(before)), asdict(count_clips(after))),
        tools=_differing(before.tools, after.tools),
        fields=_differing(_fields(before), _fields(after)),
    )


def _changed(before: Manifest, after: Manifest) -> Iterator[Changed]:
    for clip in before.clips:
        other = after.by_id.get(clip.id)
        if other is not None and other != clip:
            yield Changed(clip.id, tuple(_differing(_flat(clip), _flat(other))))


def _flat(clip: Clip) -> dict[str, Any]:
    """A clip's record with media and origin spread out, as ``origin.seed``."""
    flat: dict[str, Any] = {}
    for name, value in clip_to_json(clip).items():
        if isinstance(value, Mapping):
            flat |= {f"{name}.{inner}": value[inner] for inner in value}
        else:
            flat[name] = value
    return flat


def _differing(before: Mapping[Any, Any], after: Mapping[Any, Any]) -> dict[Any, Was]:
    names = [*before, *(name for name in after if name not in before)]
    pairs = {name: Was(before.get(name), after.get(name)) for name in names}
    return {name: was for name, was in pairs.items() if was.before != was.after}


def _identity(manifest: Manifest) -> dict[str, str]:
    return {"name": manifest.name, "version": manifest.version, "digest": manifest.digest()}


def _fields(manifest: Manifest) -> dict[str, Any]:
    return {
        "name": manifest.name,
        "version": manifest.version,
        "licence": manifest.licence,
        "scopes": list(manifest.scopes),
        "parents": list(manifest.parents),
    }


def _sides(manifest: Manifest) -> dict[ActorId, str]:
    named = zip(split_names(manifest.splits), manifest.splits.groups, strict=True)
    return {actor: name for name, group in named for actor in group}


def _methods(manifest: Manifest) -> Counter[str]:
    return Counter(clip.method or "original" for clip in manifest.clips)


def _plain(values: Mapping[Any, Was]) -> dict[str, list[Any]]:
    return {name: list(was) for name, was in values.items()}
