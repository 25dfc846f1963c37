"""Fit and calibrate a detector on a release, so that nobody is tested who was learned from."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from faceproof.core import ActorId, Clip, ClipId, Manifest, Manipulated, Scope, Unscored
from faceproof.core.errors import ConsentError, ManifestError, WeightsError
from faceproof.datasets import read_manifest
from faceproof.detectors.balance import balanced
from faceproof.detectors.base import Detector, Shown
from faceproof.detectors.calibration import AS_IS, fit_affine
from faceproof.detectors.describe import FRAMES, describe_clips
from faceproof.detectors.kept import Described
from faceproof.detectors.table import get
from faceproof.detectors.weights import RECORD, Material, Trained
from faceproof.engine import Progress


def train(
    release: Path,
    detector: str,
    out: Path,
    *,
    workers: int = 1,
    frames: int = FRAMES,
    seed: int = 0,
    without_methods: Collection[str] = (),
    compressions: Collection[str] = (),
    whole: bool = False,
    cache: Path | None = None,
    progress: Progress | None = None,
) -> tuple[Path, ...]:
    """Train on a release and write weights.

    With parts: fitted on train, calibrated on val, into ``out``; test is not opened. With
    folds: for each fold, fitted on all the others into ``out/fold-<k>``, and calibrated on
    scores that each of the others got from a fit without it.

    Args:
        release: its folder.
        detector: name in the table.
        out: folder of the weights.
        workers: clips described at a time.
        frames: evenly spread frames of each clip.
        seed: of the fit.
        without_methods: fakes that are not learned from, nor calibrated on; what a detector
            does on them is then what it does on a method it never met.
        compressions: the levels learned from; all if empty.
        whole: of a release of folds: one weights, fitted on all of them, into ``out``; for
            files from elsewhere, since it can judge nobody of the release.
        cache: folder for features; ``out/.features`` if not given, so that the same command
            resumes.
        progress: called once a clip.

    Returns:
        The folders of weights.

    Raises:
        ConsentError: somebody in the release has not allowed training.
        WeightsError: no such detector, or one that is not fitted to releases.
        OneClassError: a part lacks fakes or recordings.
        ManifestError: the release holds no such method or compression, ``whole`` is asked of one
            with parts, or the folder holds weights of the other kind.
    """
    kind = get(detector)
    if kind.enrolled:
        raise WeightsError(
            f"{detector} is fitted to one person, not to a release; make references with "
            "`faceproof detect enrol FILE... --out DIR`"
        )
    manifest = read_manifest(release)
    if whole and not manifest.splits.folds:
        raise ManifestError(
            f"release {manifest.name!r} has parts, of which test stays closed; leave --whole away"
        )
    one_weights = whole or bool(manifest.splits.parts)
    if any(out.glob(f"fold-*/{RECORD}")) if one_weights else (out / RECORD).exists():
        raise ManifestError(
            f"{out}: holds {'weights of folds' if one_weights else 'one weights of all'} already, "
            "and would be taken for those; give another folder"
        )
    _require_consent(manifest)
    _require_known(manifest, without_methods, compressions)
    groups = [
        [clip for clip in group if _is_taught(clip, without_methods, compressions)]
        for group in training_clips(manifest)
    ]
    (described,) = describe_clips(
        release,
        list(chain.from_iterable(groups)),
        [kind],
        cache=cache or out / ".features",
        workers=workers,
        frames=frames,
        progress=progress,
    )
    course = _Course(manifest=manifest, detector=detector, seed=seed)
    examples = [_examples(group, described) for group in groups]
    if manifest.splits.parts or whole:
        trained = course.across(examples) if whole else course.with_parts(*examples)
        trained.save(out)
        return (out,)
    folders = tuple(out / f"fold-{k}" for k in range(len(examples)))
    for k, folder in enumerate(folders):
        course.without_fold(k, examples).save(folder)
    return folders


def training_clips(manifest: Manifest) -> list[list[Clip]]:
    """Clips of train and of val, or of each fold; those of test are left where they are.

    Raises:
        ManifestError: the release is undivided.
    """
    if manifest.splits.is_undivided:
        raise ManifestError(
            f"release {manifest.name!r} is undivided: its people cannot be parted, so nothing may "
            "be trained on it; train on another release and measure on this one"
        )
    group = {c.id: manifest.splits.group_of(c.actors) for c in manifest.clips}
    wanted = 2 if manifest.splits.parts else len(manifest.splits.folds)
    return [[c for c in manifest.clips if group[c.id] == k] for k in range(wanted)]


def _require_consent(manifest: Manifest) -> None:
    if Scope.TRAIN not in manifest.scopes:
        raise ConsentError(
            f"release {manifest.name!r} may not be trained on: its people share the scopes "
            f"{', '.join(sorted(manifest.scopes)) or 'none'}, expected train; ask them, or build "
            "a release without those who have not allowed it"
        )


def _require_known(
    manifest: Manifest, methods: Collection[str], compressions: Collection[str]
) -> None:
    has = {
        "method": {clip.method for clip in manifest.clips if clip.method is not None},
        "compression": {clip.compression.value for clip in manifest.clips},
    }
    for kind, asked in (("method", methods), ("compression", compressions)):
        if strange := set(asked) - has[kind]:
            raise ManifestError(
                f"release {manifest.name!r} has no {kind} {min(strange)!r}; it has "
                f"{', '.join(sorted(has[kind]))}"
            )


def _is_taught(clip: Clip, without_methods: Collection[str], compressions: Collection[str]) -> bool:
    at_level = not compressions or clip.compression in compressions
    return at_level and clip.method not in without_methods


class _Examples(NamedTuple):
    """Described clips of one group of actors, with their labels.

    Attributes:
        features: of each clip ``(n_i, d)``.
        fake: of each clip.
        shown: who is in each clip, and what made it.
        actors: everyone in them.
        left_out: clips without features, or fakes of which no changed frame was seen.
    """

    features: tuple[NDArray[np.float32], ...]
    fake: NDArray[np.bool_]
    shown: tuple[Shown, ...]
    actors: frozenset[ActorId]
    left_out: int


def _examples(clips: Sequence[Clip], described: Mapping[ClipId, Described | Unscored]) -> _Examples:
    features: list[NDArray[np.float32]] = []
    told: list[Clip] = []
    for clip in clips:
        found = described[clip.id]
        if isinstance(found, Unscored):
            continue
        rows = found.features[_telling(clip, found.frame_index)]
        if len(rows):
            features.append(rows)
            told.append(clip)
    return _Examples(
        features=tuple(features),
        fake=np.array([clip.is_fake for clip in told], bool),
        shown=tuple(Shown(clip.target, clip.method) for clip in told),
        actors=frozenset(actor for clip in clips for actor in clip.actors),
        left_out=len(clips) - len(told),
    )


def _telling(clip: Clip, frame_index: tuple[int, ...]) -> NDArray[np.bool_]:
    """Frames that bear the clip's label: all of a recording, the changed ones of a fake."""
    if not isinstance(clip.origin, Manipulated):
        return np.ones(len(frame_index), bool)
    segments = clip.origin.segments
    return np.array([any(a <= i < b for a, b in segments) for i in frame_index], bool)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Course:
    """One training on one release."""

    manifest: Manifest
    detector: str
    seed: int

    def with_parts(self, learn: _Examples, validate: _Examples) -> Trained:
        """Fitted on one part, calibrated on the other."""
        fitted = self._fit([learn])
        return self._calibrated(fitted, [learn], [validate], _raw(fitted, validate))

    def without_fold(self, k: int, folds: Sequence[_Examples]) -> Trained:
        """Fitted on all folds but one; calibrated across those."""
        return self.across([fold for j, fold in enumerate(folds) if j != k])

    def across(self, folds: Sequence[_Examples]) -> Trained:
        """Fitted on all; calibrated on what each got from a fit without it."""
        raw: list[NDArray[np.float64]] = []
        for held in folds:
            raw += _raw(self._fit(fold for fold in folds if fold is not held), held)
        return self._calibrated(self._fit(folds), folds, folds, raw)

    def _fit(self, groups: Iterable[_Examples]) -> Detector:
        groups = list(groups)
        features = [clip for group in groups for clip in group.features]
        fake = np.concatenate([group.fake for group in groups])
        shown = [one for group in groups for one in group.shown]
        weight = balanced(fake, [one.target for one in shown])
        rng = np.random.default_rng(self.seed)
        return get(self.detector).fit(features, fake, rng, weight=weight, shown=shown)

    def _calibrated(
        self,
        fitted: Detector,
        learned: Sequence[_Examples],
        asked: Sequence[_Examples],
        raw: Sequence[NDArray[np.float64]],
    ) -> Trained:
        """``raw`` are the scores that clips of ``asked`` got from fits without them."""
        fake = np.concatenate([group.fake for group in asked])
        target = [one.target for group in asked for one in group.shown]
        clip_raw = [scores.mean(keepdims=True) for scores in raw]
        ready = fitted.calibrated
        return Trained(
            detector=fitted,
            clip_llr=AS_IS if ready else fit_affine(clip_raw, fake, target),
            frame_llr=AS_IS if ready else fit_affine(raw, fake, target),
            trained_on=self._material(learned) if fitted.fitted else None,
            calibrated_on=None if ready else self._material(asked),
            seed=self.seed,
            licence=self.manifest.licence,
        )

    def _material(self, groups: Sequence[_Examples]) -> Material:
        return Material(
            release=f"{self.manifest.name} {self.manifest.version}",
            manifest_digest=self.manifest.digest(),
            actors=tuple(sorted(actor for group in groups for actor in group.actors)),
            clips=sum(len(group.features) for group in groups),
            left_out=sum(group.left_out for group in groups),
        )


def _raw(detector: Detector, examples: _Examples) -> list[NDArray[np.float64]]:
    return [detector.decide(features) for features in examples.features]
