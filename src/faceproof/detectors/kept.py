"""What is kept of a file that was looked at: its track, what each detector wrote down, the cost.

Every piece has a done-marker of its own, so that what was changed or half written is made anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import numpy as np
import safetensors.numpy
from numpy.typing import NDArray

from faceproof.core import Cost, FaceTrack, Unscored, sha256_of, write_bytes
from faceproof.detectors.view import VIEW_VERSION, View
from faceproof.engine import Done, read_marker, write_marker
from faceproof.faces import FACE_MODELS, read_track, write_track

_VERSION = "2"
"""Raised whenever something else is kept."""


class Describer(Protocol):
    """The part of a detector that looks: all that describing needs to know."""

    def identity(self) -> dict[str, str | int]:
        """Everything that `describe` depends on besides the view."""

    def describe(self, view: View) -> NDArray[np.float32]:
        """Features, one row a frame of the view, float32 ``(n, d)``."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Described:
    """What a detector wrote down about one clip.

    Attributes:
        features: one row a frame, float32 ``(n, d)``.
        frame_index: their frame numbers, ascending.
    """

    features: NDArray[np.float32]
    frame_index: tuple[int, ...]


class Told(NamedTuple):
    """What describing one clip came to, and the processor seconds it took."""

    what: Described | Unscored
    cost: Cost


class Followed(NamedTuple):
    """A principal face, and the processor seconds of the look that found it."""

    track: FaceTrack
    look_s: float


@dataclass(frozen=True, slots=True)
class Kept:
    """A folder of them, keyed by content."""

    root: Path

    @property
    def markers(self) -> Path:
        """Folder of the done-markers."""
        return self.root / "markers"

    def told(self, key: str) -> Told | None:
        """What is known under a key of `told_key`; None where it has to be described."""
        finished = read_marker(self.markers, key)
        if finished is None:
            return None
        found = finished.result
        cost = Cost(look=found["look_s"], own=found["own_s"])
        if found["unscored"] is not None:
            return Told(Unscored(reason=found["unscored"]), cost)
        return Told(_read(self._features(key)), cost)

    def tell(self, key: str, label: str, told: Told) -> tuple[Path, ...]:
        """Keep it; gives the files that do."""
        found: dict[str, Any] = {"look_s": told.cost.look, "own_s": told.cost.own}
        if isinstance(told.what, Unscored):
            done = Done({**found, "unscored": told.what.reason})
        else:
            features = self._features(key)
            _write(features, told.what)
            done = Done({**found, "unscored": None}, (features,))
        write_marker(self.markers, key, label, done)
        return (*done.outputs, self.markers / f"{key}.json")

    def followed(self, content: str) -> Followed | None:
        """The face of a file with that sha256, if it was followed before."""
        finished = read_marker(self.markers, _track_key(content))
        if finished is None:
            return None
        return Followed(read_track(self._track(content)), finished.result["look_s"])

    def follow(self, content: str, label: str, found: Followed) -> None:
        """Keep it."""
        write_track(self._track(content), found.track)
        done = Done({"look_s": found.look_s}, (self._track(content),))
        write_marker(self.markers, _track_key(content), label, done)

    def _features(self, key: str) -> Path:
        return self.root / "features" / f"{key}.safetensors"

    def _track(self, content: str) -> Path:
        return self.root / "tracks" / f"{content}-{FACE_MODELS[:12]}.npz"


def told_key(content: str, describer: Describer, frames: int) -> str:
    """Of what a describer tells about a file with that sha256."""
    return sha256_of(
        {
            "kept": _VERSION,
            "content": content,
            "detector": describer.identity(),
            "frames": frames,
            "view": VIEW_VERSION,
            "faces": FACE_MODELS,
        }
    )


def _track_key(content: str) -> str:
    return sha256_of(
        {"kept": _VERSION, "content": content, "view": VIEW_VERSION, "faces": FACE_MODELS}
    )


def _write(path: Path, described: Described) -> None:
    arrays: dict[str, NDArray[Any]] = {
        "features": described.features,
        "frame_index": np.array(described.frame_index, np.int64),
    }
    write_bytes(path, safetensors.numpy.save(arrays))


def _read(path: Path) -> Described:
    arrays = safetensors.numpy.load(path.read_bytes())
    index = tuple(int(i) for i in arrays["frame_index"])
    return Described(features=arrays["features"], frame_index=index)
