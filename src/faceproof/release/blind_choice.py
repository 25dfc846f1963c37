"""Which clips become a hidden set, and what are they called there? A secret salt decides both."""

from __future__ import annotations

import hashlib
import hmac
from collections import defaultdict
from collections.abc import Collection, Sequence
from enum import StrEnum
from itertools import chain, zip_longest

from faceproof.core import Clip, ClipId, Compression, Manifest, Manipulated
from faceproof.core.errors import OneClassError, PlanError
from faceproof.datasets import split_names
from faceproof.release.table import nearest

SALT_BYTES = 32
_ID_DIGITS = 32


class Choice(StrEnum):
    """How many of a side's clips are taken."""

    ALL = "all"
    BALANCED = "balanced"  # no more fakes than originals, the methods by turns
    UNPAIRED = "unpaired"  # each recording once, as itself or as one fake of it


def blind_id(salt: bytes, clip: ClipId) -> ClipId:
    """What a clip is called in a hidden set: 32 hex digits of HMAC-SHA256, the same for a salt.

    >>> blind_id(bytes(32), ClipId("01__kitchen_pan.c23"))
    '75e2806e9933474e88fb9ddb36427a42'
    """
    return ClipId(_lot(salt, clip)[:_ID_DIGITS])


def side_clips(manifest: Manifest, side: str, compression: Compression) -> tuple[Clip, ...]:
    """The clips of one part or fold at one compression.

    Raises:
        PlanError: there is no such side, or nothing in it at that compression.
    """
    names = split_names(manifest.splits)
    if side not in names:
        raise PlanError(f"split {side!r:.60} is none of the release's; {nearest(side, names)}")
    index = names.index(side)
    found = tuple(
        clip
        for clip in manifest.clips
        if clip.compression is compression and manifest.splits.group_of(clip.actors) == index
    )
    if not found:
        levels = sorted({clip.compression.value for clip in manifest.clips})
        raise PlanError(
            f"{side} holds no clip at {compression}; the release has {', '.join(levels)}: choose "
            "one with --compression"
        )
    return found


def chosen(
    clips: Sequence[Clip], choice: Choice, salt: bytes, earlier: Collection[ClipId] | None = None
) -> tuple[Clip, ...]:
    """Those that the hidden set takes, in the order of their hidden ids.

    Args:
        clips: of the side.
        choice: how many of them.
        salt: draws, and names.
        earlier: ids of the version before. What is left of it is taken, and nothing else: drawn
            anew, a recording could come back as a fake of itself, which would tell what it is.

    Raises:
        OneClassError: only originals or only fakes would be in it.
    """
    if earlier is not None:
        clips, choice = [clip for clip in clips if blind_id(salt, clip.id) in earlier], Choice.ALL
    taken = {
        Choice.ALL: lambda: clips,
        Choice.BALANCED: lambda: _balanced(clips, salt),
        Choice.UNPAIRED: lambda: _unpaired(clips, salt),
    }[choice]()
    fakes = sum(clip.is_fake for clip in taken)
    if fakes in {0, len(taken)}:
        raise OneClassError(
            f"a hidden set needs originals and fakes, this one has {len(taken) - fakes} originals "
            f"and {fakes} fakes; choose another split, or all of its clips"
        )
    return tuple(sorted(taken, key=lambda clip: blind_id(salt, clip.id)))


def _balanced(clips: Sequence[Clip], salt: bytes) -> Sequence[Clip]:
    originals = [clip for clip in clips if not clip.is_fake]
    of: dict[str | None, list[Clip]] = defaultdict(list)
    for clip in _drawn([clip for clip in clips if clip.is_fake], salt):
        of[clip.method].append(clip)
    turns = chain.from_iterable(zip_longest(*(of[method] for method in sorted(of, key=str))))
    fakes = [clip for clip in turns if clip is not None]
    return [*originals, *fakes[: len(originals)]]


def _unpaired(clips: Sequence[Clip], salt: bytes) -> Sequence[Clip]:
    """Half of the recordings as they are, of each other one a fake; none of both."""
    originals: dict[ClipId, Clip] = {}
    fakes: dict[ClipId, list[Clip]] = defaultdict(list)
    for clip in _drawn(clips, salt):
        if isinstance(clip.origin, Manipulated):
            fakes[clip.origin.target].append(clip)
        else:
            originals[clip.original or clip.id] = clip
    faked = [recording for recording in originals if fakes[recording]][: len(originals) // 2]
    kept = [clip for recording, clip in originals.items() if recording not in faked]
    return [*kept, *(fakes[recording][0] for recording in faked)]


def _drawn(clips: Sequence[Clip], salt: bytes) -> Sequence[Clip]:
    """Clips in an order that says nothing of them, and nothing of their hidden ids either."""
    return sorted(clips, key=lambda clip: _lot(salt, f"draw:{clip.id}"))


def _lot(salt: bytes, text: str) -> str:
    return hmac.new(salt, text.encode(), hashlib.sha256).hexdigest()
