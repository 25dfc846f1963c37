"""What would each metric have been without one target actor? All deletions at once.

Each function takes its inputs with clusters numbered 0..g-1 and returns ``(g,)`` values, NaN
where a deletion leaves one class empty. AUC, means and ECE cost O(n log n) whatever the number
of clusters is; those read off the curve cost O(g n) after one sort.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from faceproof.metrics.calibration import RELIABILITY_BINS, bin_of, posterior
from faceproof.metrics.rank import Labels, Scores, tie_starts

Values = NDArray[np.float64]
Clusters = NDArray[np.int64]


def auc_without(scores: Scores, fake: Labels, cluster: Clusters) -> Values:
    """AUC without each cluster, exact in integers until the last division.

    A deletion loses the pairs of its fakes, the pairs of its reals, and must not lose the pairs
    inside itself twice.
    """
    g = _clusters(cluster)
    order = np.argsort(scores)
    by_rank = _Ordered(scores[order], fake[order], cluster[order])
    few = by_rank.cluster.astype(np.min_scalar_type(g))  # small numbers are sorted by radix
    within = np.argsort(few, kind="stable")
    inside = _Ordered(scores[order][within], fake[order][within], by_rank.cluster[within])
    of_fakes = _sum(by_rank.cluster, by_rank.doubled_wins_of_fakes(np.zeros_like(cluster)), g)
    of_reals = _sum(by_rank.cluster, by_rank.doubled_wins_over_reals(), g)
    in_both = _sum(inside.cluster, inside.doubled_wins_of_fakes(inside.cluster), g)
    wins = of_fakes.sum() - of_fakes - of_reals + in_both
    n_fake, n_real = _counts_left(fake, cluster, g)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(wins / (2 * n_fake * n_real), np.float64)


class _Ordered:
    """Items sorted by score, or by cluster and then score."""

    def __init__(self, scores: Scores, fake: Labels, cluster: Clusters) -> None:
        self.scores, self.fake, self.cluster = scores, fake.astype(np.int64), cluster

    def doubled_wins_of_fakes(self, block: Clusters) -> NDArray[np.int64]:
        """For each fake twice its beaten reals plus its ties, among reals of its own block."""
        real = 1 - self.fake
        starts = np.flatnonzero(
            np.append(True, (np.diff(block) != 0) | (self.scores[1:] != self.scores[:-1]))
        )
        block_starts = np.flatnonzero(np.append(True, np.diff(block) != 0))
        before = np.append(0, np.cumsum(real))
        ends = np.append(starts[1:], len(real))
        offset = before[block_starts][np.searchsorted(block_starts, starts, "right") - 1]
        doubled = before[starts] + before[ends] - 2 * offset
        return np.asarray(self.fake * np.repeat(doubled, ends - starts), np.int64)

    def doubled_wins_over_reals(self) -> NDArray[np.int64]:
        """For each real twice the fakes that beat it plus its ties."""
        starts = tie_starts(self.scores)
        before = np.append(0, np.cumsum(self.fake))
        ends = np.append(starts[1:], len(self.fake))
        doubled = 2 * before[-1] - before[starts] - before[ends]
        return np.asarray((1 - self.fake) * np.repeat(doubled, ends - starts), np.int64)


def curve_without(
    of_counts: Callable[[NDArray[np.int64], NDArray[np.int64]], float],
    scores: Scores,
    fake: Labels,
    cluster: Clusters,
) -> Values:
    """Anything that is worked out from `rank.threshold_counts`, without each cluster.

    Thresholds at which nobody is left stay, with counts of 0.
    """
    order = np.argsort(scores)[::-1]
    starts = tie_starts(scores[order])
    threshold = np.empty(len(scores), np.int64)
    threshold[order] = np.repeat(np.arange(len(starts)), np.diff(np.append(starts, len(scores))))
    fakes, reals = (_tally(threshold[rows], len(starts)) for rows in (fake, ~fake))
    by_cluster = np.argsort(cluster, kind="stable")
    ends = np.cumsum(np.bincount(cluster))
    values = np.full(len(ends), np.nan)
    for g, rows in enumerate(np.split(by_cluster, ends[:-1])):
        gone = fake[rows]
        fakes_left = fakes - _tally(threshold[rows[gone]], len(starts))
        reals_left = reals - _tally(threshold[rows[~gone]], len(starts))
        if fakes_left.any() and reals_left.any():
            values[g] = of_counts(fakes_left, reals_left)
    return values


def class_mean_without(
    items: NDArray[np.float64], fake: Labels, cluster: Clusters, prior: float
) -> Values:
    """`calibration.class_mean` without each cluster."""
    g = _clusters(cluster)
    n_fake, n_real = _counts_left(fake, cluster, g)
    of_fakes = np.bincount(cluster, items * fake, g)
    of_reals = np.bincount(cluster, items * ~fake, g)
    with np.errstate(invalid="ignore", divide="ignore"):
        fakes = (of_fakes.sum() - of_fakes) / n_fake
        reals = (of_reals.sum() - of_reals) / n_real
    return np.asarray(prior * fakes + (1 - prior) * reals, np.float64)


def ece_without(llr: Scores, fake: Labels, cluster: Clusters, prior: float) -> Values:
    """ECE without each cluster."""
    return np.asarray(np.abs(_gaps_without(llr, fake, cluster, prior)).sum(1), np.float64)


def ece_inflation(llr: Scores, fake: Labels, cluster: Clusters, prior: float) -> float:
    """At most how much of an ECE is noise: its expectation if every bin kept its promise.

    Each bin's gap has a jackknife standard error, and a normal error of that size has a mean
    distance from 0 of sqrt(2 / pi) of it.
    """
    gaps = _gaps_without(llr, fake, cluster, prior)
    g = len(gaps)
    errors = np.sqrt((g - 1) / g * ((gaps - gaps.mean(0)) ** 2).sum(0))
    return float(np.sqrt(2 / np.pi) * errors.sum())


def _gaps_without(
    llr: Scores, fake: Labels, cluster: Clusters, prior: float
) -> NDArray[np.float64]:
    """Promised less observed weight of fakes in each bin, without each cluster ``(g, bins)``."""
    g, bins = _clusters(cluster), RELIABILITY_BINS
    p = posterior(llr, prior)
    cell = cluster * bins + bin_of(p, bins)
    n_fake, n_real = _counts_left(fake, cluster, g)

    def left(weights: NDArray[np.float64]) -> NDArray[np.float64]:
        table = np.bincount(cell, weights, g * bins).reshape(g, bins)
        return np.asarray(table.sum(0) - table, np.float64)

    with np.errstate(invalid="ignore", divide="ignore"):
        fakes = prior * left(fake * (p - 1)) / n_fake[:, None]
        reals = (1 - prior) * left(~fake * p) / n_real[:, None]
    return np.asarray(fakes + reals, np.float64)


def _clusters(cluster: Clusters) -> int:
    return int(cluster.max()) + 1


def _sum(cluster: Clusters, items: NDArray[np.int64], g: int) -> NDArray[np.int64]:
    # float64 sums are exact up to 2**53: 4e15 pairs
    return np.bincount(cluster, items, g).astype(np.int64)


def _tally(rows: NDArray[np.int64], length: int) -> NDArray[np.int64]:
    return np.bincount(rows, minlength=length)


def _counts_left(
    fake: Labels, cluster: Clusters, g: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    fakes, reals = (np.bincount(cluster[rows], minlength=g) for rows in (fake, ~fake))
    return fakes.sum() - fakes, reals.sum() - reals
