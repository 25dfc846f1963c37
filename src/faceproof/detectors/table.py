"""Every detector there is, one line each."""

from __future__ import annotations

from faceproof.core.errors import WeightsError
from faceproof.detectors.base import Detector
from faceproof.detectors.coin import Coin
from faceproof.detectors.face_sharpness import FaceSharpness
from faceproof.detectors.face_size import FaceSize
from faceproof.detectors.file_size import FileSize
from faceproof.detectors.frame_rate import FrameRate
from faceproof.detectors.frozen_features import FrozenFeatures
from faceproof.detectors.mesonet import MesoNet
from faceproof.detectors.residual import Residual
from faceproof.detectors.spectrum import Spectrum
from faceproof.detectors.temporal import Temporal
from faceproof.detectors.thumbnail import Thumbnail

DETECTORS: dict[str, type[Detector]] = {
    "coin": Coin,  # the floor of every board
    "file-size": FileSize,  # from here to frozen-features: what the set gives away
    "frame-rate": FrameRate,
    "face-size": FaceSize,
    "face-sharpness": FaceSharpness,
    "thumbnail": Thumbnail,
    "frozen-features": FrozenFeatures,
    "mesonet": MesoNet,  # the peer of 2018
    "residual": Residual,
    "spectrum": Spectrum,
    "temporal": Temporal,
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
