"""Trivial: how fast and how long is the clip?"""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from faceproof.detectors.linear import WholeClip
from faceproof.detectors.view import View


class FrameRate(WholeClip):
    """Frame rate, number of frames and seconds; no picture is looked at.

    Fakes that take their source's rate or lose frames on the way betray themselves by it.
    """

    name: ClassVar[str] = "frame-rate"
    family: ClassVar[str] = "trivial"
    version: ClassVar[str] = "1"
    reference: ClassVar[str] = "none: what the container says"
    trivial: ClassVar[bool] = True
    dimensions: ClassVar[int] = 3

    def describe_clip(self, view: View) -> NDArray[np.float32]:
        """Frames a second, frames, seconds ``(3,)``."""
        facts = view.facts
        return np.array([float(facts.fps), facts.frames, facts.duration_s], np.float32)
