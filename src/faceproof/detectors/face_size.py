"""Trivial: how large is the face?"""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from faceproof.detectors.logistic import LinearDetector
from faceproof.detectors.view import View


class FaceSize(LinearDetector):
    """Width and height of the principal face, in pixels and as shares of the picture."""

    name: ClassVar[str] = "face-size"
    family: ClassVar[str] = "trivial"
    version: ClassVar[str] = "1"
    reference: ClassVar[str] = "none: how near the camera stood"
    trivial: ClassVar[bool] = True
    dimensions: ClassVar[int] = 4

    def describe(self, view: View) -> NDArray[np.float32]:
        """Natural logs of width and height in pixels, then both as shares ``(n, 4)``."""
        face_px = np.stack([np.ptp(face.landmarks_px, axis=0) for face in view.regions])
        share = face_px / (view.facts.width, view.facts.height)
        return np.hstack([np.log(face_px), share]).astype(np.float32)
