"""A trained detector as two files: numbers in safetensors, their provenance in JSON."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import safetensors
import safetensors.numpy
from numpy.typing import NDArray

from faceproof.core import ActorId, Score, actor_id, canonical_json, sha256_of, write_bytes
from faceproof.core.errors import FaceproofError, WeightsError
from faceproof.detectors.base import Detector
from faceproof.detectors.calibration import Affine
from faceproof.detectors.table import kind_of

NUMBERS = "weights.safetensors"
RECORD = "weights.json"
_LARGEST = 64 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What a detector has seen.

    Attributes:
        release: its name and version; of enrolled files what they are.
        manifest_digest: of the release, or of the files that were enrolled.
        actors: everyone in the clips, ascending.
        clips: how many entered.
        left_out: how many could not be described, for want of a face for instance.
    """

    release: str
    manifest_digest: str
    actors: tuple[ActorId, ...]
    clips: int
    left_out: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Trained:
    """A fitted, calibrated detector and what it knows of whom.

    Attributes:
        clip_llr: calibration of a clip's mean raw score.
        frame_llr: calibration of a single frame's raw score.
        trained_on: None for a detector that learns nothing.
        calibrated_on: None where its calibration is fixed, or what it says was taken as it is.
        seed: of the fit.
        licence: of the release it was trained on.
    """

    detector: Detector
    clip_llr: Affine
    frame_llr: Affine
    trained_on: Material | None = None
    calibrated_on: Material | None = None
    seed: int = 0
    licence: str = ""

    @property
    def knows(self) -> frozenset[ActorId]:
        """Everyone it was fitted or calibrated on."""
        seen = (self.trained_on, self.calibrated_on)
        return frozenset(actor for material in seen if material for actor in material.actors)

    def score(self, features: NDArray[np.float32], frame_index: tuple[int, ...]) -> Score:
        """LLR of a clip from its described frames ``(n, d)``."""
        raw = self.detector.decide(features)
        return Score(
            llr=float(self.clip_llr(raw.mean(keepdims=True))[0]),
            frames=tuple(float(llr) for llr in self.frame_llr(raw)),
            frame_index=frame_index,
        )

    def sha256(self) -> str:
        """Hex digest of the numbers, those of the calibration included."""
        return hashlib.sha256(self._numbers()).hexdigest()

    def save(self, folder: Path) -> None:
        """Write both files; a reader sees the old weights, the new, or a refusal."""
        write_bytes(folder / NUMBERS, self._numbers())
        record = self._record()
        whole = record | {"record_sha256": sha256_of(record)}
        write_bytes(folder / RECORD, json.dumps(whole, indent=1, sort_keys=True).encode() + b"\n")

    def _numbers(self) -> bytes:
        arrays = {f"detector.{name}": array for name, array in self.detector.arrays().items()}
        for name, affine in (("clip_llr", self.clip_llr), ("frame_llr", self.frame_llr)):
            arrays[name] = np.array([affine.slope, affine.bias, affine.limit])
        return bytes(safetensors.numpy.save(dict(sorted(arrays.items()))))

    def _record(self) -> dict[str, Any]:
        return {
            "detector": self.detector.name,
            "version": self.detector.version,
            "file": NUMBERS,
            "sha256": self.sha256(),
            "trained_on": _material_to_json(self.trained_on),
            "calibrated_on": _material_to_json(self.calibrated_on),
            "muted": self.clip_llr.is_mute,
            "seed": self.seed,
            "licence": self.licence,
        }


def load(folder: Path) -> Trained:
    """Read weights back, or refuse.

    Args:
        folder: written by `Trained.save`.

    Raises:
        WeightsError: a file is missing, too large, malformed, changed since it was written, or
            made by another version of the detector.
    """
    record = _read_record(folder)
    data = _bounded(folder / NUMBERS)
    try:
        expected = str(record["sha256"])
        _same(folder / NUMBERS, data, expected)
        detector = _detector(folder, record)
        arrays = safetensors.numpy.load(data)
        return Trained(
            detector=detector.restore(
                {k.removeprefix("detector."): a for k, a in arrays.items() if "." in k}
            ),
            clip_llr=_affine(arrays["clip_llr"]),
            frame_llr=_affine(arrays["frame_llr"]),
            trained_on=_material(record["trained_on"]),
            calibrated_on=_material(record["calibrated_on"]),
            seed=int(record["seed"]),
            licence=str(record["licence"]),
        )
    except WeightsError:
        raise
    except (
        KeyError,
        TypeError,
        ValueError,
        FaceproofError,
        safetensors.SafetensorError,
    ) as error:
        raise WeightsError(
            f"{folder}: weights are malformed ({type(error).__name__}: {error}); train again"
        ) from error


def _read_record(folder: Path) -> dict[str, Any]:
    data = _bounded(folder / RECORD)
    try:
        whole = json.loads(data)
        record = {k: v for k, v in whole.items() if k != "record_sha256"}
        sealed = str(whole["record_sha256"])
        digest = hashlib.sha256(canonical_json(record)).hexdigest()
    except (ValueError, KeyError, AttributeError, RecursionError) as error:
        raise WeightsError(
            f"{folder / RECORD}: is not a weights record ({type(error).__name__}); train again"
        ) from error
    if not hmac.compare_digest(digest.encode(), sealed.encode()):
        raise WeightsError(
            f"{folder / RECORD}: was changed after it was written (its record_sha256 does not "
            "fit); train again"
        )
    return record


def _same(path: Path, data: bytes, expected: str) -> None:
    found = hashlib.sha256(data).hexdigest()
    if not hmac.compare_digest(found.encode(), expected.encode()):
        raise WeightsError(
            f"{path}: sha256 is {found[:12]}.., its record says {expected[:12]}..; the file was "
            "changed or half written, train again"
        )


def _bounded(path: Path) -> bytes:
    try:
        if path.stat().st_size > _LARGEST:
            raise WeightsError(f"{path}: is over {_LARGEST >> 20} MiB, not weights of ours")
        return path.read_bytes()
    except OSError as error:
        raise WeightsError(
            f"{path}: cannot be read ({error.strerror or error}); expected a folder written by "
            "`faceproof detect train RELEASE --detector NAME --out DIR`"
        ) from error


def _detector(folder: Path, record: Mapping[str, Any]) -> Detector:
    name = str(record["detector"])
    try:
        kind = kind_of(name)
    except WeightsError as error:
        raise WeightsError(f"{folder}: weights of {name!r:.80}, but {error}") from error
    if record["version"] != kind.version:
        raise WeightsError(
            f"{folder}: weights of {kind.name} version {record['version']}, this is version "
            f"{kind.version}; train again"
        )
    return kind()


def _affine(array: NDArray[np.float64]) -> Affine:
    slope, bias, limit = (float(value) for value in array)
    if not (np.isfinite(array).all() and slope >= 0.0 and limit >= 0.0):
        raise ValueError(f"calibration {slope}, {bias}, {limit} is not possible")
    return Affine(slope=slope, bias=bias, limit=limit)


def _material_to_json(material: Material | None) -> dict[str, Any] | None:
    if material is None:
        return None
    return {
        "release": material.release,
        "manifest_digest": material.manifest_digest,
        "actors": list(material.actors),
        "clips": material.clips,
        "left_out": material.left_out,
    }


def _material(value: Mapping[str, Any] | None) -> Material | None:
    if value is None:
        return None
    return Material(
        release=str(value["release"]),
        manifest_digest=str(value["manifest_digest"]),
        actors=tuple(actor_id(str(actor)) for actor in value["actors"]),
        clips=int(value["clips"]),
        left_out=int(value["left_out"]),
    )
