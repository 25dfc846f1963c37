"""Which metrics are there, what is each called, and how is one estimated with its interval?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from faceproof.core.errors import ScoreError
from faceproof.core.estimate import Estimate
from faceproof.metrics import calibration, leave_out, rank
from faceproof.metrics.answers import Answers
from faceproof.metrics.interval import NO_INTERVAL, cluster_interval, difference_interval

Labels = NDArray[np.bool_]
Values = NDArray[np.float64]
Clusters = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """One metric under DESIGN rule 3.

    Attributes:
        label: as a table's head shows it.
        higher_is_better: direction.
        unscored: in words, what an unscored item costs.
        items: Answers, limit, prior to the numbers it works on,.
        value: of items, labels and prior.
        without: the same without each cluster.
        top: largest value at a limit and prior; the smallest is 0.
        answered_only: whether the unscored are left out.
        inflation: how much of the value may be noise that only adds.
    """

    label: str
    higher_is_better: bool
    unscored: str
    items: Callable[[Answers, float, float], Values]
    value: Callable[[Values, Labels, float], float]
    without: Callable[[Values, Labels, Clusters, float], Values]
    top: Callable[[float, float], float]
    answered_only: bool = False
    inflation: Callable[[Values, Labels, Clusters, float], float] = lambda *_: 0.0


def _ranking(answers: Answers, _limit: float, _prior: float) -> Values:
    return answers.ranking()


def _limited(answers: Answers, limit: float, _prior: float) -> Values:
    return answers.limited(limit)


def _hits(answers: Answers, _limit: float, prior: float) -> Values:
    right = calibration.hits(answers.ranking(), answers.fake, prior)
    return np.where(answers.answered, right, 0.0)


def _log_losses(answers: Answers, limit: float, prior: float) -> Values:
    return calibration.log_losses(answers.limited(limit), answers.fake, prior)


def _bits(answers: Answers, limit: float, _prior: float) -> Values:
    return np.asarray(_log_losses(answers, limit, 0.5) / np.log(2), np.float64)


def _brier_losses(answers: Answers, limit: float, prior: float) -> Values:
    return calibration.brier_losses(answers.limited(limit), answers.fake, prior)


def _one(_limit: float, _prior: float) -> float:
    return 1.0


def _worst_log_loss(limit: float, prior: float) -> float:
    worst = np.array([limit, -limit])
    return float(calibration.log_losses(worst, np.array([False, True]), prior).max())


def _worst_bits(limit: float, _prior: float) -> float:
    return _worst_log_loss(limit, 0.5) / float(np.log(2))


def _by_rank(
    label: str,
    value: Callable[[Values, Labels], float],
    without: Callable[[Values, Labels, Clusters], Values],
    *,
    higher_is_better: bool,
) -> Metric:
    return Metric(
        label=label,
        higher_is_better=higher_is_better,
        unscored="fakes rank below every real, reals above every fake",
        items=_ranking,
        value=lambda items, fake, _prior: value(items, fake),
        without=lambda items, fake, cluster, _prior: without(items, fake, cluster),
        top=_one,
    )


def _by_mean(
    label: str,
    items: Callable[[Answers, float, float], Values],
    unscored: str,
    *,
    higher_is_better: bool = False,
    top: Callable[[float, float], float] = _one,
) -> Metric:
    return Metric(
        label=label,
        higher_is_better=higher_is_better,
        unscored=unscored,
        items=items,
        value=calibration.class_mean,
        without=leave_out.class_mean_without,
        top=top,
    )


_AT_LIMIT = "an LLR of the limit on the wrong side"

METRICS: dict[str, Metric] = {
    "auc": _by_rank("AUC", rank.auc, leave_out.auc_without, higher_is_better=True),
    "ap": _by_rank(
        "AP", rank.average_precision, leave_out.average_precision_without, higher_is_better=True
    ),
    "eer": _by_rank("EER", rank.eer, leave_out.eer_without, higher_is_better=False),
    "accuracy": _by_mean("accuracy", _hits, "an error", higher_is_better=True),
    "log_loss": _by_mean("log loss", _log_losses, _AT_LIMIT, top=_worst_log_loss),
    "brier": _by_mean("Brier", _brier_losses, _AT_LIMIT),
    "cllr": _by_mean("Cllr", _bits, _AT_LIMIT, top=_worst_bits),
    "ece": Metric(
        label="ECE",
        higher_is_better=False,
        unscored="left out, for it promised nothing",
        items=_limited,
        value=calibration.ece,
        without=leave_out.ece_without,
        top=_one,
        answered_only=True,
        inflation=leave_out.ece_inflation,
    ),
}


def estimate(metric_name: str, answers: Answers, *, llr_limit: float, prior: float) -> Estimate:
    """A metric under rule 3 with its 95% interval by target actor.

    A class that is absent gives a value of None; see `interval` for when there are no bounds.

    Raises:
        ScoreError: no such metric, or a prior or limit outside its range.
    """
    board = _Board(_metric(metric_name), answers, llr_limit, prior)
    if not board.answers.has_both_classes:
        return _estimate(None, board)
    value = board.value()
    low, high = cluster_interval(
        value,
        board.without(),
        trials=board.trials,
        top=board.metric.top(llr_limit, prior),
        inflation=board.inflation,
    )
    return _estimate(value, board, low, high)


def compare(
    metric_name: str, a: Answers, b: Answers, *, llr_limit: float, prior: float
) -> Estimate:
    """Difference ``a - b`` of two detectors on the same items, paired by target actor.

    Where the interval contains 0 the two are tied.

    Raises:
        ScoreError: the items differ, or as `estimate`.
    """
    if not (np.array_equal(a.fake, b.fake) and np.array_equal(a.cluster, b.cluster)):
        raise ScoreError(
            f"two detectors are compared on the same items only, got {len(a)} and {len(b)}; "
            "grade both tables against one release and one protocol"
        )
    boards = [_Board(_metric(metric_name), x, llr_limit, prior) for x in (a, b)]
    if not all(board.answers.has_both_classes for board in boards):
        return _estimate(None, boards[0])
    first, second = boards
    value = first.value() - second.value()
    bounds = NO_INTERVAL
    if first.clusters == second.clusters:
        bounds = difference_interval(
            value,
            first.without() - second.without(),
            trials=min(first.trials, second.trials),
            top=first.metric.top(llr_limit, prior),
        )
    return _estimate(value, first, *bounds)


def coverage(answers: Answers) -> Estimate:
    """Share of the items that were answered, with its interval by target actor."""
    if not len(answers):
        return Estimate(value=None, low=None, high=None, n=0, clusters=0)
    names, cluster = np.unique(answers.cluster, return_inverse=True)
    n, given = np.bincount(cluster), np.bincount(cluster, answers.answered)
    value = float(answers.answered.mean())
    with np.errstate(invalid="ignore"):
        without = (given.sum() - given) / (n.sum() - n)
    low, high = cluster_interval(value, without, trials=len(names))
    return Estimate(value=value, low=low, high=high, n=len(answers), clusters=len(names))


class _Board:
    """A metric's items with clusters numbered from 0, worked out once."""

    def __init__(self, metric: Metric, answers: Answers, limit: float, prior: float) -> None:
        if not 0 < prior < 1 or not 0 < limit < np.inf:
            raise ScoreError(
                f"prior {prior} and llr_limit {limit} do not fit: expected a prior between 0 and "
                "1 and a finite limit above 0"
            )
        self.metric = metric
        self.answers = answers.only_answered() if metric.answered_only else answers
        self.prior = prior
        self.items = metric.items(self.answers, limit, prior)
        names, cluster = np.unique(self.answers.cluster, return_inverse=True)
        self.clusters, self._cluster = names.tolist(), cluster.astype(np.int64)

    @property
    def trials(self) -> int:
        fake = self.answers.fake
        return min(len(np.unique(self._cluster[rows])) for rows in (fake, ~fake))

    @property
    def inflation(self) -> float:
        return self.metric.inflation(self.items, self.answers.fake, self._cluster, self.prior)

    def value(self) -> float:
        return self.metric.value(self.items, self.answers.fake, self.prior)

    def without(self) -> Values:
        return self.metric.without(self.items, self.answers.fake, self._cluster, self.prior)


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
