"""Is the face that of the person it is said to be?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from faceproof.core import Phrase, phrase
from faceproof.core.errors import OneClassError, WeightsError
from faceproof.detectors.base import Detector, Shown
from faceproof.detectors.face_network import DIMENSIONS, PACKAGE, SHA256, embed
from faceproof.detectors.view import View


class Identity(Detector):
    """Distance to references of one person, made by `detect enrol`.

    A swapped face is another person's, and so is a stranger's genuine one: both lie far from
    the references. Whoever is shown as himself, saying what he never said (lip sync, Face2Face),
    lies near them. So does a good double.
    """

    name: ClassVar[str] = "identity"
    family: ClassVar[str] = "identity"
    version: ClassVar[str] = "1"
    reference: ClassVar[str] = (
        "Agarwal et al. 2020, Detecting Deep-Fake Videos from Appearance and Behavior, WIFS (the "
        "appearance); King 2017, dlib's face recognition network"
    )
    enrolled: ClassVar[bool] = True
    needs: ClassVar[tuple[str, ...]] = ("dlib", PACKAGE)
    limits: ClassVar[tuple[Phrase, ...]] = (
        phrase("It was only asked whether each face is that of the person enrolled."),
        phrase("A genuine recording of anybody else counts as manipulated here, bystanders too."),
        phrase("The same person made to say other words is not noticed."),
    )
    dimensions: ClassVar[int] = DIMENSIONS

    def __init__(self) -> None:
        self.references_: NDArray[np.float64] | None = None

    def identity(self) -> dict[str, str | int]:
        """Name, version and the network's digest."""
        return {"name": self.name, "version": self.version, "network": SHA256}

    def describe(self, view: View) -> NDArray[np.float32]:
        """Each face as a point ``(n, 128)``.

        Raises:
            WeightsError: the extra is not installed.
        """
        self.require_installed()
        return np.stack([embed(face) for face in view.regions])

    def fit(
        self,
        features: Sequence[NDArray[np.float32]],
        fake: NDArray[np.bool_],
        rng: np.random.Generator,  # noqa: ARG002 - a mean draws nothing
        *,
        weight: NDArray[np.float64] | None = None,  # noqa: ARG002 - each recording stays itself
        shown: Sequence[Shown] | None = None,  # noqa: ARG002
    ) -> Self:
        """Keep the mean of each recording; fakes teach it nothing."""
        genuine = [clip for clip, is_fake in zip(features, fake, strict=True) if not is_fake]
        if not genuine:
            raise OneClassError(
                f"{self.name} needs recordings of the person, got 0 real and {len(fake)} fake clips"
            )
        self.references_ = np.array([clip.mean(0, dtype=np.float64) for clip in genuine])
        return self

    def decide(self, features: NDArray[np.float32]) -> NDArray[np.float64]:
        """Distance of each face to the nearest reference ``(n,)``, from 0 up."""
        apart = features.astype(np.float64)[:, None] - self._fitted()
        return np.asarray(np.linalg.norm(apart, axis=2).min(1), np.float64)

    def arrays(self) -> dict[str, NDArray[np.float64]]:
        """One reference a recording ``(k, 128)``: biometric data."""
        return {"references": self._fitted()}

    def restore(self, arrays: Mapping[str, NDArray[np.float64]]) -> Self:
        """Take back what `arrays` gave."""
        found = {name: array.shape for name, array in arrays.items()}
        given = arrays.get("references", np.empty(0))
        if len(arrays) != 1 or not given.size or given.shape[1:] != (DIMENSIONS,):
            raise WeightsError(
                f"weights of {self.name} have arrays {found}, expected references (k, {DIMENSIONS})"
            )
        if not np.isfinite(given).all():
            raise WeightsError(f"weights of {self.name} hold numbers that are not finite")
        self.references_ = given
        return self

    def _fitted(self) -> NDArray[np.float64]:
        if self.references_ is None:
            raise WeightsError(
                f"{self.name} has no references; make some with "
                "`faceproof detect enrol FILE... --out DIR`"
            )
        return self.references_
