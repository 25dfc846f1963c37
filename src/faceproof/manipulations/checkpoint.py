"""How far had a training come, and are these its bytes?"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import safetensors
import safetensors.numpy
from numpy.typing import NDArray

from faceproof.core import canonical_json, write_bytes
from faceproof.core.errors import WeightsError


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Checkpoint:
    """A training between two steps.

    Attributes:
        lesson: hex sha256 of everything that decides what is learned.
        step: how many are done.
        cpu_seconds: that they took.
        numbers: weights, and what the optimiser remembers of their gradients.
    """

    lesson: str
    step: int
    cpu_seconds: float
    numbers: Mapping[str, NDArray[Any]]

    def save(self, path: Path) -> None:
        """Write all of it, whole or not at all."""
        whole = {name: np.ascontiguousarray(array) for name, array in self.numbers.items()}
        told = {
            "lesson": self.lesson,
            "step": str(self.step),
            "cpu_seconds": repr(self.cpu_seconds),
        }
        sealed = told | {"sha256": _digest(told, whole)}
        write_bytes(path, safetensors.numpy.save(whole, metadata=sealed))


def read_checkpoint(path: Path) -> Checkpoint:
    """Read one back.

    Raises:
        WeightsError: it is not, byte by byte, what was written.
    """
    try:
        with safetensors.safe_open(path, "numpy") as file:
            told = dict(file.metadata())
            numbers = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - no dict
        _check_digest(told.pop("sha256"), told, numbers)
        return Checkpoint(
            lesson=told["lesson"],
            step=int(told["step"]),
            cpu_seconds=float(told["cpu_seconds"]),
            numbers=numbers,
        )
    except (KeyError, OSError, TypeError, ValueError, safetensors.SafetensorError) as error:
        raise WeightsError(f"{path}: is damaged ({type(error).__name__}: {error})") from error


def _check_digest(
    stated: str, told: Mapping[str, str], numbers: Mapping[str, NDArray[Any]]
) -> None:
    if not hmac.compare_digest(_digest(told, numbers), stated):
        raise ValueError("its sha256 is not the one that it states")


def _digest(told: Mapping[str, str], numbers: Mapping[str, NDArray[Any]]) -> str:
    shapes = {name: [str(a.dtype), *a.shape] for name, a in numbers.items()}
    digest = hashlib.sha256(canonical_json([dict(told), shapes]))
    for name in sorted(numbers):
        digest.update(numbers[name].tobytes())
    return digest.hexdigest()
