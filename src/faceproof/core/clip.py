"""One video (or image) of a release: what it is, and what made it.

The label is never stored: `Clip.is_fake` is derived from `Clip.origin`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import NewType

from faceproof.core.errors import ManifestError

ClipId = NewType("ClipId", str)
ActorId = NewType("ActorId", str)

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.\-]{0,127}")


def clip_id(text: str) -> ClipId:
    """A checked clip id: letters, digits, ``_ . -``, at most 128 characters.

    >>> clip_id("01_02__kitchen_pan__ABCDEFGH.c23")
    '01_02__kitchen_pan__ABCDEFGH.c23'
    """
    return ClipId(_checked(text, "clip id"))


def actor_id(text: str) -> ActorId:
    """A checked actor id, the same alphabet as a clip id.

    >>> actor_id("signer-1")
    'signer-1'
    """
    return ActorId(_checked(text, "actor id"))


def _checked(text: str, what: str) -> str:
    if not _ID.fullmatch(text):
        raise ManifestError(
            f"{what} {text[:80]!r} is not valid: expected 1 to 128 letters, digits, '_', '.' or "
            "'-', beginning with a letter or digit"
        )
    return text


class Compression(StrEnum):
    """The three levels of FaceForensics++ (Rossler et al. 2019, section 3)."""

    RAW = "raw"
    C23 = "c23"
    C40 = "c40"


class MaskKind(StrEnum):
    """What a mask's white means; FaceForensics++ mixes these without saying so."""

    COMPOSITE_ALPHA = "composite-alpha"
    GEOMETRY = "geometry"
    EDIT_BOX = "edit-box"
    BOUNDARY = "boundary"
    DIFFERENCE = "difference"
    UNSTATED = "unstated"


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaFacts:
    """What a probe measures of a file.

    Attributes:
        frames: pictures that decode, counted.
        fps: exact frame rate; 30000/1001 is not 29.97. One for a still image.
        width, height: pixels as shown, after rotation.
        pix_fmt: FFmpeg's name of the stored pixel format.
        audio_rate: samples a second, or None without sound.
    """

    frames: int
    fps: Fraction
    width: int
    height: int
    pix_fmt: str
    audio_rate: int | None = None

    @property
    def duration_s(self) -> float:
        """Seconds from the first frame's start to the last frame's end."""
        return float(self.frames / self.fps)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A consenting actor was filmed, or rendered, performing one take of a scene."""

    scene: str
    take: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Manipulated:
    """A method put something on a target that the camera did not see.

    Attributes:
        target: raw clip whose face is changed.
        source: raw clip that drives or replaces it; None where the method needs none.
        mask: relative path of the mask video; None where a foreign set has none for it.
        mask_kind: what its white means; None without a mask.
        segments: half-open frame ranges that were changed, ascending.
        params: the method's own settings as they were used, JSON scalars by name, sorted.

    Raises:
        ManifestError: segments or params are not in their order, or a mask has no kind.
    """

    method: str
    version: str
    target: ClipId
    source: ClipId | None
    mask: str | None
    mask_kind: MaskKind | None
    segments: tuple[tuple[int, int], ...]
    seed: int
    params: tuple[tuple[str, str | int | float | bool], ...] = ()

    def __post_init__(self) -> None:
        if (self.mask is None) != (self.mask_kind is None):
            raise ManifestError(
                f"mask {self.mask!r:.80} has kind {self.mask_kind}: expected both, or neither"
            )
        edges = [edge for segment in self.segments for edge in segment]
        if any(start >= stop for start, stop in self.segments) or edges != sorted(edges):
            raise ManifestError(
                f"segments {str(self.segments)[:80]} are not ascending half-open frame ranges, "
                "such as ((0, 24), (48, 96))"
            )
        names = [name for name, _ in self.params]
        if names != sorted(set(names)):
            raise ManifestError(f"params {str(names)[:80]} are not sorted by name, each once")


@dataclass(frozen=True, slots=True, kw_only=True)
class Generated:
    """Wholly made by a tool, with no target recording."""

    tool: str
    version: str


Origin = Recorded | Manipulated | Generated


@dataclass(frozen=True, slots=True, kw_only=True)
class Clip:
    """The record that flows through every room.

    Attributes:
        id: unique in its manifest; opaque, never parsed.
        path: POSIX path relative to the release folder.
        sha256: hex digest of the file's bytes.
        actors: everyone whose face contributed; the target first.
        compression: level of this file.
        original: the raw clip this compression was made from; None for raw itself.
        origin: what made it, not a label.
        synthetic: every actor in it is rendered, so it is never called real-world material.
    """

    id: ClipId
    path: str
    sha256: str
    media: MediaFacts
    actors: tuple[ActorId, ...]
    compression: Compression
    original: ClipId | None
    origin: Origin
    synthetic: bool = False

    @property
    def is_fake(self) -> bool:
        """The only label there is."""
        return not isinstance(self.origin, Recorded)

    @property
    def target(self) -> ActorId:
        """The person shown: cluster of every interval."""
        return self.actors[0]

    @property
    def method(self) -> str | None:
        """The method that made a fake; None for a recording."""
        match self.origin:
            case Manipulated(method=method):
                return method
            case Generated(tool=tool):
                return tool
            case _:
                return None

    @property
    def modality(self) -> str:
        """``image`` for one frame, else ``video``."""
        return "image" if self.media.frames == 1 else "video"
