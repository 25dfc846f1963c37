"""Do the likelihood ratios mean what they say? Proper scores and reliability, at a prior.

The classes are weighted to the prior, whatever the board's own share of fakes is, so a figure
does not move when somebody adds reals. LLRs are natural logarithms.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

from faceproof.metrics.rank import Labels, require_both, threshold_counts

Llrs = NDArray[np.float64]

RELIABILITY_BINS = 10  # equal widths in P(fake); more would leave bins of a few clips


class Reliability(NamedTuple):
    """What was promised and what came, by bins of P(fake); empty bins are NaN.

    Attributes:
        promised: mean posterior ``(bins,)``.
        came: share of fakes, classes weighted to the prior ``(bins,)``.
        weight: share of the board's weight, sums to 1 ``(bins,)``.
        n: items ``(bins,)``.
    """

    promised: NDArray[np.float64]
    came: NDArray[np.float64]
    weight: NDArray[np.float64]
    n: NDArray[np.int64]


def posterior(llr: Llrs, prior: float) -> NDArray[np.float64]:
    """P(fake) after the likelihood ratio.

    >>> posterior(np.array([0.0]), 0.5).tolist()
    [0.5]
    """
    return np.asarray(expit(llr + logit(prior)), np.float64)


def log_losses(llr: Llrs, fake: Labels, prior: float) -> NDArray[np.float64]:
    """Surprise at each label in nats ``(n,)``."""
    z = llr + logit(prior)
    return np.asarray(np.logaddexp(0.0, np.where(fake, -z, z)), np.float64)


def brier_losses(llr: Llrs, fake: Labels, prior: float) -> NDArray[np.float64]:
    """Squared distance of P(fake) to each label ``(n,)``."""
    return np.asarray((posterior(llr, prior) - fake) ** 2, np.float64)


def hits(llr: Llrs, fake: Labels, threshold: float) -> NDArray[np.float64]:
    """1 where the decision is right ``(n,)``; "fake" above the threshold."""
    return np.asarray((llr > threshold) == fake, np.float64)


def log_loss(llr: Llrs, fake: Labels, prior: float) -> float:
    """Mean surprise at the labels, in nats; a detector that always says 0 scores ln 2 at .5.

    Args:
        llr: natural-log likelihood ratios ``(n,)``.
        fake: labels ``(n,)``.
        prior: probability of fake; fakes weigh this much in all, reals the rest.

    Raises:
        OneClassError: fakes or reals are absent.

    >>> round(log_loss(np.zeros(3), np.array([True, False, False]), 0.5), 6)
    0.693147
    """
    return class_mean(log_losses(llr, fake, prior), fake, prior)


def brier(llr: Llrs, fake: Labels, prior: float) -> float:
    """Mean squared distance of P(fake) to the labels.

    Raises:
        OneClassError: fakes or reals are absent.

    >>> brier(np.zeros(2), np.array([True, False]), 0.5)
    0.25
    """
    return class_mean(brier_losses(llr, fake, prior), fake, prior)


def accuracy(llr: Llrs, fake: Labels, prior: float) -> float:
    """Share of right decisions at the prior's threshold; at .5 this is balanced accuracy.

    Raises:
        OneClassError: fakes or reals are absent.

    >>> accuracy(np.array([1.0, -1.0, 2.0]), np.array([True, False, False]), 0.5)
    0.75
    """
    return class_mean(hits(llr, fake, float(-logit(prior))), fake, prior)


def cllr(llr: Llrs, fake: Labels) -> float:
    """Cost of the likelihood ratios in bits; 1 for a detector that says nothing.

    Raises:
        OneClassError: fakes or reals are absent.

    Reference:
        Brummer & du Preez 2006, Computer Speech & Language 20(2-3), equation 9.

    >>> cllr(np.zeros(2), np.array([True, False]))
    1.0
    """
    return log_loss(llr, fake, 0.5) / float(np.log(2))


def min_cllr(llr: Llrs, fake: Labels) -> float:
    """Cllr after the best monotone calibration that hindsight allows: what the order is worth.

    It is fitted on the labels it is measured on, so it flatters, the more the fewer items there
    are. Cllr less this is the cost of poor calibration.

    Raises:
        OneClassError: fakes or reals are absent.

    Reference:
        Brummer & du Preez 2006, Computer Speech & Language 20(2-3), section 8: pool adjacent
        violators.

    >>> min_cllr(np.array([-1.0, 3.0]), np.array([False, True]))
    0.0
    """
    return min_cllr_of_counts(*threshold_counts(llr, fake))


def min_cllr_of_counts(fakes: NDArray[np.int64], reals: NDArray[np.int64]) -> float:
    """`min_cllr` from `rank.threshold_counts`."""
    from sklearn.isotonic import isotonic_regression  # noqa: PLC0415 - half a second to import

    total = fakes + reals
    here = total > 0
    fakes, reals, total = fakes[here], reals[here], total[here]
    p = np.asarray(
        isotonic_regression(fakes / total, sample_weight=total, increasing=False), np.float64
    )
    odds = logit(np.clip(p, 0.0, 1.0)) - np.log(fakes.sum() / reals.sum())
    costs = []
    for count, z in ((fakes, -odds), (reals, odds)):
        held = count > 0  # an infinite LLR stands only where the other class does not
        costs.append(float(count[held] @ np.logaddexp(0.0, z[held])) / int(count.sum()))
    return min(1.0, sum(costs) / 2 / float(np.log(2)))  # rounding may pass a detector of nothing


def reliability(
    llr: Llrs, fake: Labels, prior: float, *, bins: int = RELIABILITY_BINS
) -> Reliability:
    """Promised against observed share of fakes, in bins of equal width.

    Raises:
        OneClassError: fakes or reals are absent.
    """
    require_both(fake)
    p = posterior(llr, prior)
    weight = np.where(fake, prior / fake.sum(), (1 - prior) / (~fake).sum())
    rows = bin_of(p, bins)
    total = np.bincount(rows, weight, bins)
    with np.errstate(invalid="ignore"):
        return Reliability(
            promised=np.bincount(rows, weight * p, bins) / total,
            came=np.bincount(rows, weight * fake, bins) / total,
            weight=np.asarray(total, np.float64),
            n=np.bincount(rows, minlength=bins),
        )


def ece(llr: Llrs, fake: Labels, prior: float, *, bins: int = RELIABILITY_BINS) -> float:
    """Expected calibration error: mean distance of promised and observed share over bins.

    It is above 0 even for a perfect detector of few clips, for each bin's share is noisy.

    Raises:
        OneClassError: fakes or reals are absent.

    Reference:
        Naeini, Cooper & Hauskrecht 2015, AAAI; here with classes weighted to the prior.

    >>> ece(np.zeros(2), np.array([True, False]), 0.5)
    0.0
    """
    found = reliability(llr, fake, prior, bins=bins)
    return float(np.nansum(found.weight * np.abs(found.promised - found.came)))


def bin_of(p: NDArray[np.float64], bins: int) -> NDArray[np.int64]:
    """Number of the equal-width bin of each probability; 1.0 falls in the last."""
    return np.minimum((p * bins).astype(np.int64), bins - 1)


def class_mean(items: NDArray[np.float64], fake: Labels, prior: float) -> float:
    """Mean over fakes and mean over reals, weighted to the prior."""
    require_both(fake)
    return float(prior * items[fake].mean() + (1 - prior) * items[~fake].mean())
