"""What has a learned method learned, from whom, how well, and are these its bytes?"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import safetensors
import safetensors.numpy
from numpy.typing import NDArray

from faceproof.core import ActorId, actor_id, sha256_of, write_bytes
from faceproof.core.errors import FaceproofError, WeightsError

NUMBERS = "generator.safetensors"
RECORD = "generator.json"
_LARGEST = 256 << 20
_MOST_TEXT = 4 << 20


@dataclass(frozen=True, kw_only=True, eq=False)
class Generator:
    """Weights of one method for the people it was trained on; never part of a release.

    Attributes:
        settings: of the method, by name.
        actors: who can be made, in the order of the weights' first axis.
        recordings: what was learned from each clip id: hex sha256 of the pixels used.
        errors: mean absolute error in grey levels on held-out frames, and of trivial guesses.
        torch: the version of torch that trained it.
        cpu_seconds: of training, in all its runs.
    """

    method: str
    version: str
    settings: Mapping[str, Any]
    seed: int
    actors: tuple[ActorId, ...]
    recordings: Mapping[str, str]
    arrays: Mapping[str, NDArray[np.float32]]
    errors: Mapping[str, float]
    torch: str
    cpu_seconds: float

    @cached_property
    def numbers(self) -> bytes:
        """The weights as a safetensors file."""
        whole = {name: np.ascontiguousarray(a) for name, a in sorted(self.arrays.items())}
        return bytes(safetensors.numpy.save(whole))  # it would write other arrays garbled

    @cached_property
    def sha256(self) -> str:
        """Hex digest of the weights."""
        return hashlib.sha256(self.numbers).hexdigest()

    def save(self, folder: Path) -> None:
        """Write both files, the record last: without it there is no generator."""
        write_bytes(folder / NUMBERS, self.numbers)
        record = self.provenance() | {"cpu_seconds": round(self.cpu_seconds, 3)}
        whole = record | {"record_sha256": sha256_of(record)}
        write_bytes(folder / RECORD, json.dumps(whole, indent=1, sort_keys=True).encode() + b"\n")

    def provenance(self) -> dict[str, Any]:
        """What a release tells of it: everything but the weights and what they cost."""
        return {
            "method": self.method,
            "version": self.version,
            "settings": dict(self.settings),
            "seed": self.seed,
            "sha256": self.sha256,
            "actors": list(self.actors),
            "recordings": dict(self.recordings),
            "errors": {name: round(error, 3) for name, error in self.errors.items()},
            "torch": self.torch,
        }


def load_generator(folder: Path) -> Generator:
    """Read a generator back, or refuse.

    Raises:
        WeightsError: a file is missing, too large, malformed, or changed since it was written.
    """
    try:
        record = json.loads(_bounded(folder / RECORD, _MOST_TEXT))
        stated = str(record.pop("record_sha256"))
        _same(folder / RECORD, sha256_of(record), stated)
        numbers = _bounded(folder / NUMBERS, _LARGEST)
        _same(folder / NUMBERS, hashlib.sha256(numbers).hexdigest(), str(record.pop("sha256")))
        return Generator(
            **(record | {"actors": tuple(actor_id(name) for name in record["actors"])}),
            arrays=safetensors.numpy.load(numbers),
        )
    except WeightsError:
        raise
    except (
        AttributeError,
        KeyError,
        TypeError,
        ValueError,
        FaceproofError,
        safetensors.SafetensorError,
    ) as error:
        raise WeightsError(
            f"{folder}: the generator is malformed ({type(error).__name__}: {error}); train again"
        ) from error


def _bounded(path: Path, largest: int) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(largest + 1)
    except OSError as error:
        raise WeightsError(
            f"{path}: cannot be read ({error.strerror or error}); expected a trained generator"
        ) from error
    if len(data) > largest:
        raise WeightsError(f"{path}: over {largest >> 20} MiB, expected a small generator")
    return data


def _same(path: Path, found: str, expected: str) -> None:
    if not hmac.compare_digest(found.encode(), expected.encode()):
        raise WeightsError(
            f"{path}: sha256 is {found[:16]}..., its record says {expected[:16]}...; train again"
        )
