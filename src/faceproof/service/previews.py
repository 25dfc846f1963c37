"""The viewer's videos in the storage: asked for, made by a worker, taken away."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings

from faceproof.service import storage
from faceproof.service.jobs import queue
from faceproof.service.models import Job, JobState, Release
from faceproof.service.preview import Part, make_videos
from faceproof.service.shown import Side, beside, fakes_of, may_be_shown

AT_ONCE = 2
"""Fakes of each method whose videos are made when a release is published."""
MOST_WAITING = 30
WORK = "make_previews"


def key(release: Release, clip: str, part: Part) -> str:
    """Where a video lies in the storage."""
    return f"previews/{release.slug}/{clip}/{part}.mp4"


def parts_of(side: Side) -> list[Part]:
    """Which of the four there are."""
    has = {
        Part.ORIGINAL: side.original is not None,
        Part.FAKE: True,
        Part.MASK: side.mask is not None,
        Part.DIFFERENCE: side.original is not None,
    }
    return [part for part in Part if has[part]]


def ask_for(release: Release, clip: str) -> Job | None:
    """The job that makes a fake's videos, begun now or before; None while too many wait."""
    job = Job.objects.filter(key=f"{WORK}:{_name(release, clip)}").first()
    if job is not None:
        return job
    if Job.objects.filter(name=WORK, state=JobState.WAITING).count() >= MOST_WAITING:
        return None  # whoever clicks through a release must not hold up the other work
    return queue(WORK, _name(release, clip), release=release.pk, clip=clip)


def ask_for_some(release: Release) -> None:
    """Have the videos of a few fakes of each method made, where they may be shown."""
    if may_be_shown(release):
        for clips in fakes_of(release).values():
            for clip in clips[:AT_ONCE]:
                ask_for(release, clip.id)


def make_previews(release: int, clip: str) -> str:
    """Make the videos of one fake and store them.

    Raises:
        MediaError: a file cannot be decoded.
        StorageError: something cannot be read or written.
    """
    found = Release.objects.get(pk=release)
    side = beside(found, clip)
    if side is None or not may_be_shown(found):
        return "not to be shown any more"
    with TemporaryDirectory(dir=settings.PLACE.data) as folder:

        def file(path: str | None) -> Path | None:
            return None if path is None else storage.on_disk(f"{found.slug}/{path}", Path(folder))

        made = make_videos(
            fake=storage.on_disk(f"{found.slug}/{side.fake.path}", Path(folder)),
            original=file(side.original.path if side.original else None),
            mask=file(side.mask),
            out=Path(folder),
        )
        for part, path in made.items():
            storage.put_file(key(found, clip, part), path)
    if not may_be_shown(Release.objects.get(pk=release)):  # somebody withdrew meanwhile
        storage.remove(key(found, clip, part) for part in Part)
        return "not to be shown any more"
    return f"{len(made)} videos"


def remove_previews(release: int) -> str:
    """Take away every video of a release that is not shown any more."""
    found = Release.objects.get(pk=release)
    asked = Job.objects.filter(name=WORK, arguments__release=release)
    storage.remove(_keys(found, [job.arguments["clip"] for job in asked]))
    return f"videos of {len(asked)} clips"


def _keys(release: Release, clips: list[str]) -> Iterator[str]:
    return (key(release, clip, part) for clip in clips for part in Part)


def _name(release: Release, clip: str) -> str:
    """Within a job key's length, whatever a release and a clip are called."""
    return f"{release.pk}:{hashlib.sha256(clip.encode()).hexdigest()[:32]}"
