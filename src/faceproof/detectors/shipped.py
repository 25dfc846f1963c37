"""Which weights come with the package, and what is known of them without opening any?

They were made by ``tools/bake_detectors.py``; the model cards say from what.
"""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import NamedTuple

from faceproof.core import sha256_file
from faceproof.detectors.weights import NUMBERS, RECORD, Trained, load


class Shipped(NamedTuple):
    """Weights in the package.

    Attributes:
        trained: the detector with its calibration.
        size: of their files and of the network that it runs, in bytes.
        network_sha256: of that network's file; None where it runs none.
    """

    trained: Trained
    size: int
    network_sha256: str | None


def shipped(name: str) -> Shipped | None:
    """The weights of a detector that come along; None where it has none.

    Raises:
        WeightsError: they are not as they were written.
    """
    folder = _PACKAGE / "shipped" / name
    if not (folder / RECORD).is_file():
        return None
    trained = load(folder)
    size = sum((folder / file).stat().st_size for file in (NUMBERS, RECORD))
    if trained.detector.network is None:
        return Shipped(trained, size, None)
    network = _PACKAGE / "models" / trained.detector.network
    return Shipped(trained, size + network.stat().st_size, sha256_file(network))


_PACKAGE = Path(str(resources.files("faceproof.detectors")))
