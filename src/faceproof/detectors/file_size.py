"""Trivial: how many bytes has the file?"""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from faceproof.detectors.linear import WholeClip
from faceproof.detectors.view import View


class FileSize(WholeClip):
    """Bytes of the file and bytes a frame; no picture is looked at.

    A resampled face is smoother and costs a codec less.
    """

    name: ClassVar[str] = "file-size"
    family: ClassVar[str] = "trivial"
    version: ClassVar[str] = "1"
    reference: ClassVar[str] = "none: what the codec spent"
    trivial: ClassVar[bool] = True
    dimensions: ClassVar[int] = 2

    def describe_clip(self, view: View) -> NDArray[np.float32]:
        """Natural logs of bytes and of bytes a frame ``(2,)``."""
        size = view.path.stat().st_size
        return np.log([size, size / view.facts.frames]).astype(np.float32)
