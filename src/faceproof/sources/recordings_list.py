"""Which recordings does a workspace hold? `actors/recordings.jsonl`, one a line."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from faceproof.core import ActorId, MediaFacts, actor_id, canonical_json, fields, write_bytes
from faceproof.core.errors import FaceproofError, ManifestError
from faceproof.core.files import storage_error
from faceproof.core.serial import media_from_json, media_to_json

RECORDINGS_FILE = "actors/recordings.jsonl"
_LARGEST = 64 << 20
_FIELDS = ("actor", "scene", "take", "path", "sha256", "media", "added_on")


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorRecording:
    """One recording of a person, as it lies in a workspace.

    Attributes:
        path: POSIX path relative to the workspace.
        added_on: the day on which its consent was looked up.
    """

    actor: ActorId
    scene: str
    take: int
    path: str
    sha256: str
    media: MediaFacts
    added_on: date

    def __str__(self) -> str:
        """How messages call it."""
        return f"{self.actor} {self.scene}-{self.take}"


def read_recordings(workspace: Path) -> tuple[ActorRecording, ...]:
    """The recordings of a workspace in the order in which they were added; none without a list.

    Raises:
        ManifestError: naming the line of the list that is malformed.
    """
    path = workspace / RECORDINGS_FILE
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise ManifestError(f"{path} cannot be read ({error.strerror or error})") from error
    if len(data) > _LARGEST:
        raise ManifestError(f"{path} is over {_LARGEST >> 20} MiB, expected a list of recordings")
    *lines, rest = data.split(b"\n")
    if rest:
        raise ManifestError(f"{path} line {len(lines) + 1} is cut off; restore the file")
    return tuple(_recording(line, f"{path} line {n}") for n, line in enumerate(lines, 1))


def write_recordings(workspace: Path, recordings: Sequence[ActorRecording]) -> None:
    """Replace the list of a workspace, whole."""
    lines = (canonical_json(_to_json(recording)) + b"\n" for recording in recordings)
    write_bytes(workspace / RECORDINGS_FILE, b"".join(lines))


@contextmanager
def one_writer(workspace: Path) -> Iterator[None]:
    """Hold off other processes that add to the same workspace."""
    folder = (workspace / RECORDINGS_FILE).parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
        held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as error:
        raise storage_error(folder, error) from error
    try:
        fcntl.flock(held, fcntl.LOCK_EX)  # let go when closed, or when we are killed
        yield
    finally:
        os.close(held)


def _to_json(recording: ActorRecording) -> dict[str, Any]:
    return {
        "actor": recording.actor,
        "scene": recording.scene,
        "take": recording.take,
        "path": recording.path,
        "sha256": recording.sha256,
        "media": media_to_json(recording.media),
        "added_on": recording.added_on.isoformat(),
    }


def _recording(line: bytes, where: str) -> ActorRecording:
    try:
        value = fields.only(fields.parse_json(line), _FIELDS)
        return ActorRecording(
            actor=actor_id(fields.text(value["actor"])),
            scene=fields.text(value["scene"]),
            take=fields.count(value["take"], least=0),
            path=fields.relative_path(value["path"]),
            sha256=fields.digest(value["sha256"]),
            media=media_from_json(value["media"]),
            added_on=fields.day(value["added_on"]),
        )
    except (ValueError, FaceproofError) as error:
        raise ManifestError(f"{where} is malformed: {error}") from error
