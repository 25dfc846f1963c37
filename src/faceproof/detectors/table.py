"""Every detector there is, one line each."""

from __future__ import annotations

from faceproof.core.errors import WeightsError
from faceproof.detectors.base import Detector
from faceproof.detectors.coin import Coin
from faceproof.detectors.residual import Residual
from faceproof.detectors.spectrum import Spectrum

DETECTORS: dict[str, type[Detector]] = {
    "coin": Coin,  # the floor of every board
    "residual": Residual,
    "spectrum": Spectrum,
}


def get(name: str) -> Detector:
    """A new, unfitted detector by name.

    Raises:
        WeightsError: there is none of that name.

    >>> get("coin").name
    'coin'
    """
    if name not in DETECTORS:
        raise WeightsError(
            f"detector {name[:80]!r} is unknown; expected {', '.join(sorted(DETECTORS))}, or a "
            "path to a predict.py or model.toml"
        )
    return DETECTORS[name]()
