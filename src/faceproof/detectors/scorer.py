"""From files to LLRs, whichever kind of detector answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np

from faceproof.core import ActorId, ClipId, Score, Unscored, clip_id
from faceproof.core.errors import WeightsError
from faceproof.detectors.calibration import AS_IS
from faceproof.detectors.describe import FRAMES, Described, describe_files
from faceproof.detectors.external import PredictFile, llr_of
from faceproof.detectors.model_file import ModelFile, read_model
from faceproof.detectors.table import DETECTORS, get
from faceproof.detectors.weights import RECORD, Trained, load
from faceproof.engine import Progress


class Scorer(Protocol):
    """Something that can be asked about files; all that the benchmark knows of a detector."""

    @property
    def name(self) -> str:
        """How it is called in a table of scores."""

    @property
    def weights_sha256(self) -> tuple[str, ...]:
        """Digests of everything it learned."""

    def score(
        self,
        files: Mapping[ClipId, Path],
        actors: Mapping[ClipId, frozenset[ActorId]],
        *,
        frames: int,
        workers: int,
        cache: Path | None = None,
        progress: Progress | None = None,
    ) -> dict[ClipId, Score | Unscored]:
        """An answer for every file, asked in the order given.

        Args:
            files: by clip; the detector sees copies under a neutral name.
            actors: who is in each clip, so that nobody is scored by weights that know them;
                an empty set where it is unknown.
            frames: evenly spread frames of each clip to look at.
            workers: clips at a time.
            progress: called once a clip.
            cache: folder for features, keyed by content; None keeps nothing.

        Raises:
            WeightsError: all weights know somebody in a clip, or they cannot be used.
        """


@dataclass(frozen=True, kw_only=True)
class TrainedScorer:
    """One of our detectors with one or more weights (one a fold).

    A clip is answered by the weights that know none of its actors; where several do not, as
    for a file from elsewhere, by the mean of their LLRs.
    """

    trained: tuple[Trained, ...]

    @property
    def name(self) -> str:
        """The detector's line in the table."""
        return self.trained[0].detector.name

    @property
    def weights_sha256(self) -> tuple[str, ...]:
        """One digest a fold."""
        return tuple(t.sha256() for t in self.trained)

    def score(
        self,
        files: Mapping[ClipId, Path],
        actors: Mapping[ClipId, frozenset[ActorId]],
        *,
        frames: int = FRAMES,
        workers: int = 1,
        cache: Path | None = None,
        progress: Progress | None = None,
    ) -> dict[ClipId, Score | Unscored]:
        """See `Scorer.score`."""
        judges = {clip: self._judges(clip, actors[clip]) for clip in files}
        described = describe_files(
            files,
            self.trained[0].detector,
            cache=cache,
            workers=workers,
            frames=frames,
            progress=progress,
        )
        return {clip: _judged(found, judges[clip]) for clip, found in described.items()}

    def _judges(self, clip: ClipId, actors: frozenset[ActorId]) -> tuple[Trained, ...]:
        strangers = tuple(t for t in self.trained if not t.knows & actors)
        if not strangers:
            known = sorted(frozenset().union(*(t.knows for t in self.trained)) & actors)
            raise WeightsError(
                f"clip {clip}: every weights of {self.name} was trained or calibrated on its "
                f"actors {', '.join(known)}; score clips of other people, or train with folds"
            )
        return strangers


@dataclass(frozen=True, kw_only=True)
class ModelScorer:
    """A stranger's network: the mean of its probabilities, taken as odds."""

    model: ModelFile

    @property
    def name(self) -> str:
        """Of the network's file."""
        return self.model.file.name

    @property
    def weights_sha256(self) -> tuple[str, ...]:
        """Of the network's file, and of the numbers beside it."""
        return tuple(s for s in (self.model.sha256, self.model.bin_sha256) if s is not None)

    def score(
        self,
        files: Mapping[ClipId, Path],
        actors: Mapping[ClipId, frozenset[ActorId]],  # noqa: ARG002 - whom it knows is unknown
        *,
        frames: int = FRAMES,
        workers: int = 1,
        cache: Path | None = None,
        progress: Progress | None = None,
    ) -> dict[ClipId, Score | Unscored]:
        """See `Scorer.score`."""
        described = describe_files(
            files, self.model, cache=cache, workers=workers, frames=frames, progress=progress
        )
        return {clip: self._score(found) for clip, found in described.items()}

    def _score(self, found: Described | Unscored) -> Score | Unscored:
        if isinstance(found, Unscored):
            return found
        probability = self.model.decide(found.features)
        return Score(
            llr=llr_of(float(probability.mean())),
            frames=tuple(llr_of(float(p)) for p in probability),
            frame_index=found.frame_index,
        )


class FileScore(NamedTuple):
    """The answer for one file that was named by hand."""

    path: str
    score: Score | Unscored


def resolve(detector: str | Path, weights: Path | None = None) -> Scorer:
    """Whatever is meant by a name, a ``predict.py`` or a ``model.toml``.

    Args:
        detector: a line of the table, or a path.
        weights: folder written by `train`, for detectors that need one.

    Raises:
        WeightsError: unknown detector; no weights, or weights of another; weights given to a
            stranger's detector, which brings its own.
    """
    name = str(detector)
    if name in DETECTORS:
        return _ours(name, weights)
    path = Path(detector)
    if path.suffix not in {".py", ".toml"} or not path.is_file():
        get(name if path.suffix not in {".py", ".toml"} else f"{name} (no such file)")
    if weights is not None:
        raise WeightsError(f"{path.name} brings its own weights; leave --weights {weights} away")
    if path.suffix == ".py":
        return PredictFile(program=path)
    return ModelScorer(model=read_model(path))


def score_files(
    paths: Sequence[str | Path],
    detector: str | Path,
    weights: Path | None = None,
    *,
    frames: int = FRAMES,
    workers: int = 1,
    cache: Path | None = None,
    progress: Progress | None = None,
) -> tuple[FileScore, ...]:
    """Score any number of files from anywhere; one bad file never stops the others.

    Returns:
        One answer a path, in their order, each path exactly as given.

    Raises:
        WeightsError: as `resolve`.
    """
    scorer = resolve(detector, weights)
    files = {clip_id(f"file-{i}"): Path(path) for i, path in enumerate(paths)}
    scores = scorer.score(
        files,
        dict.fromkeys(files, frozenset[ActorId]()),
        frames=frames,
        workers=workers,
        cache=cache,
        progress=progress,
    )
    return tuple(
        FileScore(str(path), scores[clip]) for path, clip in zip(paths, files, strict=True)
    )


def _ours(name: str, weights: Path | None) -> TrainedScorer:
    detector = get(name)
    if weights is not None:
        trained = _load_all(weights)
        if any(t.detector.name != name for t in trained):
            raise WeightsError(
                f"{weights}: weights of {trained[0].detector.name}, asked for {name}"
            )
        return TrainedScorer(trained=trained)
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
    return tuple(load(folder, DETECTORS) for folder in folders)


def _judged(found: Described | Unscored, judges: tuple[Trained, ...]) -> Score | Unscored:
    if isinstance(found, Unscored):
        return found
    scores = [t.score(found.features, found.frame_index) for t in judges]
    return Score(
        llr=float(np.mean([s.llr for s in scores])),
        frames=tuple(float(f) for f in np.mean([s.frames for s in scores], axis=0)),
        frame_index=found.frame_index,
    )
