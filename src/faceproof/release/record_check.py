"""Do the files of a release fit its manifest: digests, media facts, masks, splits?"""

from __future__ import annotations

import hmac
import tempfile
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from faceproof.core import Clip, Manipulated, MediaFacts, sha256_file
from faceproof.core.errors import FaceproofError
from faceproof.datasets import (
    ReleaseFolder,
    read_release_json,
    write_manifest,
    write_release_json,
)
from faceproof.media import probe
from faceproof.release.problem import Problem
from faceproof.release.seal import files_below
from faceproof.release.vouching import sidecar_of
from faceproof.release.workplace import MEDIA_FOLDERS


def record_problems(release: ReleaseFolder, digests: Mapping[str, str]) -> Iterator[Problem]:
    """Everything in which files and records differ.

    Args:
        release: records that read without error.
        digests: of each regular file; nothing else of the folder is opened.
    """
    yield from _spelling(release, digests)
    with ThreadPoolExecutor() as readers:

        def problems_of(clip: Clip) -> list[Problem]:
            return list(_clip_problems(release.root, clip, digests))

        for problems in readers.map(problems_of, release.manifest.clips):
            yield from problems
    yield from _unclaimed(release, digests)


def _spelling(release: ReleaseFolder, digests: Mapping[str, str]) -> Iterator[Problem]:
    """Files whose bytes are not what a build would write of the same records."""
    with tempfile.TemporaryDirectory() as temporary:
        fresh = Path(temporary)
        write_manifest(fresh, release.manifest, release.numbers)
        write_release_json(fresh, read_release_json(release.root))
        expected = {name: sha256_file(fresh / name) for name in files_below(fresh)}
    for name, digest in expected.items():
        if digests.get(name) != digest:
            yield Problem(name, "is not written as a build writes these records")
    for name in set(digests) - set(expected):
        if name.startswith("splits/"):
            yield Problem(name, "belongs to no part of the split")


def _clip_problems(root: Path, clip: Clip, digests: Mapping[str, str]) -> Iterator[Problem]:
    if clip.path not in digests:
        yield Problem(clip.path, f"is missing: the file of clip {clip.id}")
    else:
        if not hmac.compare_digest(digests[clip.path], clip.sha256):
            yield Problem(clip.path, f"has not the sha256 that the manifest gives clip {clip.id}")
        found = _probed(root, clip.path)
        if isinstance(found, Problem):
            yield found
        elif found != clip.media:
            yield Problem(clip.path, f"is {_said(found)}, the manifest says {_said(clip.media)}")
    if isinstance(clip.origin, Manipulated) and clip.origin.mask is not None:
        yield from _mask_problems(root, clip, clip.origin.mask, digests)


def _mask_problems(
    root: Path, clip: Clip, mask: str, digests: Mapping[str, str]
) -> Iterator[Problem]:
    if mask not in digests:
        yield Problem(mask, f"is missing: the mask of clip {clip.id}")
        return
    found = _probed(root, mask)
    if isinstance(found, Problem):
        yield found
    elif _shape(found) != _shape(clip.media):
        yield Problem(mask, f"is {_said(found)}, clip {clip.id} is {_said(clip.media)}")


def _unclaimed(release: ReleaseFolder, digests: Mapping[str, str]) -> Iterator[Problem]:
    clips = release.manifest.clips
    claimed = {clip.path for clip in clips} | {sidecar_of(clip.path) for clip in clips}
    claimed |= {
        clip.origin.mask
        for clip in clips
        if isinstance(clip.origin, Manipulated) and clip.origin.mask is not None
    }
    for name in set(digests) - claimed:
        if name.split("/", 1)[0] in MEDIA_FOLDERS:
            yield Problem(name, "belongs to no clip of the manifest")


def _probed(root: Path, path: str) -> MediaFacts | Problem:
    try:
        return probe(root / path)
    except FaceproofError as error:
        return Problem(path, str(error))


def _shape(media: MediaFacts) -> tuple[object, ...]:
    return media.frames, media.fps, media.width, media.height


def _said(media: MediaFacts) -> str:
    return (
        f"{media.frames} frames of {media.width}x{media.height} {media.pix_fmt} at {media.fps} fps"
    )
