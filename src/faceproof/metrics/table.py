"""Which metrics are there, and what is each called?"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np

from faceproof.metrics import calibration, leave_out, rank
from faceproof.metrics.answers import Answers
from faceproof.metrics.metric import Metric, Values, by_decision, by_mean, by_rank
from faceproof.metrics.terms import Terms

PARTIAL_FPR = 0.1
"""The piece of the ROC that `partial_auc` looks at."""

LOW_FPRS = (0.001, 0.01, 0.05)
"""False positive rates at which the true positive rate is read, each from 3 / rate reals up:
so many are needed to tell a rate under it from 0 (the rule of three)."""

TPR = "tpr_at_fpr_"
"""Names of those metrics begin so."""


def _log_losses(answers: Answers, terms: Terms) -> Values:
    return calibration.log_losses(answers.limited(terms.llr_limit), answers.fake, terms.prior)


def _even(terms: Terms) -> Terms:
    return replace(terms, prior=0.5)


def _bits(answers: Answers, terms: Terms) -> Values:
    return np.asarray(_log_losses(answers, _even(terms)) / np.log(2), np.float64)


def _brier_losses(answers: Answers, terms: Terms) -> Values:
    return calibration.brier_losses(answers.limited(terms.llr_limit), answers.fake, terms.prior)


def _worst_log_loss(terms: Terms) -> float:
    worst = np.array([terms.llr_limit, -terms.llr_limit])
    return float(calibration.log_losses(worst, np.array([False, True]), terms.prior).max())


def _worst_bits(terms: Terms) -> float:
    return _worst_log_loss(_even(terms)) / float(np.log(2))


def _tpr(max_fpr: float) -> Metric:
    return by_rank(
        f"TPR at {100 * max_fpr:g}% FPR",
        partial(rank.tpr_of_counts, max_fpr=max_fpr),
        least_reals=round(3 / max_fpr),
        fpr=max_fpr,
    )


_AT_LIMIT = "an LLR of the limit on the wrong side"
_NOT_COUNTED = "left out, for it promised nothing"

METRICS: dict[str, Metric] = {
    "auc": replace(
        by_rank("AUC", rank.auc_of_counts),
        without=lambda items, fake, cluster, _: leave_out.auc_without(items, fake, cluster),
    ),
    "partial_auc": by_rank(
        f"partial AUC, FPR to {PARTIAL_FPR:g}",
        partial(rank.partial_auc_of_counts, max_fpr=PARTIAL_FPR),
        fpr=PARTIAL_FPR,
    ),
    "ap": by_rank("AP", rank.precision_of_counts),
    "eer": by_rank("EER", rank.eer_of_counts, higher_is_better=False),
    **{f"{TPR}{max_fpr:g}": _tpr(max_fpr) for max_fpr in LOW_FPRS},
    "accuracy": by_decision("accuracy", lambda terms: terms.prior),
    "balanced_accuracy": by_decision("balanced accuracy", lambda _: 0.5),
    "log_loss": by_mean("log loss", _log_losses, _AT_LIMIT, top=_worst_log_loss),
    "brier": by_mean("Brier", _brier_losses, _AT_LIMIT),
    "cllr": replace(
        by_mean("Cllr", _bits, _AT_LIMIT, top=_worst_bits),
        value=lambda items, fake, _: calibration.class_mean(items, fake, 0.5),
        without=lambda items, fake, cluster, _: leave_out.class_mean_without(
            items, fake, cluster, 0.5
        ),
    ),
    "min_cllr": replace(
        by_rank("min Cllr", calibration.min_cllr_of_counts, higher_is_better=False),
        unscored=_NOT_COUNTED,
        answered_only=True,
        flatters=True,
    ),
    "ece": Metric(
        label="ECE",
        higher_is_better=False,
        unscored=_NOT_COUNTED,
        items=lambda answers, terms: answers.limited(terms.llr_limit),
        value=lambda items, fake, terms: calibration.ece(items, fake, terms.prior),
        without=lambda items, fake, cluster, terms: leave_out.ece_without(
            items, fake, cluster, terms.prior
        ),
        answered_only=True,
        inflation=lambda items, fake, cluster, terms: leave_out.ece_inflation(
            items, fake, cluster, terms.prior
        ),
    ),
}
