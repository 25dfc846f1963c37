"""What a linear detector looks at: each face by itself, or the clip as a whole."""

from __future__ import annotations

from abc import abstractmethod

import numpy as np
from numpy.typing import NDArray

from faceproof.detectors.logistic import LinearDetector
from faceproof.detectors.view import FaceRegion, View


class FaceByFace(LinearDetector):
    """A linear detector whose subclass writes `describe_face`."""

    @abstractmethod
    def describe_face(self, face: FaceRegion) -> NDArray[np.float32]:
        """Features of one face at the camera's own resolution ``(dimensions,)``."""

    def describe(self, view: View) -> NDArray[np.float32]:
        """`describe_face` of each of the view's frames."""
        return np.stack([self.describe_face(face) for face in view.regions])


class WholeClip(LinearDetector):
    """A linear detector whose subclass writes `describe_clip`; every frame says the same."""

    @abstractmethod
    def describe_clip(self, view: View) -> NDArray[np.float32]:
        """Features of the clip ``(dimensions,)``."""

    def describe(self, view: View) -> NDArray[np.float32]:
        """`describe_clip`, once for each of the view's frames."""
        return np.tile(self.describe_clip(view), (len(view.frame_index), 1))
