"""What a manipulation is given, and what it gives back."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from faceproof.core import ClipId, Consent, FaceTrack
from faceproof.core.errors import MediaError

Frames = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Footage:
    """One recording of one person, decoded, with the face that is meant and the permission.

    Attributes:
        frames: RGB uint8 ``(t, h, w, 3)``; a read-only view is kept.
        track: landmarks of the person's face in those frames.
        consent: the live record of that person, checked at every `Manipulation.apply`.
    """

    clip: ClipId
    frames: Frames
    fps: Fraction
    track: FaceTrack
    consent: Consent

    def __post_init__(self) -> None:
        shape = self.frames.shape
        if self.frames.dtype != np.uint8 or len(shape) != 4 or shape[3] != 3 or 0 in shape:
            raise MediaError(
                f"clip {self.clip}: its frames are {self.frames.dtype} {shape}; expected RGB uint8 "
                "(t, h, w, 3) with at least one pixel, as media.read_rgb gives"
            )
        view = self.frames.view()
        view.setflags(write=False)
        object.__setattr__(self, "frames", view)


class Painted(NamedTuple):
    """What a method made, before the base class has measured it.

    Attributes:
        frames: RGB uint8 ``(t, h, w, 3)``, as large as the target's.
        masks: uint8 ``(t, h, w)``; 0 where the target's pixel was left as it was.
    """

    frames: Frames
    masks: NDArray[np.uint8]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Faked:
    """A fake of a target: same length, size and frame rate.

    Attributes:
        frames: RGB uint8 ``(t, h, w, 3)``.
        masks: 0..255 uint8 ``(t, h, w)``, in the meaning of the method's ``mask_kind``.
        segments: half-open frame ranges that were changed, ascending.
    """

    frames: Frames
    masks: NDArray[np.uint8]
    segments: tuple[tuple[int, int], ...]
