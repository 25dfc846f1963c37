"""A stranger's network (``model.toml`` beside an ONNX or OpenVINO file) as a detector."""

from __future__ import annotations

import hmac
import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Any, ClassVar, Self

import cv2
import numpy as np
import openvino
from numpy.typing import NDArray
from scipy.special import expit

from faceproof.core import sha256_file
from faceproof.core.errors import WeightsError
from faceproof.detectors.base import Detector, Shown
from faceproof.detectors.view import View

_LARGEST_INPUT = 1024
_FIELDS = {"file", "sha256", "bin_sha256", "size", "layout", "mean", "std", "output"}


class Output(StrEnum):
    """What the network's numbers mean."""

    PROBABILITY_FAKE = "probability_fake"
    LOGIT_FAKE = "logit_fake"
    LOGITS_REAL_FAKE = "logits_real_fake"


@dataclass(frozen=True, kw_only=True)
class ModelFile(Detector):
    """A network that answers a probability of fake for each aligned crop.

    Attributes:
        file: ``.onnx``, or ``.xml`` with its ``.bin``, read by OpenVINO.
        sha256: of ``file``; ``bin_sha256`` of the numbers beside an ``.xml``.
        size: side of the square input in pixels.
        layout: ``NCHW`` or ``NHWC``.
        mean, std: of RGB in 0..1, subtracted and divided by.
    """

    name: ClassVar[str] = "model"
    family: ClassVar[str] = "stranger"
    version: ClassVar[str] = "1"
    reference: ClassVar[str] = "whatever its maker says"
    fitted: ClassVar[bool] = False

    file: Path
    sha256: str
    bin_sha256: str | None
    size: int
    layout: str
    mean: tuple[float, float, float]
    std: tuple[float, float, float]
    output: Output

    def identity(self) -> dict[str, str | int]:
        """The network's digests and how it is fed."""
        fed = f"{self.size} {self.layout} {self.mean} {self.std} {self.output}"
        digests = f"{self.sha256} {self.bin_sha256}"
        return {"name": self.name, "version": self.version, "network": digests, "fed": fed}

    def describe(self, view: View) -> NDArray[np.float32]:
        """Probability of fake of each crop ``(n, 1)``.

        Raises:
            WeightsError: the network cannot be run, or gives something else than promised.
        """
        network = _compiled(self.file, self.sha256, self.bin_sha256)
        answers = [self._probability(network, crop) for crop in view.crops()]
        return np.array(answers, np.float32)[:, None]

    def fit(
        self,
        features: Sequence[NDArray[np.float32]],  # noqa: ARG002 - it refuses
        fake: NDArray[np.bool_],  # noqa: ARG002
        rng: np.random.Generator,  # noqa: ARG002
        *,
        weight: NDArray[np.float64] | None = None,  # noqa: ARG002
        shown: Sequence[Shown] | None = None,  # noqa: ARG002
    ) -> Self:
        """Refuse: a finished network is not trained here."""
        raise WeightsError(f"{self.file.name} comes trained; it has no `detect train`")

    def decide(self, features: NDArray[np.float32]) -> NDArray[np.float64]:
        """The probabilities themselves ``(n,)``."""
        return features[:, 0].astype(np.float64)

    def arrays(self) -> dict[str, NDArray[np.float64]]:
        """Nothing: its numbers are in its own file."""
        return {}

    def restore(self, arrays: Mapping[str, NDArray[np.float64]]) -> Self:
        """Take back nothing."""
        if arrays:
            raise WeightsError(f"{self.file.name} keeps its own weights, found {sorted(arrays)}")
        return self

    def _probability(self, network: Any, crop: NDArray[np.uint8]) -> float:
        scaled = cv2.resize(crop, (self.size, self.size), interpolation=cv2.INTER_AREA)
        mean, std = np.array(self.mean, np.float32), np.array(self.std, np.float32)
        standard = (scaled.astype(np.float32) / 255 - mean) / std
        batch = standard[None] if self.layout == "NHWC" else standard.transpose(2, 0, 1)[None]
        try:
            found = network([np.ascontiguousarray(batch)])[0].ravel().astype(np.float64)
        except RuntimeError as error:
            raise WeightsError(
                f"{self.file.name}: cannot be run on a {self.layout} input of {self.size} px "
                f"({_first_line(error)})"
            ) from error
        return self._meaning(found)

    def _meaning(self, found: NDArray[np.float64]) -> float:
        expected = 2 if self.output is Output.LOGITS_REAL_FAKE else 1
        if found.shape != (expected,) or not np.isfinite(found).all():
            raise WeightsError(
                f"{self.file.name}: gave {found.size} numbers for one crop, expected {expected} "
                f"finite ones for output = {self.output.value!r}"
            )
        match self.output:
            case Output.LOGITS_REAL_FAKE:
                return float(expit(found[1] - found[0]))
            case Output.LOGIT_FAKE:
                return float(expit(found[0]))
            case Output.PROBABILITY_FAKE:
                return float(min(max(found[0], 0.0), 1.0))


