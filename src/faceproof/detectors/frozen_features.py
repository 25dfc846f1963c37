"""Trivial: what does a network know of fakes that was never shown one?"""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from faceproof.detectors.linear import FaceByFace
from faceproof.detectors.view import FaceRegion
from faceproof.faces import trunk_features
from faceproof.faces.picture import ArrayPicture
from faceproof.faces.trunk import CHANNELS


class FrozenFeatures(FaceByFace):
    """A linear probe of FaceMesh, a network that was trained to place points and stays as it is.

    Its features tell pose, shape, expression and light. It was not trained for recognition or
    on fakes, so it stands for what any network brings along before it learns the task.
    """

    name: ClassVar[str] = "frozen-features"
    family: ClassVar[str] = "probe"
    version: ClassVar[str] = "1"
    reference: ClassVar[str] = (
        "Kartynnik et al. 2019, Real-time Facial Surface Geometry, CVPR workshop (the network); "
        "Alain & Bengio 2016, Understanding intermediate layers using linear classifier probes"
    )
    trivial: ClassVar[bool] = True
    dimensions: ClassVar[int] = CHANNELS

    def describe_face(self, face: FaceRegion) -> NDArray[np.float32]:
        """Mean of each channel of the last layer before its answers ``(128,)``."""
        return trunk_features(ArrayPicture(face.rgb), face.landmarks_px)
