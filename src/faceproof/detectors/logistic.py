"""Standardise, weigh, add: the linear half that the hand-made detectors share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from faceproof.core.errors import WeightsError
from faceproof.detectors.balance import balanced
from faceproof.detectors.base import Detector, Shown

CEILING = 4.0
"""Standard deviations at which a feature is cut, so that no single one decides off-domain."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Logistic:
    """A fitted logistic regression as plain arrays.

    Attributes:
        mean, scale: of the training features ``(d,)``; a feature that never varied has scale 1.
        weight: of each standardised feature ``(d,)``.
        bias: added to their sum ``(1,)``.
    """

    mean: NDArray[np.float64]
    scale: NDArray[np.float64]
    weight: NDArray[np.float64]
    bias: NDArray[np.float64]

    def __call__(self, features: NDArray[np.float32]) -> NDArray[np.float64]:
        """Log-odds of each row ``(n,)``."""
        standard = (features.astype(np.float64) - self.mean) / self.scale
        odds = np.clip(standard, -CEILING, CEILING) @ self.weight + self.bias[0]
        return np.asarray(odds, np.float64)


def fit_logistic(
    features: Sequence[NDArray[np.float32]],
    fake: NDArray[np.bool_],
    weight: NDArray[np.float64],
    *,
    strength: float,
) -> Logistic:
    """L2 logistic regression on standardised frames.

    Args:
        features: of each clip's frames ``(n_i, d)``.
        fake: of each clip; both labels occur.
        weight: of each clip, shared evenly among its frames.
        strength: inverse of the L2 penalty (scikit-learn's ``C``).
    """
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - a second to import

    rows = np.concatenate(features).astype(np.float64)
    length = np.array([len(f) for f in features])
    each = np.repeat(weight / length, length)
    mean = np.average(rows, axis=0, weights=each)
    scale = np.sqrt(np.average((rows - mean) ** 2, axis=0, weights=each))
    scale[scale < 1e-9] = 1.0
    standard = np.clip((rows - mean) / scale, -CEILING, CEILING)
    model = LogisticRegression(C=strength, max_iter=2000)
    model.fit(standard, np.repeat(fake, length), sample_weight=each)
    return Logistic(mean=mean, scale=scale, weight=model.coef_[0].copy(), bias=model.intercept_)


class LinearDetector(Detector):
    """A detector that weighs what it describes linearly.

    A subclass writes `describe` and says how many numbers a row has.
    """

    strength: ClassVar[float] = 0.3
    dimensions: ClassVar[int]

    def __init__(self) -> None:
        self.weights_: Logistic | None = None

    def fit(
        self,
        features: Sequence[NDArray[np.float32]],
        fake: NDArray[np.bool_],
        rng: np.random.Generator,  # noqa: ARG002 - a convex problem draws nothing
        *,
        weight: NDArray[np.float64] | None = None,
        shown: Sequence[Shown] | None = None,  # noqa: ARG002 - weights tell all it needs
    ) -> Self:
        """Fit the weights; see `fit_logistic`."""
        weight = balanced(fake, [""] * len(fake)) if weight is None else weight
        self.weights_ = fit_logistic(features, fake, weight, strength=self.strength)
        return self

    def decide(self, features: NDArray[np.float32]) -> NDArray[np.float64]:
        """Log-odds of each frame ``(n,)``, not yet calibrated."""
        return self._fitted()(features)

    def arrays(self) -> dict[str, NDArray[np.float64]]:
        """Mean, scale, weight ``(d,)`` and bias ``(1,)``."""
        fitted = self._fitted()
        return {
            "mean": fitted.mean,
            "scale": fitted.scale,
            "weight": fitted.weight,
            "bias": fitted.bias,
        }

    def restore(self, arrays: Mapping[str, NDArray[np.float64]]) -> Self:
        """Take back what `arrays` gave."""
        d = self.dimensions
        expected = {"mean": (d,), "scale": (d,), "weight": (d,), "bias": (1,)}
        found = {name: array.shape for name, array in arrays.items()}
        if found != expected:
            raise WeightsError(f"weights of {self.name} have arrays {found}, expected {expected}")
        if not all(np.isfinite(array).all() for array in arrays.values()):
            raise WeightsError(f"weights of {self.name} hold numbers that are not finite")
        self.weights_ = Logistic(**arrays)
        return self

    def _fitted(self) -> Logistic:
        if self.weights_ is None:
            raise WeightsError(
                f"{self.name} has no weights; train some with "
                f"`faceproof detect train RELEASE --detector {self.name} --out DIR`"
            )
        return self.weights_
