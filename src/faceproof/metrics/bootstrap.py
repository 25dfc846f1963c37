"""What would a percentile bootstrap say? The field's usual interval, to stand beside ours.

Whole clusters are drawn, never single items. Even so it is too narrow where clusters are few:
see ``interval``, whose jackknife is what every `Estimate` carries.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from faceproof.metrics.interval import NO_INTERVAL, TAIL, Interval
from faceproof.metrics.rank import Labels, Scores, require_both

RESAMPLES = 1000
_AT_ONCE = 16  # resamples a pass: their weights of one cluster fill two cache lines


def bootstrap_auc(
    scores: Scores,
    fake: Labels,
    cluster: NDArray[np.int64],
    rng: np.random.Generator,
    *,
    resamples: int = RESAMPLES,
) -> Interval:
    """Percentile interval of the AUC over resampled clusters.

    The items are sorted once; each resample is a weight for every cluster. Resamples without a
    fake or without a real are left out.

    Args:
        scores: higher is more fake ``(n,)``.
        fake: labels ``(n,)``.
        cluster: number of each item's cluster ``(n,)``, from 0.
        rng: draws the clusters.
        resamples: how many.

    Raises:
        OneClassError: fakes or reals are absent.

    Reference:
        Efron & Tibshirani 1993, An Introduction to the Bootstrap, chapter 13, over clusters.
    """
    require_both(fake)
    order = np.argsort(scores)
    ordered, labels, who = scores[order], fake[order], cluster[order]
    clusters = int(cluster.max()) + 1
    values = []
    for begin in range(0, resamples, _AT_ONCE):
        drawn = min(_AT_ONCE, resamples - begin)
        weights = np.zeros((clusters, _AT_ONCE))
        for column in range(drawn):
            weights[:, column] = np.bincount(
                rng.integers(0, clusters, clusters), minlength=clusters
            )
        values.append(_weighted_aucs(ordered, labels, who, weights)[:drawn])
    found = np.concatenate(values)
    found = found[~np.isnan(found)]
    if not len(found):
        return NO_INTERVAL
    low, high = np.quantile(found, [TAIL, 1 - TAIL])
    return Interval(float(low), float(high))


@njit(cache=True)
def _weighted_aucs(
    scores: Scores, fake: Labels, cluster: NDArray[np.int64], weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """AUC under each column of cluster weights ``(g, k)``, items ascending by score ``(k,)``."""
    columns = weights.shape[1]
    below, wins = np.zeros(columns), np.zeros(columns)
    fakes, tied_fakes, tied_reals = np.zeros(columns), np.zeros(columns), np.zeros(columns)
    start = 0
    while start < len(scores):
        end = start
        tied_fakes[:] = 0.0
        tied_reals[:] = 0.0
        while end < len(scores) and scores[end] == scores[start]:
            if fake[end]:
                for k in range(columns):
                    tied_fakes[k] += weights[cluster[end], k]
            else:
                for k in range(columns):
                    tied_reals[k] += weights[cluster[end], k]
            end += 1
        for k in range(columns):
            wins[k] += tied_fakes[k] * (below[k] + 0.5 * tied_reals[k])
            below[k] += tied_reals[k]
            fakes[k] += tied_fakes[k]
        start = end
    found = np.full(columns, np.nan)
    for k in range(columns):
        if fakes[k] > 0 and below[k] > 0:
            found[k] = wins[k] / (fakes[k] * below[k])
    return found
