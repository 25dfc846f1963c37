"""What does the order of the scores say? AUC, ROC, EER and average precision, ties honoured.

Every function takes scores (higher is more fake, infinities allowed) and labels, and never
changes them.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from faceproof.core.errors import OneClassError

Scores = NDArray[np.float64]
Labels = NDArray[np.bool_]


class Roc(NamedTuple):
    """Corners of the ROC, threshold falling, from (0, 0) to (1, 1)."""

    fpr: NDArray[np.float64]
    tpr: NDArray[np.float64]


def auc(scores: Scores, fake: Labels) -> float:
    """Probability that a random fake outscores a random real; ties count half.

    O(n log n), exact in integers until the last division.

    Args:
        scores: higher is more fake ``(n,)``.
        fake: labels ``(n,)``.

    Raises:
        OneClassError: fakes or reals are absent.

    Reference:
        Hanley & McNeil 1982, Radiology 143(1). Equals Mann-Whitney U / (n_fake * n_real).

    >>> auc(np.array([0.1, 0.4, 0.35, 0.8]), np.array([False, False, True, True]))
    0.75
    """
    return auc_of_counts(*threshold_counts(scores, fake))


def roc_curve(scores: Scores, fake: Labels) -> Roc:
    """Every corner of the ROC, one for each distinct score.

    Raises:
        OneClassError: fakes or reals are absent.
    """
    fakes, reals = threshold_counts(scores, fake)
    return Roc(fpr=_rate(reals), tpr=_rate(fakes))


def eer(scores: Scores, fake: Labels) -> float:
    """Error rate where false positives and false negatives are equally frequent.

    The ROC's corners are joined by straight lines, and the figure is read where FPR = FNR.

    Raises:
        OneClassError: fakes or reals are absent.

    >>> eer(np.array([0.0, 1.0, 2.0, 3.0]), np.array([False, True, False, True]))
    0.5
    """
    return eer_of_counts(*threshold_counts(scores, fake))


def average_precision(scores: Scores, fake: Labels) -> float:
    """Sum of precision over the steps in recall, at the share of fakes that the items have.

    It depends on that share: compare it only between boards of equal shares.

    Raises:
        OneClassError: fakes or reals are absent.

    >>> average_precision(np.array([3.0, 2.0, 1.0]), np.array([True, False, True]))
    0.8333333333333333
    """
    return precision_of_counts(*threshold_counts(scores, fake))


def partial_auc(scores: Scores, fake: Labels, *, max_fpr: float = 0.1) -> float:
    """Mean share of fakes caught while at most ``max_fpr`` of the reals are called fake.

    The area under the ROC's first piece over its width, so 1 is perfect and ``max_fpr / 2`` is
    guessing; corners are joined by straight lines.

    Raises:
        OneClassError: fakes or reals are absent.

    Reference:
        McClish 1989, Medical Decision Making 9(3), before her standardisation.

    >>> partial_auc(np.array([0.0, 1.0, 2.0, 3.0]), np.array([False, True, False, True]),
    ...             max_fpr=0.5)
    0.5
    """
    return partial_auc_of_counts(*threshold_counts(scores, fake), max_fpr=max_fpr)


def tpr_at_fpr(scores: Scores, fake: Labels, *, max_fpr: float) -> float:
    """Share of fakes caught at the lowest threshold that calls at most ``max_fpr`` of reals fake.

    No interpolation: a threshold must exist that does it.

    Raises:
        OneClassError: fakes or reals are absent.

    >>> tpr_at_fpr(np.array([0.0, 1.0, 2.0, 3.0]), np.array([False, True, False, True]),
    ...            max_fpr=0.4)
    0.5
    """
    return tpr_of_counts(*threshold_counts(scores, fake), max_fpr=max_fpr)


def threshold_counts(scores: Scores, fake: Labels) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Fakes and reals at each distinct score, from the highest score down.

    Raises:
        OneClassError: fakes or reals are absent.
    """
    require_both(fake)
    order = np.argsort(scores)[::-1]
    starts = tie_starts(scores[order])
    total = np.diff(np.append(starts, len(scores)))
    fakes = np.add.reduceat(fake[order].astype(np.int64), starts)
    return fakes, total - fakes


def tie_starts(ordered: Scores) -> NDArray[np.int64]:
    """Where each run of equal scores begins; infinities tie with themselves."""
    return np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1]))


def require_both(fake: Labels) -> None:
    """Return only when fakes and reals are both present."""
    n_fake = int(fake.sum())
    if n_fake in {0, len(fake)}:
        raise OneClassError(
            f"a metric of two classes got {n_fake} fakes and {len(fake) - n_fake} reals; "
            "was the board cut to one manipulation without its originals?"
        )


def auc_of_counts(fakes: NDArray[np.int64], reals: NDArray[np.int64]) -> float:
    """`auc` from `threshold_counts`."""
    below = np.cumsum(reals[::-1])[::-1]  # reals at or under each threshold
    wins = int((fakes * (2 * below - reals)).sum())
    return wins / (2 * int(fakes.sum()) * int(reals.sum()))


def eer_of_counts(fakes: NDArray[np.int64], reals: NDArray[np.int64]) -> float:
    """`eer` from `threshold_counts`."""
    fpr, fnr = _rate(reals), 1 - _rate(fakes)
    k = int(np.argmax(fpr >= fnr))  # the first corner on the far side; never the first of all
    before, after = fnr[k - 1] - fpr[k - 1], fpr[k] - fnr[k]
    share = before / (before + after)
    return float(fpr[k - 1] + share * (fpr[k] - fpr[k - 1]))


def precision_of_counts(fakes: NDArray[np.int64], reals: NDArray[np.int64]) -> float:
    """`average_precision` from `threshold_counts`."""
    hits, called = np.cumsum(fakes), np.cumsum(fakes + reals)
    return float((fakes * hits / np.maximum(called, 1)).sum() / hits[-1])


def partial_auc_of_counts(
    fakes: NDArray[np.int64], reals: NDArray[np.int64], *, max_fpr: float
) -> float:
    """`partial_auc` from `threshold_counts`."""
    fpr, tpr = _rate(reals), _rate(fakes)
    inside = int(np.searchsorted(fpr, max_fpr, "right"))
    x = np.append(fpr[:inside], max_fpr)
    y = np.append(tpr[:inside], np.interp(max_fpr, fpr[inside - 1 :], tpr[inside - 1 :]))
    return float(np.trapezoid(y, x) / max_fpr)


def tpr_of_counts(fakes: NDArray[np.int64], reals: NDArray[np.int64], *, max_fpr: float) -> float:
    """`tpr_at_fpr` from `threshold_counts`."""
    allowed = np.floor(max_fpr * reals.sum() + 1e-9)
    corner = int(np.searchsorted(np.append(0, np.cumsum(reals)), allowed, "right")) - 1
    return float(_rate(fakes)[corner])


def _rate(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    rate: NDArray[np.float64] = np.append(0.0, np.cumsum(counts) / counts.sum())
    return rate
