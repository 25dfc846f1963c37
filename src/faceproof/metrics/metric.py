"""What is a metric? Its name, its numbers, its deletions, and what an absent answer costs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from faceproof.metrics import calibration, leave_out, rank
from faceproof.metrics.answers import Answers
from faceproof.metrics.scale import Scale
from faceproof.metrics.terms import Terms

Labels = NDArray[np.bool_]
Values = NDArray[np.float64]
Counts = NDArray[np.int64]
Clusters = NDArray[np.int64]
OfCounts = Callable[[Counts, Counts], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """One metric under DESIGN rule 3.

    Attributes:
        label: as a table's head shows it.
        higher_is_better: direction.
        unscored: in words, what an unscored item costs.
        items: from answers to the numbers it works on.
        value: of items and labels.
        without: the same without each cluster.
        scales: what answers must mean for it to be measurable.
        top: largest value; the smallest is 0.
        answered_only: whether the unscored are left out.
        least_reals: with fewer it is not measurable.
        inflation: how much of the value may be noise that only adds.
        flatters: whether it is fitted to the labels it is measured on.
        fpr: the false positive rate up to which the ROC is read; 1 for all of it.
    """

    label: str
    higher_is_better: bool
    unscored: str
    items: Callable[[Answers, Terms], Values]
    value: Callable[[Values, Labels, Terms], float]
    without: Callable[[Values, Labels, Clusters, Terms], Values]
    scales: frozenset[Scale] = frozenset({Scale.LLR})
    top: Callable[[Terms], float] = lambda _: 1.0
    answered_only: bool = False
    least_reals: int = 1
    inflation: Callable[[Values, Labels, Clusters, Terms], float] = lambda *_: 0.0
    flatters: bool = False
    fpr: float = 1.0

    def measurable(self, answers: Answers, terms: Terms) -> bool:
        """Whether answers of this kind allow it, with both classes there."""
        decided = terms.threshold is not None and Scale.DECISION in self.scales
        return (
            answers.has_both_classes
            and int((~answers.fake).sum()) >= self.least_reals
            and (answers.scale in self.scales or (decided and answers.scale is Scale.RANKING))
        )

    def trials(self, items: Values, fake: Labels, cluster: Clusters) -> int:
        """Clusters that the value hangs on: of the rarer class, or of the highest reals.

        A figure at a low false positive rate hangs on the few reals above its threshold. Counted
        as all reals' clusters its interval covered .86-.96 of 200 simulated boards, counted as
        the clusters of these .93-.985.
        """
        reals, who = items[~fake], cluster[~fake]
        most = int(self.fpr * len(reals)) + 1
        all_count = most >= len(reals)
        highest = who if all_count else who[np.argsort(-reals, kind="stable")[:most]]
        sides = (cluster[fake], highest)
        return max(min(len(np.unique(side)) for side in sides), min(2, len(np.unique(who))))


def by_rank(
    label: str,
    of_counts: OfCounts,
    *,
    higher_is_better: bool = True,
    least_reals: int = 1,
    fpr: float = 1.0,
) -> Metric:
    """A metric that is read off the ROC."""
    return Metric(
        label=label,
        higher_is_better=higher_is_better,
        unscored="fakes rank below every real, reals above every fake",
        items=lambda answers, _: answers.ranking(),
        value=lambda items, fake, _: of_counts(*rank.threshold_counts(items, fake)),
        without=lambda items, fake, cluster, _: leave_out.curve_without(
            of_counts, items, fake, cluster
        ),
        scales=frozenset({Scale.LLR, Scale.RANKING}),
        least_reals=least_reals,
        fpr=fpr,
    )


def by_mean(
    label: str,
    items: Callable[[Answers, Terms], Values],
    unscored: str,
    *,
    top: Callable[[Terms], float] = lambda _: 1.0,
) -> Metric:
    """A loss that is a mean over the items, classes weighted to the prior."""
    return Metric(
        label=label,
        higher_is_better=False,
        unscored=unscored,
        items=items,
        value=lambda items, fake, terms: calibration.class_mean(items, fake, terms.prior),
        without=lambda items, fake, cluster, terms: leave_out.class_mean_without(
            items, fake, cluster, terms.prior
        ),
        top=top,
    )


def by_decision(label: str, prior: Callable[[Terms], float]) -> Metric:
    """A share of right decisions, classes weighted to some prior."""

    def items(answers: Answers, terms: Terms) -> Values:
        right = calibration.hits(answers.ranking(), answers.fake, terms.called_fake_above)
        return np.where(answers.answered, right, 0.0)

    return Metric(
        label=label,
        higher_is_better=True,
        unscored="an error",
        items=items,
        value=lambda items, fake, terms: calibration.class_mean(items, fake, prior(terms)),
        without=lambda items, fake, cluster, terms: leave_out.class_mean_without(
            items, fake, cluster, prior(terms)
        ),
        scales=frozenset({Scale.LLR, Scale.DECISION}),
    )
