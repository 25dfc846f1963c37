"""Where does an actor appear, and who may hold it?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from faceproof.core import Clip
from faceproof.core.errors import FaceproofError
from faceproof.service.actors import releases_with
from faceproof.service.models import Grant, Job, Release
from faceproof.service.shown import best_of, clips_of


class Role(StrEnum):
    """What somebody's face does in a clip."""

    RECORDED = "recorded"
    TARGET = "target"
    SOURCE = "source"
    ALONE = "alone"


class Seen(NamedTuple):
    """A clip with them."""

    clip: Clip
    role: Role


class Holder(NamedTuple):
    """Somebody who was let in.

    Attributes:
        until: when their leave to fetch ends, or ended.
        fetched: whether they have fetched anything yet.
    """

    institution: str
    until: datetime
    fetched: bool


class Appearance(NamedTuple):
    """A release that shows them.

    Attributes:
        clips: each once, however many compressions there are; None when it cannot be read.
        holders: everybody who was ever let in.
        next_version: the job that makes a release without them; None while nobody withdrew.
    """

    release: Release
    clips: list[Seen] | None
    holders: list[Holder]
    next_version: Job | None


def appearances(actor: str) -> Iterator[Appearance]:
    """Every release that shows an actor, those that are no longer handed out last."""
    releases = releases_with(actor)
    for release in sorted(releases, key=lambda one: one.withdrawn_on is not None):
        job = Job.objects.filter(name="make_next_version", arguments__release=release.pk).first()
        yield Appearance(release, _clips(release, actor), _holders(release), job)


def _clips(release: Release, actor: str) -> list[Seen] | None:
    try:
        clips = best_of(clips_of(release))
    except FaceproofError:
        return None
    return [Seen(clip, _role(clip, actor)) for clip in clips if actor in clip.actors]


def _role(clip: Clip, actor: str) -> Role:
    if not clip.is_fake:
        return Role.RECORDED
    if len(clip.actors) == 1:
        return Role.ALONE
    return Role.TARGET if clip.target == actor else Role.SOURCE


def _holders(release: Release) -> list[Holder]:
    grants = Grant.objects.filter(release=release).select_related("request").order_by("ends_on")
    return [
        Holder(
            grant.request.institution,
            grant.revoked_on or grant.ends_on,
            grant.fetched_on is not None,
        )
        for grant in grants
    ]
