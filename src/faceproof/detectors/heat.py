"""Which detectors can say where in a face they look."""

from __future__ import annotations

from typing import ClassVar, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray


@runtime_checkable
class HasHeat(Protocol):
    """A detector whose features hold a map of where something was put in.

    Attributes:
        heat_margin: of the crop that the map covers, see `faceproof.faces.aligned_crop`.
    """

    heat_margin: ClassVar[float]

    def heat(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        """Of each row of features a square map, 0 to 1, higher is more fake ``(n, k, k)``."""
