"""What of a release may be shown to everybody, and which clips stand beside each other?

Everything is looked up in the release's manifest as it lies in the storage.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from faceproof.core import Clip, Compression, Manipulated, Recorded
from faceproof.datasets import MANIFEST_FILE, parse_clips
from faceproof.service import storage
from faceproof.service.models import Release

_BEST_FIRST = tuple(Compression)


class Side(NamedTuple):
    """A fake and what belongs beside it.

    Attributes:
        original: the recording whose face was changed, as compressed as the fake; None where the
            method had none, or the release does not hold it.
        mask: path of the mask in the release; None where the method gave none.
    """

    fake: Clip
    original: Clip | None
    mask: str | None


def may_be_shown(release: Release) -> bool:
    """Everybody in it agreed that pictures of them are published, and nobody has withdrawn."""
    return release.is_offered and bool(release.facts["publishable"])


def clips_of(release: Release) -> tuple[Clip, ...]:
    """Every clip of a release.

    Raises:
        ManifestError: the manifest in the storage is not as it was written.
        StorageError: it is not there.
    """
    return _read(release.slug, release.digest)


def fakes_of(release: Release) -> dict[str, list[Clip]]:
    """Each fake once, in its best compression, by method."""
    found: dict[str, list[Clip]] = {name: [] for name in release.facts["methods"]}
    for clip in best_of(clips_of(release)):
        if clip.method is not None:
            found[clip.method].append(clip)
    return found


def best_of(clips: tuple[Clip, ...]) -> list[Clip]:
    """Of the compressions of each clip the one that lost least."""
    best: dict[str, Clip] = {}
    for clip in sorted(clips, key=lambda clip: _BEST_FIRST.index(clip.compression)):
        best.setdefault(clip.original or clip.id, clip)
    return sorted(best.values(), key=lambda clip: clip.id)


def beside(release: Release, clip: str) -> Side | None:
    """A fake by its id, with its original and its mask; None where there is no such fake."""
    clips = clips_of(release)
    fake = next((one for one in clips if one.id == clip and one.is_fake), None)
    if fake is None:
        return None
    if not isinstance(fake.origin, Manipulated):
        return Side(fake, None, None)
    target = fake.origin.target
    original = next(
        (
            one
            for one in clips
            if isinstance(one.origin, Recorded)
            and one.compression is fake.compression
            and (one.original or one.id) == target
        ),
        None,
    )
    return Side(fake, original, fake.origin.mask)


@lru_cache(maxsize=4)
def _read(slug: str, _digest: str) -> tuple[Clip, ...]:
    key = f"{slug}/{MANIFEST_FILE}"
    return parse_clips(Path(key), storage.read_bytes(key))
