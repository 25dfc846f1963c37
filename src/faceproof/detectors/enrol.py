"""Keep what one person's face looks like, so that `identity` can compare others with it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from faceproof.core import ActorId, Unscored, clip_id, sha256_file, sha256_of
from faceproof.core.errors import FaceError, WeightsError
from faceproof.detectors.calibration import Affine
from faceproof.detectors.describe import describe_files
from faceproof.detectors.identity import Identity
from faceproof.detectors.weights import Material, Trained
from faceproof.engine import Progress

CALIBRATION = Affine(slope=18.08, bias=-10.264, limit=2.89)
"""From distance to LLR, 0 at .568: same person in another picture against another person.

By `tools/measure_identity.py`; the limit is ln 18, for 17 people were there twice to fit it on.
"""


def enrol(
    files: Sequence[Path], *, person: ActorId | None = None, progress: Progress | None = None
) -> Trained:
    """References of one person: the mean of what is seen of the face in each file.

    Nothing else of the files is kept, and no cache is written.

    Args:
        files: recordings or pictures that show the person alone, from as many days as there are.
        person: who it is, so that `release revise` can name the references when they withdraw.
        progress: called once a file.

    Raises:
        WeightsError: the extra is not installed, or a file shows somebody else than the others.
        FaceError: a file cannot be read, or no face, or several, are found in it.
    """
    detector = Identity()
    detector.require_installed()
    by_id = {clip_id(f"file-{i}"): file for i, file in enumerate(files)}
    (told,) = describe_files(by_id, [detector], progress=progress)
    features = []
    for clip, file in by_id.items():
        what = told[clip].what
        if isinstance(what, Unscored):
            raise FaceError(f"{file}: cannot be enrolled: {what.reason}")
        features.append(what.features)
    _require_one_person(files, features)
    return Trained(
        detector=_knowing(features),
        clip_llr=CALIBRATION,
        frame_llr=CALIBRATION,
        trained_on=Material(
            release="enrolled files",
            manifest_digest=sha256_of(sorted(map(sha256_file, files))),
            actors=() if person is None else (person,),
            clips=len(files),
        ),
    )


def _knowing(features: Sequence[NDArray[np.float32]]) -> Identity:
    return Identity().fit(features, np.zeros(len(features), bool), np.random.default_rng(0))


def _require_one_person(files: Sequence[Path], features: Sequence[NDArray[np.float32]]) -> None:
    """One stranger among the references would make every picture of theirs pass."""
    for number, file in enumerate(files if len(files) > 1 else ()):
        others = [*features[:number], *features[number + 1 :]]
        distance = _knowing(others).decide(features[number]).mean(keepdims=True)
        if CALIBRATION(distance)[0] > 0:
            raise WeightsError(
                f"{file}: looks like somebody else than the other files show (distance "
                f"{distance[0]:.2f}); leave it out, or add files that look like it"
            )
