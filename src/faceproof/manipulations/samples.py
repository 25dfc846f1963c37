"""Whose pictures does a method learn from, and which are kept apart to see how well it learned?"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from faceproof.core import ActorId
from faceproof.manipulations.footage import Footage
from faceproof.manipulations.head import Head, head_of

PICTURES = 32  # of a recording at most, evenly spread
_HELD_SHARE = 4  # one in so many pictures is held out where a person has one or two recordings
_RECORDINGS_TO_HOLD_ONE = 3

Study = Callable[[Footage], dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Samples:
    """Pictures of everybody, by name of what was taken, rows alike in all arrays.

    Attributes:
        arrays: one row a picture.
        actor: whose picture, as a place in ``actors``, int64 ``(n,)``.
        held: which are not learned from ``(n,)``: a person's last recording of three or more,
            else the last quarter of each.
        digests: hex sha256 of what was taken, by clip.
    """

    actors: tuple[ActorId, ...]
    arrays: Mapping[str, NDArray[Any]]
    actor: NDArray[np.int64]
    held: NDArray[np.bool_]
    digests: Mapping[str, str]

    def learned_by_actor(self) -> list[NDArray[np.int64]]:
        """Rows to learn from, for each actor."""
        return [np.flatnonzero((self.actor == a) & ~self.held) for a in range(len(self.actors))]

    def mean_of(self, name: str) -> NDArray[np.float32]:
        """Each actor's mean of the pictures learned from, ``(actors, ...)``."""
        rows = self.learned_by_actor()
        return np.stack([self.arrays[name][r].mean(axis=0) for r in rows]).astype(np.float32)


def gathered(study: Study, footage: Iterable[Footage]) -> Samples:
    """What a study takes from each recording; people and clips in the order of their names.

    Recordings without a face are passed over: their own jobs say so.
    """
    taken: dict[ActorId, dict[str, dict[str, Any]]] = {}
    for recording in footage:
        if head_of(recording.track, len(recording.frames)).seen.any():
            clips = taken.setdefault(recording.consent.actor, {})
            clips[recording.clip] = study(recording)
    actors = tuple(sorted(taken))
    parts, numbers, held, digests = [], [], [], {}
    for number, actor in enumerate(actors):
        clips = dict(sorted(taken[actor].items()))
        for i, (clip, part) in enumerate(clips.items()):
            count = len(next(iter(part.values())))
            parts.append(part)
            numbers.append(np.full(count, number, np.int64))
            held.append(_held(count, i, len(clips)))
            digests[clip] = _digest(part)
    return Samples(
        actors=actors,
        arrays={name: np.concatenate([p[name] for p in parts]) for name in (parts or [{}])[0]},
        actor=np.concatenate([np.zeros(0, np.int64), *numbers]),
        held=np.concatenate([np.zeros(0, np.bool_), *held]),
        digests=digests,
    )


def _held(count: int, place: int, recordings: int) -> NDArray[np.bool_]:
    if recordings >= _RECORDINGS_TO_HOLD_ONE:
        return np.full(count, place == recordings - 1)
    return np.arange(count) >= count - count // _HELD_SHARE


def _digest(part: Mapping[str, NDArray[Any]]) -> str:
    digest = hashlib.sha256()
    for name, array in sorted(part.items()):
        digest.update(f"{name} {array.dtype.str} {array.shape}".encode())
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()


def studied_head(footage: Footage) -> tuple[NDArray[np.int64], Head]:
    """Numbers of the frames to learn from, and the head in these alone."""
    head = head_of(footage.track, len(footage.frames))
    seen = head.frames
    chosen = seen[np.unique(np.linspace(0, len(seen) - 1, PICTURES).astype(int))]
    only = Head(
        seen=np.ones(len(chosen), np.bool_),
        landmarks_px=head.landmarks_px[chosen],
        cameras=head.cameras[chosen],
    )
    return chosen, only
