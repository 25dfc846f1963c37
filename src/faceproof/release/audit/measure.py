"""What does a worker measure of one recording and its fakes? Everything, in one job, as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from faceproof.core import Clip, Manipulated
from faceproof.datasets import clip_path, inside
from faceproof.detectors.face_sharpness import sharpness
from faceproof.detectors.thumbnail import thumbnail
from faceproof.engine import Done
from faceproof.faces.detector import detect
from faceproof.faces.picture import ArrayPicture
from faceproof.media.stream_facts import StreamFacts, mean_quantiser, stream_facts
from faceproof.release.audit.background import (
    LEAST_KEPT,
    Keep,
    Rgb,
    background_features,
    frames_to_look_at,
    kept_region,
    sampled,
)
from faceproof.release.audit.groups import Group

_QP_FRAMES = 16


class _View(NamedTuple):
    """What the clips of a group share: where and when they are looked at."""

    keep: Keep | None
    numbers: tuple[int, ...]


def measure(group: Group, root: Path) -> Done:
    """Facts of every clip of a group; pictures of its recording and the fakes looked at.

    The result is ``{"clips": {id: {"facts", "numbers", "background", "face"}}, "kept": share}``;
    what was not looked at is null.

    Raises:
        MediaError: a file cannot be read.
        ManifestError: a path leads out of the release.
    """
    facts = {c.id: stream_facts(clip_path(root, c)) for c in (group.original, *group.fakes)}
    seen = (group.original, *group.looked_at) if group.looked_at else ()
    view = _view(group, root, [facts[clip.id].frames for clip in seen]) if seen else None
    kept = float(view.keep.mean()) if view and view.keep is not None else None
    clips = {}
    for clip in (group.original, *group.fakes):
        looked = _look(clip, root, view) if view and clip in seen else {}
        clips[clip.id] = {"facts": _facts(facts[clip.id]), **looked}
    return Done({"clips": clips, "kept": kept})


def _view(group: Group, root: Path, lengths: Sequence[int]) -> _View:
    media = group.original.media
    masks = [inside(root, mask) for mask in group.masks]
    keep = kept_region(masks, media.height, media.width) if masks else None
    return _View(keep, frames_to_look_at(lengths))


def _look(clip: Clip, root: Path, view: _View) -> dict[str, Any]:
    path = clip_path(root, clip)
    frames = sampled(path, view.numbers)
    has_region = view.keep is not None and frames[0].shape[:2] == view.keep.shape
    masked = not isinstance(clip.origin, Manipulated) or clip.origin.mask is not None
    enough = has_region and masked and view.keep is not None and view.keep.mean() >= LEAST_KEPT
    return {
        "quantiser": mean_quantiser(path, frames=_QP_FRAMES),
        "background": background_features(frames, _sure(view.keep)) if enough else None,
        "face_edges": sharpness(frames, ~_sure(view.keep)) if has_region else None,
        "face_size": _face_size(frames),
        "thumbnail": thumbnail(frames[len(frames) // 2]).tolist(),
    }


def _sure(keep: Keep | None) -> Keep:
    assert keep is not None  # noqa: S101 - asked for where there is one
    return keep


def _facts(facts: StreamFacts) -> dict[str, Any]:
    return {
        "container": list(facts.container),
        "tags": list(facts.tags),
        "encoder": list(facts.encoder),
        "picture": list(facts.picture),
        "timing": list(facts.timing),
        "fps": str(facts.fps),
        "frames": facts.frames,
        "duration": str(facts.duration_s),
        "duration_s": float(facts.duration_s or 0),
        "key_frames": len(facts.key_frames),
        "size": facts.size,
    }


def _face_size(frames: Sequence[Rgb]) -> float:
    """Width of the surest face at both ends, as a share of the picture; 0 where there is none."""
    widths = [
        float(found[0].box_px[2] - found[0].box_px[0]) / frame.shape[1]
        for frame in (frames[0], frames[-1])
        if (found := detect(ArrayPicture(frame)))
    ]
    return float(np.mean(widths)) if widths else 0.0
