"""What changes from one version of a release to the next, as records?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import PurePosixPath

from faceproof.core import ActorId, Clip, ClipId, Consent, Manifest, Manipulated
from faceproof.core.errors import PlanError
from faceproof.release.consents import common_scopes
from faceproof.release.revise_leaving import splits_of_those_who_stay
from faceproof.release.tombstone import Reason

_VERSION = re.compile(r"(\d{1,9})(?:\.(\d{1,9}))?(?:\.(\d{1,9}))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One revision.

    Attributes:
        before, after: the two manifests.
        leaves: clips that leave, and why.
        on: the day.
    """

    before: Manifest
    after: Manifest
    leaves: Mapping[ClipId, Reason]
    on: date

    @property
    def left(self) -> tuple[Clip, ...]:
        """The clips that leave."""
        return tuple(clip for clip in self.before.clips if clip.id in self.leaves)

    @property
    def masks(self) -> frozenset[str]:
        """Paths of the masks that leave."""
        return masks_of(self.before) - masks_of(self.after)

    @property
    def actors(self) -> frozenset[ActorId]:
        """Who is shown no longer."""
        return people_of(self.before) - people_of(self.after)

    @property
    def names(self) -> frozenset[str]:
        """Ids of who is shown no longer, and every name of a clip that leaves."""
        return self.actors | names_of(self.left)


def next_manifest(
    before: Manifest,
    leaves: Mapping[ClipId, Reason],
    consents: Mapping[ActorId, Consent],
    version: str | None,
) -> Manifest:
    """The manifest of the next version.

    Args:
        before: the one that is revised, its digest becomes the parent.
        leaves: clips that it holds no longer.
        consents: of everybody in it, for the scopes of those who stay.
        version: None counts the minor version up.

    Raises:
        ManifestError: a side of the split would hold nobody.
        PlanError: the version is the old one, or cannot be counted.
    """
    if version == before.version:
        raise PlanError(f"version {version} is the one that is revised; name another --version")
    clips = tuple(clip for clip in before.clips if clip.id not in leaves)
    staying = {actor for clip in clips for actor in clip.actors}
    splits = splits_of_those_who_stay(before.splits, staying)
    return replace(
        before,
        version=version or next_version(before.version),
        clips=clips,
        splits=splits,
        scopes=common_scopes({actor: consents[actor] for actor in staying}),
        parents=(before.digest(),),
    )


def next_version(version: str) -> str:
    """The minor version that follows: files left, so figures on the two are not the same figures.

    Raises:
        PlanError: the old one is not of one to three numbers.

    >>> next_version("1.0.2"), next_version("1")
    ('1.1.0', '1.1.0')
    """
    found = _VERSION.fullmatch(version)
    if found is None:
        raise PlanError(
            f"version {version!r:.60} is not numbers such as 1.0.0, so the next one cannot be "
            "counted; name it with --version"
        )
    return f"{found[1]}.{int(found[2] or 0) + 1}.0"


def names_of(clips: Iterable[Clip]) -> frozenset[str]:
    """Every name of some clips: their ids, those of their raw files, and their files' names."""
    return frozenset(
        name
        for clip in clips
        for name in (clip.id, clip.original, PurePosixPath(clip.path).stem)
        if name is not None
    )


def masks_of(manifest: Manifest) -> frozenset[str]:
    """Path of every mask that a fake names."""
    origins = (clip.origin for clip in manifest.clips)
    masks = (origin.mask for origin in origins if isinstance(origin, Manipulated))
    return frozenset(mask for mask in masks if mask is not None)


def people_of(manifest: Manifest) -> frozenset[ActorId]:
    """Everybody who stands on a side."""
    return frozenset(actor for group in manifest.splits.groups for actor in group)
