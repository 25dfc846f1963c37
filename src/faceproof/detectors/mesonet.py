"""The peer of 2018: MesoNet with the weights that its makers published."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from faceproof.detectors.meso4 import FILE, SHA256, SIDE_PX, meso4
from faceproof.detectors.unfitted import Unfitted
from faceproof.detectors.view import View
from faceproof.faces import aligned_crop

MARGIN = 1.12
"""Side of a crop in heights of the face.

The published pipeline cuts 2.86 distances from eyes to mouth around the nose, upright; in the mean
face to which our crops are laid, that distance is .39 heights.
"""


class MesoNet(Unfitted):
    """Meso-4, trained by its makers on faces of deepfakes from the web of 2018.

    The published network answers a probability of *real*: its classes are numbered by the names
    of their folders, ``df`` before ``real``. Here the sign is turned. Its odds are those of its
    own training set, so they are no LLR of any other; ``detect train`` calibrates them.
    """

    name: ClassVar[str] = "mesonet"
    family: ClassVar[str] = "network"
    version: ClassVar[str] = "1"
    reference: ClassVar[str] = (
        "Afchar et al. 2018, MesoNet: a Compact Facial Video Forgery Detection Network, WIFS, "
        "section II-B"
    )
    network: ClassVar[str | None] = FILE
    crop_px: ClassVar[int] = SIDE_PX
    margin: ClassVar[float] = MARGIN

    def identity(self) -> dict[str, str | int]:
        """Name, version and the network's digest."""
        return {"name": self.name, "version": self.version, "network": SHA256}

    def describe(self, view: View) -> NDArray[np.float32]:
        """Log-odds of fake of each face ``(n, 1)``."""
        network = meso4()
        real = []
        for face in view.regions:
            crop = aligned_crop(face.rgb, face.landmarks_px, size=SIDE_PX, margin=MARGIN)
            np.multiply(crop, 1 / 255, out=network.input, dtype=np.float32)
            real.append(network.run()[0][0])
        return -np.array(real, np.float32)[:, None]

    def decide(self, features: NDArray[np.float32]) -> NDArray[np.float64]:
        """The log-odds themselves ``(n,)``."""
        return features[:, 0].astype(np.float64)

    def twin(self) -> Callable[[Any], Any]:
        """See `HasGradient.twin`."""
        from faceproof.detectors.mesonet_torch import meso4_torch  # noqa: PLC0415 - needs torch

        return meso4_torch()
