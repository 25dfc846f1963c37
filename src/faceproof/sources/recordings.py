"""How does a recording of a person enter a workspace? With consent, one face, bytes unchanged."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from faceproof.core import ActorId, MediaFacts, Scope, replacing, sha256_file
from faceproof.core.errors import ManifestError, MediaError, StorageError
from faceproof.faces import principal_track, track_faces
from faceproof.media import LIMITS, Limits
from faceproof.media.container import opened
from faceproof.sources.ledger import Ledger
from faceproof.sources.recordings_list import (
    ActorRecording,
    one_writer,
    read_recordings,
    write_recordings,
)

LEAST_FRAMES = 8  # of a video; an image is a clip of one
_MOST_TAKES = 1_000
_SCENE = re.compile(r"(?=.{1,60}$)[a-z]+(_[a-z]+)*")  # DFD's, as releases name their files
_SUFFIXES = {
    "matroska": ".mkv",
    "mov": ".mp4",
    "mpeg": ".mpg",
    "mpegvideo": ".mpg",
    "h264": ".h264",
    "hevc": ".hevc",
    "jpeg_pipe": ".jpg",
    "tiff_pipe": ".tif",
}


def add_recording(
    workspace: Path,
    file: Path,
    *,
    actor: ActorId,
    scene: str,
    take: int,
    ledger: Ledger,
    on: date,
    face_at_px: tuple[float, float] | None = None,
    limits: Limits = LIMITS,
) -> Path:
    """Copy a recording of one consenting person into a workspace, byte by byte.

    Args:
        workspace: gets ``actors/<actor>/<scene>-<take>`` with the ending that the content has,
            and a line in ``actors/recordings.jsonl``.
        file: a video of at least 8 frames, or an image.
        actor: the person shown, who must have a live consent with scope ``record``.
        scene: what happens in it, in DFD's manner, such as ``kitchen_pan``.
        take: counts from 0.
        ledger: of the people's consents.
        on: today.
        face_at_px: x, y of the person meant, where several people are in sight.
        limits: on the file, checked before it is decoded.

    Returns:
        The copy's path.

    Raises:
        ConsentError: the person is unknown, or does not allow to be recorded on that day.
        ManifestError: the scene or take is no name, or the recording is there already.
        MediaError: it is not a whole video or image, or too short.
        FaceError: it shows nobody, or several people.
        StorageError: the workspace cannot be written.
    """
    _check_names(scene, take)
    ledger.require(actor, Scope.RECORD, on=on)
    with one_writer(workspace):
        known = read_recordings(workspace)
        suffix = _suffix(file, limits)
        sha256 = sha256_file(file)
        _check_new(known, f"{actor} {scene}-{take}", sha256)
        recording = ActorRecording(
            actor=actor,
            scene=scene,
            take=take,
            path=f"actors/{actor}/{scene}-{take}{suffix}",
            sha256=sha256,
            media=_one_person(file, face_at_px, limits),
            added_on=on,
        )
        copy = workspace / recording.path
        _copy(file, copy, sha256)
        write_recordings(workspace, (*known, recording))
    return copy


def _check_names(scene: str, take: int) -> None:
    if not _SCENE.fullmatch(scene):
        raise ManifestError(
            f"scene {scene!r:.80} is not a name of DFD's kind; expected at most 60 letters a-z in "
            "words joined by '_', such as 'kitchen_pan'"
        )
    if not 0 <= take <= _MOST_TAKES:
        raise ManifestError(f"take {take} is not a number from 0 to {_MOST_TAKES}; count from 0")


def _one_person(file: Path, face_at_px: tuple[float, float] | None, limits: Limits) -> MediaFacts:
    tracked = track_faces(file, limits=limits)
    facts = tracked.facts
    if 1 < facts.frames < LEAST_FRAMES:
        raise MediaError(
            f"{file}: has {facts.frames} frames, expected an image or a video of at least "
            f"{LEAST_FRAMES}; record a longer take"
        )
    if tracked.failures:
        raise MediaError(
            f"{file}: {tracked.failures} of {facts.frames} frames do not decode, expected a whole "
            "recording; copy it again, or cut the broken part off"
        )
    principal_track(
        tracked.tracks,
        frames=facts.frames,
        width=facts.width,
        height=facts.height,
        name=str(file),
        near_px=face_at_px,
    )
    return facts


def _suffix(file: Path, limits: Limits) -> str:
    """The ending that tells what the content is, whatever the file was called."""
    with opened(file, limits=limits) as source:
        kind: str = source.container.format.name.split(",")[0]
    return _SUFFIXES.get(kind, f".{kind.removesuffix('_pipe')}")


def _check_new(known: Sequence[ActorRecording], name: str, sha256: str) -> None:
    for old in known:
        if str(old) == name:
            raise ManifestError(
                f"recording {name} is in the workspace already ({old.path}); give another take"
            )
        if old.sha256 == sha256:
            raise ManifestError(
                f"recording {name} has the same bytes as {old} ({old.path}); expected a new "
                "recording: one file cannot be two takes, or two people"
            )


def _copy(file: Path, destination: Path, sha256: str) -> None:
    with replacing(destination) as temporary:
        shutil.copyfile(file, temporary)
        if sha256_file(temporary) != sha256:
            raise StorageError(f"{file}: changed while it was copied; wait until it is written")
