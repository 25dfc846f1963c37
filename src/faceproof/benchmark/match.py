"""Which clip does a stranger's name mean? Its id, its path, or its file name if that is unique."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import TypeVar

from faceproof.core import Clip, ClipId
from faceproof.core.errors import ScoreError

Answer = TypeVar("Answer")


def match_clips(answers: Mapping[str, Answer], clips: Sequence[Clip]) -> dict[ClipId, Answer]:
    """Answers by clip id.

    A file name alone is enough only where no two of the clips share it: FaceForensics++ has a
    ``000_003.mp4`` of every method and level.

    Raises:
        ScoreError: a name fits no clip, or several, or two names fit one.
    """
    names: dict[str, set[ClipId]] = {}
    for clip in clips:
        path = PurePosixPath(clip.path)
        for name in {clip.id, clip.path, path.name, path.stem}:
            names.setdefault(name, set()).add(clip.id)
    exact = {clip.id for clip in clips}
    found: dict[ClipId, Answer] = {}
    for name, answer in answers.items():
        fits = {ClipId(name)} if name in exact else names.get(name, set())
        if len(fits) != 1:
            raise ScoreError(
                f"answered name {name!r:.140} fits {len(fits)} of the {len(clips)} clips asked; "
                "expected a clip id, a path in the release, or a file name that is unique there"
            )
        clip_id = next(iter(fits))
        if clip_id in found:
            raise ScoreError(f"two answered names mean clip {clip_id!r}, the second {name!r:.140}")
        found[clip_id] = answer
    return found
