"""Every detector that comes along, one line each; installed packages may bring more."""

from __future__ import annotations

from faceproof.core.errors import WeightsError
from faceproof.detectors.base import Detector
from faceproof.detectors.blend.detector import Blend
from faceproof.detectors.coin import Coin
from faceproof.detectors.ensemble import Ensemble
from faceproof.detectors.face_sharpness import FaceSharpness
from faceproof.detectors.face_size import FaceSize
from faceproof.detectors.file_size import FileSize
from faceproof.detectors.frame_rate import FrameRate
from faceproof.detectors.frozen_features import FrozenFeatures
from faceproof.detectors.identity import Identity
from faceproof.detectors.installed import installed, load_installed
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
    "identity": Identity,  # who is shown, not whether it is fake
    "blend": Blend,
    "ensemble": Ensemble,  # of blend and residual
}


DEFAULT = "ensemble"
"""Who is asked where no detector is named."""


def names() -> tuple[str, ...]:
    """All that can be asked for, ascending."""
    return tuple(sorted({*DETECTORS, *installed()}))


def kind_of(name: str) -> type[Detector]:
    """The class of a detector by name; one of ours is never replaced by an installed one.

    Raises:
        WeightsError: there is none of that name, or an installed one cannot be used.
    """
    if name in DETECTORS:
        return DETECTORS[name]
    if name in installed():
        return load_installed(name)
    raise WeightsError(
        f"detector {name[:80]!r} is unknown; expected {', '.join(names())}, or a path to a "
        "predict.py or model.toml"
    )


def get(name: str) -> Detector:
    """A new, unfitted detector by name.

    Raises:
        WeightsError: as `kind_of`.

    >>> get("coin").name
    'coin'
    """
    return kind_of(name)()
