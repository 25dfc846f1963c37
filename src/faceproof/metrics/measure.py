"""How is a metric estimated with its interval, and one detector held against another?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from faceproof.core.errors import ScoreError
from faceproof.core.estimate import Estimate
from faceproof.metrics.answers import Answers
from faceproof.metrics.interval import (
    cluster_interval,
    difference_interval,
    difference_p,
)
from faceproof.metrics.metric import Clusters, Metric, Values
from faceproof.metrics.table import METRICS
from faceproof.metrics.terms import Terms

MOST_DELETIONS = 500
"""Where there are more clusters, they are left out in this many blocks (Kott 2001, Journal of
Official Statistics 17(4): the delete-a-group jackknife)."""


class Comparison(NamedTuple):
    """Two detectors on the same items.

    Attributes:
        difference: the first less the second, paired by target actor.
        p: two-sided, of no difference; None where there is no interval.
    """

    difference: Estimate
    p: float | None

    @property
    def tie(self) -> bool | None:
        """Whether the interval contains 0; None where there is none."""
        low, high = self.difference.low, self.difference.high
        return None if low is None or high is None else low <= 0 <= high


def estimate(metric_name: str, answers: Answers, terms: Terms) -> Estimate:
    """A metric under rule 3 with its 95% interval by target actor.

    The value is None where a class is absent, there are too few reals, or the answers' scale
    does not allow the metric; see `interval` for when there are no bounds.

    Raises:
        ScoreError: no such metric.
    """
    board = _Board(_metric(metric_name), answers, terms)
    if not board.measurable:
        return _estimate(None, board)
    return _estimate(board.value, board, *board.interval(board.without(), board.trials))


def two_way(metric_name: str, answers: Answers, terms: Terms) -> Estimate:
    """The same figure with an interval by everybody who appears, as target or as source.

    Fakes of one source are as little independent as fakes of one target. Each person in turn is
    left out with every item that shows them in either role, so ``clusters`` counts people.
    Without known sources it is `estimate`.

    Raises:
        ScoreError: as `estimate`.

    Reference:
        Efron & Stein 1981, Annals of Statistics 9(3): leaving people out of statistics of pairs
        gives a variance that is on average rather too large than too small.
    """
    board = _Board(_metric(metric_name), answers, terms)
    source = board.answers.source
    if source is None or not board.measurable:
        return estimate(metric_name, answers, terms)
    target = board.answers.cluster
    people = np.union1d(target, source[source >= 0])
    kept = ((target != person) & (source != person) for person in people)
    without = np.array([board.value_of(rows) for rows in kept])
    fakes = board.answers.fake
    roles = (np.unique(target[fakes]), np.unique(target[~fakes]))
    bounds = board.interval(without, min(map(len, roles)))
    found = _estimate(board.value, board, *bounds)
    return Estimate(
        value=found.value, low=found.low, high=found.high, n=found.n, clusters=len(people)
    )


def compare(metric_name: str, a: Answers, b: Answers, terms: Terms) -> Comparison:
    """Difference ``a - b`` of two detectors on the same items, paired by target actor.

    Raises:
        ScoreError: the items differ, or as `estimate`.
    """
    return compare_any(metric_name, (a, b), terms)(0, 1)


def compare_any(
    metric_name: str, boards: Sequence[Answers], terms: Terms
) -> Callable[[int, int], Comparison]:
    """`compare` for any two of several detectors; what hangs on one of them is worked out once.

    Raises:
        ScoreError: as `compare`; that the items of two differ is said when they are compared.
    """
    sides = [_side(_Board(_metric(metric_name), answers, terms)) for answers in boards]
    return lambda a, b: _compared(sides[a], sides[b])


def coverage(answers: Answers) -> Estimate:
    """Share of the items that were answered, with its interval by target actor."""
    return share(answers.answered.astype(np.float64), answers.cluster)


def share(items: NDArray[np.float64], cluster: Clusters) -> Estimate:
    """Mean of numbers between 0 and 1, with its interval by cluster."""
    if not len(items):
        return Estimate(value=None, low=None, high=None, n=0, clusters=0)
    names, cluster = np.unique(cluster, return_inverse=True)
    n, total = np.bincount(cluster), np.bincount(cluster, items)
    with np.errstate(invalid="ignore"):
        without = (total.sum() - total) / (n.sum() - n)
    value = float(items.mean())
    low, high = cluster_interval(value, without, trials=len(names))
    return Estimate(value=value, low=low, high=high, n=len(items), clusters=len(names))


class _Board:
    """A metric's items with clusters numbered from 0, worked out once."""

    def __init__(self, metric: Metric, answers: Answers, terms: Terms) -> None:
        self.metric = metric
        self.terms = terms
        self.asked = answers
        self.answers = answers.only_answered() if metric.answered_only else answers
        self.measurable = metric.measurable(self.answers, terms)
        names, cluster = np.unique(self.answers.cluster, return_inverse=True)
        self.clusters = names.tolist()
        self._cluster = cluster.astype(np.int64) % MOST_DELETIONS
        self.items = metric.items(self.answers, terms)

    @property
    def top(self) -> float:
        return self.metric.top(self.terms)

    @property
    def trials(self) -> int:
        return self.metric.trials(self.items, self.answers.fake, self._cluster)

    @cached_property
    def value(self) -> float:
        return self.metric.value(self.items, self.answers.fake, self.terms)

    def value_of(self, rows: NDArray[np.bool_]) -> float:
        """Over some of the items; NaN where they are of one class."""
        fake = self.answers.fake[rows]
        if not fake.any() or fake.all():
            return float("nan")
        return self.metric.value(self.items[rows], fake, self.terms)

    def without(self) -> Values:
        return self.metric.without(self.items, self.answers.fake, self._cluster, self.terms)

    def interval(self, without: Values, trials: int) -> tuple[float | None, float | None]:
        noise = self.metric.inflation(self.items, self.answers.fake, self._cluster, self.terms)
        return cluster_interval(self.value, without, trials=trials, top=self.top, inflation=noise)


