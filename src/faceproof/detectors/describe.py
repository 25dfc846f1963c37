"""Features of many clips: each file is looked at once, and never again while it is the same."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import safetensors.numpy
from numpy.typing import NDArray

from faceproof.core import (
    Clip,
    ClipId,
    FaceTrack,
    Unscored,
    sha256_file,
    sha256_of,
    write_bytes,
)
from faceproof.core.errors import FaceproofError, ManifestError
from faceproof.datasets import clip_path
from faceproof.detectors.base import Detector
from faceproof.detectors.view import VIEW_VERSION, open_view
from faceproof.engine import Done, Job, Progress, run_jobs
from faceproof.faces import FACE_MODELS, read_track, write_track

FRAMES = 16
"""Frames of a clip that are described unless a protocol says otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Described:
    """What a detector wrote down about one clip.

    Attributes:
        features: one row a frame, float32 ``(n, d)``.
        frame_index: their frame numbers, ascending.
    """

    features: NDArray[np.float32]
    frame_index: tuple[int, ...]


def describe_clips(
    root: Path,
    clips: Sequence[Clip],
    detector: Detector,
    *,
    cache: Path | None = None,
    workers: int = 1,
    frames: int = FRAMES,
    progress: Progress | None = None,
) -> dict[ClipId, Described | Unscored]:
    """`describe_files` for clips of a release, whose bytes must be those of its manifest.

    Raises:
        ManifestError: a file is missing or was changed.
    """
    files = {clip.id: clip_path(root, clip) for clip in clips}
    for clip in clips:
        found = sha256_file(files[clip.id])
        if found != clip.sha256:
            raise ManifestError(
                f"{clip.path}: sha256 is {found[:12]}.., the manifest says {clip.sha256[:12]}..; "
                "run `faceproof release verify` and build it again"
            )
    return describe_files(
        files, detector, cache=cache, workers=workers, frames=frames, progress=progress
    )


def describe_files(
    files: Mapping[ClipId, Path],
    detector: Detector,
    *,
    cache: Path | None = None,
    workers: int = 1,
    frames: int = FRAMES,
    progress: Progress | None = None,
) -> dict[ClipId, Described | Unscored]:
    """Features of each file, or why there are none; one bad file never stops the others.

    Args:
        files: by clip; two clips may have the same bytes.
        detector: fitted or not, describing does not care.
        cache: folder for features and face tracks, keyed by content; None keeps nothing.
        workers: clips described at a time.
        frames: evenly spread frames of each clip.
        progress: called once a clip.

    Returns:
        In the order of ``files``.
    """
    with ExitStack() as stack:
        if cache is None:
            cache = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        answers: dict[ClipId, Described | Unscored] = {}
        keys: dict[ClipId, str] = {}
        jobs: dict[str, Job] = {}
        for clip, file in files.items():
            try:
                content = sha256_file(file)
            except FaceproofError as error:
                answers[clip] = unscored(str(error), file)
                continue
            key = _key(content, detector, frames)
            track = cache / "tracks" / f"{content}-{FACE_MODELS[:12]}.npz"
            args = (file, detector, frames, track, _features(cache, key))
            keys[clip] = key
            jobs.setdefault(key, Job(key=key, label=clip, call=_describe, args=args))
        outcome = run_jobs(
            list(jobs.values()), markers=cache / "markers", workers=workers, progress=progress
        )
        reasons = {failure.label: failure.reason for failure in outcome.failures}
        for clip, key in keys.items():
            reason = reasons.get(jobs[key].label)
            answers[clip] = (
                _read(_features(cache, key)) if reason is None else unscored(reason, files[clip])
            )
        return {clip: answers[clip] for clip in files}


def unscored(reason: str, file: Path) -> Unscored:
    """A reason without the file's path, which may hold the label and belongs beside it anyway."""
    return Unscored(reason=reason.replace(str(file), file.name).removeprefix(f"{file.name}: "))


def _key(content: str, detector: Detector, frames: int) -> str:
    return sha256_of(
        {
            "content": content,
            "detector": detector.identity(),
            "frames": frames,
            "view": VIEW_VERSION,
            "faces": FACE_MODELS,
        }
    )


def _describe(file: Path, detector: Detector, frames: int, track: Path, out: Path) -> Done:
    """In a worker: look at one file, write its features down."""
    known: FaceTrack | None = read_track(track) if track.exists() else None
    with tempfile.TemporaryDirectory() as folder:
        view = open_view(file, frames=frames, folder=Path(folder), track=known)
        features = detector.describe(view)
    if known is None:
        write_track(track, view.track)
    arrays: dict[str, NDArray[Any]] = {
        "features": features,
        "frame_index": np.array(view.frame_index, np.int64),
    }
    write_bytes(out, safetensors.numpy.save(arrays))
    return Done(result=None, outputs=(out,))


def _features(cache: Path, key: str) -> Path:
    return cache / "features" / f"{key}.safetensors"


def _read(path: Path) -> Described:
    arrays = safetensors.numpy.load(path.read_bytes())
    index = tuple(int(i) for i in arrays["frame_index"])
    return Described(features=arrays["features"], frame_index=index)
