"""From a raw score to a log-likelihood ratio that means what it says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from faceproof.detectors.balance import balanced


@dataclass(frozen=True, slots=True, kw_only=True)
class Affine:
    """``llr = slope * raw + bias``, held within ``+- limit``.

    Attributes:
        slope: never negative; 0 means that the raw score said nothing, or the reverse of the
            truth, on clips it was not fitted on, so every LLR is 0.
        limit: ln(n + 1) of the smaller class: n clips cannot show a larger ratio than that.
    """

    slope: float
    bias: float
    limit: float

    def __call__(self, raw: NDArray[np.float64]) -> NDArray[np.float64]:
        """Natural-log likelihood ratio of each raw score."""
        return np.clip(self.slope * raw + self.bias, -self.limit, self.limit)

    @property
    def is_mute(self) -> bool:
        """Whether calibration silenced the detector."""
        return self.slope == 0.0


AS_IS = Affine(slope=1.0, bias=0.0, limit=float(np.log(1000)))
"""What a detector says is taken for an LLR: that of a coin is one, that of a network which came
trained is one in name only."""


def fit_affine(
    raw: Sequence[NDArray[np.float64]], fake: NDArray[np.bool_], target: Sequence[str]
) -> Affine:
    """Platt scaling with both classes weighing the same, so that log-odds are LLRs.

    Args:
        raw: scores of each clip ``(n_i,)``; a clip weighs the same however many it has.
        fake: of each clip ``(len(raw),)``.
        target: the person it shows; see `balanced`.

    Raises:
        OneClassError: fakes or recordings are missing.

    Reference:
        Platt 1999, "Probabilistic outputs for support vector machines", with his smoothed
        targets; Brummer & du Preez 2006 for log-odds at prior .5 as LLR.

    >>> apart = [np.array([s]) for s in (-2.0, -1.0, 0.5, -0.5, 1.0, 2.0)]
    >>> says = fit_affine(apart, np.array([False, False, False, True, True, True]), ["a"] * 6)
    >>> says.slope > 0, round(float(says(np.array([9.0]))[0]), 4)
    (True, 1.3863)
    """
    even = balanced(fake, target)
    n_fake, n_real = int(fake.sum()), int((~fake).sum())
    limit = float(np.log(min(n_fake, n_real) + 1))
    length = np.array([len(scores) for scores in raw])
    score = np.concatenate(raw)
    weight = np.repeat(even / even.sum() / length, length)
    goal = np.repeat(np.where(fake, (n_fake + 1) / (n_fake + 2), 1 / (n_real + 2)), length)
    centre, spread = float(score.mean()), float(score.std())
    if spread < 1e-12:
        return Affine(slope=0.0, bias=0.0, limit=limit)
    slope, bias = (float(x) for x in _platt((score - centre) / spread, goal, weight))
    if slope <= 0.0:
        return Affine(slope=0.0, bias=0.0, limit=limit)
    return Affine(slope=slope / spread, bias=bias - slope * centre / spread, limit=limit)


def _platt(
    score: NDArray[np.float64], target: NDArray[np.float64], weight: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Slope (from 0 up) and bias of the smallest weighted cross-entropy."""
    from scipy.optimize import minimize  # noqa: PLC0415 - fitting only, and slow to import

    def loss(x: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        odds = x[0] * score + x[1]
        off = weight * (expit(odds) - target)
        entropy = float(weight @ (np.logaddexp(0.0, odds) - target * odds))
        return entropy, np.array([off @ score, off.sum()])

    found = minimize(
        loss, np.zeros(2), jac=True, method="L-BFGS-B", bounds=[(0.0, None), (None, None)]
    )
    return np.asarray(found.x, np.float64)
