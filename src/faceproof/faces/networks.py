"""Which networks look for faces, are they the files we ship, and how does OpenVINO run them?"""

from __future__ import annotations

import hmac
import sys
from enum import Enum
from functools import cache
from importlib import resources
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from faceproof.core import sha256_file, sha256_of
from faceproof.core.errors import WeightsError

INPUT_PX = 192
"""Both networks look at squares of this side."""

Tensor = NDArray[np.float32]


class Model(Enum):
    """A file of ``models/`` and the sha256 it must have; its README says where it comes from."""

    DETECTOR = (
        "face_detection_full_range_sparse.tflite",
        "2c3728e6da56f21e21a320433396fb06d40d9088f2247c05e5635a688d45dfe1",
    )
    MESH = (
        "face_landmark.tflite",
        "1055cb9d4a9ca8b8c688902a3a5194311138ba256bcc94e336d8373a5f30c814",
    )


FACE_MODELS: str = sha256_of(dict(model.value for model in Model))
"""Digest of the models: where it is the same, faces are looked for by the same networks."""

# One thread: the engine runs clips side by side. float32: a track must not depend on whether
# this processor happens to have bfloat16.
SETTINGS = {
    "INFERENCE_NUM_THREADS": 1,
    "PERFORMANCE_HINT": "LATENCY",
    "INFERENCE_PRECISION_HINT": "f32",
}


class Network:
    """A compiled graph of one picture with its input buffer; not for two threads at once."""

    def __init__(self, graph: Any) -> None:
        openvino = openvino_quietly()
        compiled = openvino.Core().compile_model(graph, "CPU", SETTINGS)
        self.input: Tensor = np.zeros(tuple(graph.input(0).shape)[1:], np.float32)
        self._request = compiled.create_infer_request()
        self._request.set_input_tensor(openvino.Tensor(self.input[None], shared_memory=True))

    def run(self) -> list[Tensor]:
        """Outputs for what stands in `input`, flat, largest first; valid until the next run."""
        self._request.infer()
        outputs = [cast("Tensor", t.data).ravel() for t in self._request.output_tensors]
        return sorted(outputs, key=len, reverse=True)


@cache
def network(model: Model) -> Network:
    """The model, compiled at its first use in this process.

    Raises:
        WeightsError: the file in the package is not the one that was shipped.
    """
    return Network(graph_of(model))


def graph_of(model: Model) -> Any:
    """The model as OpenVINO reads it, to be compiled whole or in part.

    Raises:
        WeightsError: the file in the package is not the one that was shipped.
    """
    name, digest = model.value
    with resources.as_file(resources.files("faceproof.faces") / "models" / name) as path:
        check_shipped(name, digest, sha256_file(path))
        return openvino_quietly().Core().read_model(path)


def check_shipped(name: str, expected: str, found: str) -> None:
    """Refuse a file of the package that is not the one that was shipped.

    Raises:
        WeightsError: the digests differ.
    """
    if not hmac.compare_digest(found, expected):
        raise WeightsError(
            f"model {name}: sha256 is {found}, expected {expected}; install faceproof again"
        )


def openvino_quietly() -> Any:
    """The package `openvino`, imported without its telemetry."""
    # OpenVINO reports its own import over the network unless this package is absent, so it is:
    # `None` makes importing it an ImportError, upon which OpenVINO uses its own silent stub.
    cast("dict[str, Any]", sys.modules)["openvino_telemetry"] = None
    import openvino  # noqa: PLC0415 - a quarter second that most commands do not need

    return openvino
