"""Is it a face of the kind that is known here? A drawing, or a smear, is not.

Told by features of FaceMesh, which never learned about fakes: by those of a detector a fake would
look strange for being one, and what looks strange is not decided about.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import resources
from typing import NamedTuple

import numpy as np
import safetensors.numpy
from numpy.typing import NDArray

from faceproof.detectors import FaceRegion
from faceproof.faces import trunk_features
from faceproof.faces.networks import check_shipped
from faceproof.faces.picture import ArrayPicture

FILE = "known_faces.safetensors"
SHA256 = "c9f5776e4dd48cf550e8cf112aac325e3c278af9c2868132e3ab2c21f6c2fc9a"

SHRINKAGE = 0.1
"""How much of the covariance is replaced by that of uncorrelated features of equal variance."""

FURTHEST = 0.99
"""The share of other people's faces that are nearer than a strangeness of 1."""


class Known(NamedTuple):
    """How features of genuine faces lie.

    Attributes:
        mean: ``(d,)``.
        white: maps deviations so that they are uncorrelated, of variance 1 ``(d, d)``.
        limit: length at which a face is strange ``(1,)``.
    """

    mean: NDArray[np.float32]
    white: NDArray[np.float32]
    limit: NDArray[np.float32]

    def strangeness(self, features: NDArray[np.float32]) -> float:
        """Mahalanobis distance in limits, of features ``(d,)``.

        Reference:
            Lee et al. 2018, A simple unified framework for detecting out-of-distribution samples,
            NeurIPS.
        """
        return float(np.linalg.norm((features - self.mean) @ self.white) / self.limit[0])

    @classmethod
    def of(cls, known: NDArray[np.float32], others: NDArray[np.float32]) -> Known:
        """From rows of known faces, and of others like them that set the limit."""
        mean = known.mean(0, np.float64)
        spread = np.cov(known.T.astype(np.float64))
        even = np.eye(len(spread)) * np.trace(spread) / len(spread)
        values, axes = np.linalg.eigh((1 - SHRINKAGE) * spread + SHRINKAGE * even)
        white = axes / np.sqrt(values)
        far = np.linalg.norm((others - mean) @ white, axis=1)
        limit = np.quantile(far, [FURTHEST])
        return cls(*(part.astype(np.float32) for part in (mean, white, limit)))


def strangeness(region: FaceRegion) -> float:
    """How far a face is from known ones, 1 for the furthest in a hundred.

    Raises:
        WeightsError: the file in the package is not the one that was shipped.
    """
    return _known().strangeness(trunk_features(ArrayPicture(region.rgb), region.landmarks_px))


@cache
def _known() -> Known:
    data = (resources.files("faceproof.check") / FILE).read_bytes()
    check_shipped(FILE, SHA256, hashlib.sha256(data).hexdigest())
    return Known(**safetensors.numpy.load(data))
