"""The detector `blend`: does something in this face come from another picture?"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import safetensors.numpy
from numpy.typing import NDArray
from scipy.special import expit

from faceproof.core import sha256_file
from faceproof.detectors.blend.graph import Arrays, graph
from faceproof.detectors.blend.network import HEAT_PX, MARGIN, PARTS_PX, SIDE_PX
from faceproof.detectors.unfitted import Unfitted
from faceproof.detectors.view import View
from faceproof.faces import aligned_crop
from faceproof.faces.networks import Network, check_shipped

FILE = "blend.safetensors"
SHA256 = "14ea3d5bd4fc651b8d7e83a587847506ae71610a86235e8a416221fa4c7dca68"

_PARTS = slice(0, PARTS_PX**2)
_HEAT = slice(_PARTS.stop, _PARTS.stop + HEAT_PX**2)


class Blend(Unfitted):
    """A network taught to find what was put into a face, never shown a deepfake.

    It learned from genuine faces and the same with a changed copy, or another consenting
    person's face, blended in. What leaves no seam and changes no texture it cannot see.

    Args:
        file: of another network that `faceproof detect teach` wrote; the shipped one if not given.
    """

    name: ClassVar[str] = "blend"
    family: ClassVar[str] = "blend"
    version: ClassVar[str] = "1"
    reference: ClassVar[str] = (
        "Shiohara & Yamasaki 2022, Detecting Deepfakes with Self-Blended Images, CVPR; Tan & Le "
        "2019, EfficientNet (the Lite0 backbone); Li et al. 2020, Face X-ray, CVPR (the mask)"
    )
    network: ClassVar[str | None] = FILE
    dimensions: ClassVar[int] = _HEAT.stop
    crop_px: ClassVar[int] = SIDE_PX
    margin: ClassVar[float] = MARGIN
    heat_margin: ClassVar[float] = MARGIN

    def __init__(self, file: Path | None = None) -> None:
        self.file = file

    def identity(self) -> dict[str, str | int]:
        """Name, version and the network's digest."""
        network = SHA256 if self.file is None else sha256_file(self.file)
        return {"name": self.name, "version": self.version, "network": network}

    def describe(self, view: View) -> NDArray[np.float32]:
        """Of each face what each place adds, and where something was put in ``(n, 36 + 144)``."""
        network = blend_network(self.file)
        rows = []
        for face in view.regions:
            network.input[:] = aligned_crop(
                face.rgb, face.landmarks_px, size=SIDE_PX, margin=MARGIN
            )
            _, heat, parts, _ = network.run()
            rows.append(np.concatenate([parts, heat]))
        return np.stack(rows)

    def decide(self, features: NDArray[np.float32]) -> NDArray[np.float64]:
        """The log-odds of fake ``(n,)``."""
        return np.asarray(features[:, _PARTS].mean(1, np.float64), np.float64)

    def heat(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        """See `HasHeat.heat`, ``(n, 12, 12)``."""
        return np.asarray(expit(features[:, _HEAT]).reshape(-1, HEAT_PX, HEAT_PX), np.float32)

    def parts(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        """See `HasHeat.parts`, ``(n, 6, 6)``."""
        return features[:, _PARTS].reshape(-1, PARTS_PX, PARTS_PX)

    def twin(self) -> Callable[[Any], Any]:
        """See `HasGradient.twin`."""
        from faceproof.detectors.blend.twin_torch import blend_torch  # noqa: PLC0415 - torch

        return blend_torch(network_arrays(self.file))


def network_arrays(file: Path | None) -> Arrays:
    """The arrays of a taught network, see `graph`; those of the package if none is given.

    Raises:
        WeightsError: as `shipped`.
    """
    return shipped() if file is None else dict(safetensors.numpy.load(file.read_bytes()))


def shipped() -> dict[str, NDArray[np.float16]]:
    """The arrays that come with the package, see `graph`.

    Raises:
        WeightsError: the file is not the one that was shipped.
    """
    data = (resources.files("faceproof.detectors") / "models" / FILE).read_bytes()
    check_shipped(FILE, SHA256, hashlib.sha256(data).hexdigest())
    return dict(safetensors.numpy.load(data))


@cache
def blend_network(file: Path | None = None) -> Network:
    """The network, compiled at its first use in this process; see `network_arrays`."""
    return Network(graph(network_arrays(file)))