def read_model(toml: Path) -> ModelFile:
    """The detector that a ``model.toml`` describes.

    Raises:
        WeightsError: the file is unreadable, a field is missing, unknown or impossible, or the
            network is not the one whose sha256 it names.
    """
    try:
        fields = tomllib.loads(toml.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise WeightsError(f"{toml}: cannot be read as TOML ({error})") from error
    unknown, missing = set(fields) - _FIELDS, _FIELDS - {"bin_sha256"} - set(fields)
    if unknown or missing:
        raise WeightsError(
            f"{toml}: unknown fields {sorted(unknown)}, missing fields {sorted(missing)}; "
            f"expected {', '.join(sorted(_FIELDS))} (bin_sha256 for an .xml only)"
        )
    try:
        model = _model(toml.parent, fields)
    except (TypeError, ValueError) as error:
        raise WeightsError(f"{toml}: {error}") from error
    _compiled(model.file, model.sha256, model.bin_sha256)
    return model


def _model(folder: Path, fields: Mapping[str, Any]) -> ModelFile:
    name = PurePosixPath(str(fields["file"]))
    if name.is_absolute() or ".." in name.parts or name.suffix not in {".onnx", ".xml"}:
        raise ValueError(f"file {str(name)!r} is not a relative path to an .onnx or .xml")
    size = fields["size"]
    if type(size) is not int or not 8 <= size <= _LARGEST_INPUT:
        raise ValueError(f"size {size!r} is not a whole number from 8 to {_LARGEST_INPUT}")
    if fields["layout"] not in {"NCHW", "NHWC"}:
        raise ValueError(f"layout {fields['layout']!r} is neither NCHW nor NHWC")
    if (name.suffix == ".xml") != ("bin_sha256" in fields):
        raise ValueError("bin_sha256 belongs to an .xml and to nothing else")
    std = _three(fields["std"], "std")
    if min(std) <= 0:
        raise ValueError(f"std {list(std)} is not above 0")
    return ModelFile(
        file=folder.resolve() / name,  # another machine may run it
        sha256=str(fields["sha256"]),
        bin_sha256=fields.get("bin_sha256"),
        size=size,
        layout=str(fields["layout"]),
        mean=_three(fields["mean"], "mean"),
        std=std,
        output=Output(fields["output"]),
    )


def _three(value: Any, name: str) -> tuple[float, float, float]:
    if not isinstance(value, list) or len(value) != 3:
        raise ValueError(f"{name} {value!r} is not a list of three numbers, red, green, blue")
    red, green, blue = (float(v) for v in value)
    if not all(math.isfinite(v) for v in (red, green, blue)):
        raise ValueError(f"{name} {value!r} is not finite")
    return red, green, blue


@lru_cache(maxsize=2)
def _compiled(file: Path, sha256: str, bin_sha256: str | None) -> Any:
    _same(file, sha256)
    if bin_sha256 is not None:
        _same(file.with_suffix(".bin"), bin_sha256)
    try:
        return openvino.Core().compile_model(
            file,
            "CPU",
            {"INFERENCE_NUM_THREADS": 1, "INFERENCE_PRECISION_HINT": "f32"},
        )
    except RuntimeError as error:
        raise WeightsError(
            f"{file.name}: OpenVINO cannot read it ({_first_line(error)}); expected ONNX or IR"
        ) from error


def _same(file: Path, expected: str) -> None:
    found = sha256_file(file)
    if not hmac.compare_digest(found.encode(), expected.lower().encode()):
        raise WeightsError(
            f"{file.name}: sha256 is {found}, model.toml says {expected[:80]}; "
            "is it the file its maker meant?"
        )


def _first_line(error: Exception) -> str:
    return next((line for line in str(error).splitlines() if line.strip()), "no reason")[:200]
