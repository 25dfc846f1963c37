"""How a fake is made: one file per method, one line in `MANIPULATIONS`."""

from dataclasses import fields
from typing import Any

from faceproof.core.errors import PlanError
from faceproof.manipulations.deepfakes import Deepfakes
from faceproof.manipulations.external import External, OutsideFile
from faceproof.manipulations.face2face import Face2Face
from faceproof.manipulations.faceswap import FaceSwap
from faceproof.manipulations.footage import Faked, Footage
from faceproof.manipulations.generator import Generator
from faceproof.manipulations.learned import Learned
from faceproof.manipulations.lipsync import LipSync
from faceproof.manipulations.manipulation import FACE_LIMIT_PX, Manipulation
from faceproof.manipulations.neuraltextures import NeuralTextures
from faceproof.manipulations.selfblend import SelfBlend

MANIPULATIONS: dict[str, type[Manipulation]] = {
    "Deepfakes": Deepfakes,
    "Face2Face": Face2Face,
    "FaceSwap": FaceSwap,
    "LipSync": LipSync,
    "NeuralTextures": NeuralTextures,
    "SelfBlend": SelfBlend,
}


def get(name: str, **params: Any) -> Manipulation:
    """A method by its name, with the settings a plan gives it.

    Raises:
        PlanError: the name, a setting or its type is unknown; it lists those there are.

    >>> get("FaceSwap", blend="poisson").params()
    (('blend', 'poisson'), ('feather', 0.12))
    """
    if name not in MANIPULATIONS:
        raise PlanError(f"method {name!r} is unknown; expected one of {', '.join(MANIPULATIONS)}")
    method = MANIPULATIONS[name]
    defaults = {f.name: f.default for f in fields(method) if f.init}
    for key, value in params.items():
        if key not in defaults:
            raise PlanError(
                f"{name} has no setting {key!r}; expected one of {', '.join(sorted(defaults))}"
            )
        params[key] = _as_type_of(defaults[key], value, f"{name}'s setting {key!r}")
    return method(**params)


def _as_type_of(default: Any, value: Any, what: str) -> Any:
    whole_for_float = isinstance(default, float) and type(value) is int
    if not whole_for_float and type(value) is not type(default):
        raise PlanError(f"{what} is {value!r}; expected a {type(default).__name__}")
    return type(default)(value)


__all__ = [
    "FACE_LIMIT_PX",
    "MANIPULATIONS",
    "Deepfakes",
    "External",
    "Face2Face",
    "FaceSwap",
    "Faked",
    "Footage",
    "Generator",
    "Learned",
    "LipSync",
    "Manipulation",
    "NeuralTextures",
    "OutsideFile",
    "SelfBlend",
    "get",
]