class _Side(NamedTuple):
    """What a comparison needs of one detector.

    Attributes:
        asked: its answers.
        figure: without bounds.
        clusters: of the items that enter.
        without: the figure without each cluster; empty where there is no figure.
        trials, top: as `cluster_interval` takes them.
    """

    asked: Answers
    figure: Estimate
    clusters: list[int]
    without: Values
    trials: int
    top: float


def _side(board: _Board) -> _Side:
    there = board.measurable
    return _Side(
        asked=board.asked,
        figure=_estimate(board.value if there else None, board),
        clusters=board.clusters,
        without=board.without() if there else np.empty(0),
        trials=board.trials if there else 0,
        top=board.top,
    )


def _compared(first: _Side, second: _Side) -> Comparison:
    a, b = first.asked, second.asked
    if not (np.array_equal(a.fake, b.fake) and np.array_equal(a.cluster, b.cluster)):
        raise ScoreError(
            f"two detectors are compared on the same items only, got {len(a)} and {len(b)}; "
            "grade both tables against one release and one protocol"
        )
    if first.figure.value is None or second.figure.value is None:
        return Comparison(replace(first.figure, value=None), None)
    value = first.figure.value - second.figure.value
    difference = replace(first.figure, value=value)
    if first.clusters != second.clusters:  # one answered nobody of an actor, and was not asked
        return Comparison(difference, None)
    without = first.without - second.without
    trials, top = min(first.trials, second.trials), first.top
    low, high = difference_interval(value, without, trials=trials, top=top)
    p = difference_p(value, without, trials=trials, top=top)
    return Comparison(replace(difference, low=low, high=high), p)


def _metric(name: str) -> Metric:
    if name not in METRICS:
        raise ScoreError(f"metric {name!r} is unknown; there are {', '.join(METRICS)}")
    return METRICS[name]


def _estimate(
    value: float | None, board: _Board, low: float | None = None, high: float | None = None
) -> Estimate:
    return Estimate(
        value=value, low=low, high=high, n=len(board.answers), clusters=len(board.clusters)
    )
