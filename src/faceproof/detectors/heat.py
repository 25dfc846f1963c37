"""Which detectors can say where in a face they look."""

from __future__ import annotations

from typing import ClassVar, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray


@runtime_checkable
class HasHeat(Protocol):
    """A detector whose features hold maps of a face.

    Attributes:
        heat_margin: of the crop that the maps cover, see `faceproof.faces.aligned_crop`.
    """

    heat_margin: ClassVar[float]

    def heat(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        """Of each row of features a map of where something was put in.

        Square, 0 to 1, higher is more fake ``(n, k, k)``.
        """

    def parts(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        """Of each row of features what each place adds to the answer: its mean is the log-odds.

        Square ``(n, j, j)``. Of a network that ends in a mean over places and a line, this is its
        class activation map (Zhou et al. 2016), and what Grad-CAM gives up to a factor and the
        bias (Selvaraju et al. 2017, appendix A).
        """
