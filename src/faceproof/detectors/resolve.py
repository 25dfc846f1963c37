"""Which detector is meant by a name or a path?"""

from __future__ import annotations

from pathlib import Path
from typing import TypeAlias

from faceproof.core.errors import WeightsError
from faceproof.detectors.calibration import AS_IS
from faceproof.detectors.external import PredictFile
from faceproof.detectors.model_file import read_model
from faceproof.detectors.scorer import ModelScorer, TrainedScorer, ViewScorer
from faceproof.detectors.shipped import shipped
from faceproof.detectors.table import get, names
from faceproof.detectors.weights import RECORD, Trained, load

Scorer: TypeAlias = ViewScorer | PredictFile
"""Something that can be asked about files: one that shares views, or a program of its own."""


def resolve(detector: str | Path, weights: Path | None = None) -> Scorer:
    """Whatever is meant by a name, a ``predict.py`` or a ``model.toml``.

    Args:
        detector: a line of the table, or a path.
        weights: folder written by `train` or `enrol`; those of the package where there are some.

    Raises:
        WeightsError: unknown detector; no weights, or weights of another; weights given to a
            stranger's detector, which brings its own; something it needs is not installed.
    """
    name = str(detector)
    if name in names():
        return _ours(name, weights)
    path = Path(detector)
    if path.suffix not in {".py", ".toml"} or not path.is_file():
        get(name if path.suffix not in {".py", ".toml"} else f"{name} (no such file)")
    if weights is not None:
        raise WeightsError(f"{path.name} brings its own weights; leave --weights {weights} away")
    if path.suffix == ".py":
        return PredictFile(program=path)
    return ModelScorer(model=read_model(path))


def resolve_text(text: str) -> Scorer:
    """A detector as people type it: ``NAME=WEIGHTS``, or whatever `resolve` knows.

    Raises:
        WeightsError: as `resolve`.
    """
    name, _, weights = text.partition("=")
    return resolve(name, Path(weights)) if name in names() and weights else resolve(text)


def _ours(name: str, weights: Path | None) -> TrainedScorer:
    detector = get(name)
    detector.require_installed()
    if weights is not None:
        trained = _load_all(weights)
        if any(t.detector.name != name for t in trained):
            raise WeightsError(
                f"{weights}: weights of {trained[0].detector.name}, asked for {name}"
            )
        return TrainedScorer(trained=trained)
    if detector.enrolled:
        raise WeightsError(
            f"{name} needs references of the person: make them with `faceproof detect enrol "
            "FILE... --out DIR` and give --weights DIR"
        )
    if found := shipped(name):
        return TrainedScorer(trained=(found.trained,))
    if detector.fitted:
        raise WeightsError(
            f"{name} needs weights: train some with `faceproof detect train RELEASE --detector "
            f"{name} --out DIR` and give --weights DIR"
        )
    return TrainedScorer(trained=(Trained(detector=detector, clip_llr=AS_IS, frame_llr=AS_IS),))


def _load_all(weights: Path) -> tuple[Trained, ...]:
    """The folder's own weights, or one a fold."""
    folders = [weights]
    if not (weights / RECORD).exists():
        folders = sorted(p.parent for p in weights.glob(f"fold-*/{RECORD}")) or folders
    return tuple(load(folder) for folder in folders)
