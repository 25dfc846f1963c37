"""Everything a release holds, and the checks that it is whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from faceproof.core.canonical import sha256_of
from faceproof.core.clip import ActorId, Clip, ClipId
from faceproof.core.errors import ManifestError
from faceproof.core.manifest_issues import manifest_issues
from faceproof.core.serial import clip_to_json

PARTS = ("train", "val", "test")
"""The named parts of a split, in the order of `Splits.groups`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Splits:
    """Which actors stand where: either three named parts or numbered folds, never both.

    Attributes:
        parts: ``train``, ``val`` and ``test`` to their actors; empty for folds.
        folds: groups of actors, each tested once by detectors trained on the others. A single
            fold is an undivided set: it may be measured on, and nothing may be trained on it.
    """

    parts: Mapping[str, tuple[ActorId, ...]] = field(default_factory=dict)
    folds: tuple[tuple[ActorId, ...], ...] = ()

    def __post_init__(self) -> None:
        if bool(self.parts) == bool(self.folds):
            raise ManifestError("splits are either parts or folds: found both or neither")
        if self.parts and set(self.parts) != set(PARTS):
            raise ManifestError(f"split parts are train, val and test: found {sorted(self.parts)}")
        if len(self.folds) == 2:
            raise ManifestError("2 folds leave too little to train: expected >= 3, or 1, undivided")
        if not all(self.folds):
            raise ManifestError("a fold holds nobody; expected at least one actor in each")
        twice = [a for a, n in Counter(a for g in self.groups for a in g).items() if n > 1]
        if twice:
            raise ManifestError(
                f"actor {twice[0]!r} stands on two sides of the split; "
                "expected each actor in exactly one part or fold"
            )

    @property
    def groups(self) -> tuple[tuple[ActorId, ...], ...]:
        """The groups of actors that must not share anybody."""
        return tuple(self.parts[p] for p in PARTS) if self.parts else self.folds

    @property
    def is_undivided(self) -> bool:
        """Everybody stands in one group, so there is nobody to train on."""
        return len(self.folds) == 1

    def group_of(self, actors: Iterable[ActorId]) -> int | None:
        """Index of the one group that holds all of them; None where they span two."""
        asked = set(actors)
        return next((i for i, group in enumerate(self.groups) if asked <= set(group)), None)


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """A release as records.

    Attributes:
        parents: digests of the manifests this one revises.
        tools: names and versions that made the bytes.
        scopes: what every person in it has allowed, so what may be done with the whole.
    """

    name: str
    version: str
    licence: str
    clips: tuple[Clip, ...]
    splits: Splits
    scopes: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()
    tools: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def by_id(self) -> dict[ClipId, Clip]:
        """Clips by id."""
        return {clip.id: clip for clip in self.clips}

    def digest(self) -> str:
        """Hex sha256 of everything here; no time, no signature, so a rebuild repeats it."""
        return sha256_of(
            {
                "name": self.name,
                "version": self.version,
                "licence": self.licence,
                "clips": [clip_to_json(c) for c in sorted(self.clips, key=lambda c: c.id)],
                "splits": {"parts": dict(self.splits.parts), "folds": self.splits.folds},
                "scopes": self.scopes,
                "parents": self.parents,
                "tools": dict(self.tools),
            }
        )

    def issues(self) -> list[str]:
        """Everything wrong with it, one line each; empty when it is whole."""
        return list(manifest_issues(self.clips, self.splits))

    def validate(self) -> None:
        """Return only when `issues` is empty.

        Raises:
            ManifestError: naming how many issues there are and the first three.
        """
        found = self.issues()
        if found:
            issues = "1 issue" if len(found) == 1 else f"{len(found)} issues"
            raise ManifestError(f"manifest {self.name!r} has {issues}: {'; '.join(found[:3])}")
