"""What if a detector may stay silent where it is unsure? Error against the share it decides."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from faceproof.metrics.answers import Answers
from faceproof.metrics.rank import require_both
from faceproof.metrics.terms import Terms


class RiskCoverage(NamedTuple):
    """Error among the items decided first, from the surest on.

    Attributes:
        coverage: share of the board's weight that is decided ``(k,)``, ascending to 1.
        risk: share of it that is decided wrongly ``(k,)``.
        area: mean risk over all coverages; smaller is better.
    """

    coverage: NDArray[np.float64]
    risk: NDArray[np.float64]
    area: float


def risk_coverage(answers: Answers, terms: Terms) -> RiskCoverage:
    """Risk as items are decided from the largest distance to the threshold down.

    Both classes weigh the prior, whatever their number. Items equally sure are decided together;
    the unscored come last, as errors.

    Raises:
        OneClassError: fakes or reals are absent.

    Reference:
        Geifman & El-Yaniv 2017, NeurIPS, section 2.

    >>> board = Answers(llr=np.array([3.0, -1.0, 1.0, -2.0]), answered=np.ones(4, bool),
    ...                 fake=np.array([True, True, False, False]), cluster=np.arange(4))
    >>> risk_coverage(board, Terms(llr_limit=7.0, prior=0.5)).risk.tolist()
    [0.0, 0.0, 0.5]
    """
    fake = answers.fake
    require_both(fake)
    sure = np.where(answers.answered, np.abs(answers.llr - terms.called_fake_above), -1.0)
    wrong = ~answers.answered | ((answers.llr > terms.called_fake_above) != fake)
    weight = np.where(fake, terms.prior / fake.sum(), (1 - terms.prior) / (~fake).sum())
    order = np.argsort(sure)[::-1]
    ends = np.append(np.diff(sure[order]) != 0, True)
    coverage = np.cumsum(weight[order])[ends]
    errors = np.cumsum((weight * wrong)[order])[ends]
    risk = errors / coverage
    steps = np.diff(np.append(0.0, coverage))
    return RiskCoverage(coverage / coverage[-1], risk, float((risk * steps).sum() / coverage[-1]))
