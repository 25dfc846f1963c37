"""Trivial: what does the picture look like from far away? The release audit asks the same."""

from __future__ import annotations

from typing import ClassVar

import cv2
import numpy as np
from numpy.typing import NDArray

from faceproof.detectors.linear import WholeClip
from faceproof.detectors.view import View
from faceproof.media import Decoder

SIDE_PX = 8


class Thumbnail(WholeClip):
    """The middle frame of the clip at 8x8 pixels: light, clothes and background."""

    name: ClassVar[str] = "thumbnail"
    family: ClassVar[str] = "trivial"
    version: ClassVar[str] = "1"
    reference: ClassVar[str] = "none: who was filmed where"
    trivial: ClassVar[bool] = True
    dimensions: ClassVar[int] = SIDE_PX * SIDE_PX * 3

    def describe_clip(self, view: View) -> NDArray[np.float32]:
        """RGB of each pixel, row by row ``(192,)``."""
        with Decoder(view.path) as decoder:
            for frame in decoder:
                if frame.index >= view.facts.frames // 2:
                    break
        return thumbnail(frame.rgb()).astype(np.float32)


def thumbnail(rgb: NDArray[np.uint8]) -> NDArray[np.float64]:
    """A picture ``(h, w, 3)`` at 8x8 pixels by area, flat ``(192,)``."""
    small = cv2.resize(rgb, (SIDE_PX, SIDE_PX), interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.float64).ravel()
