"""What do these scores say? Pure functions of scores, labels and clusters."""

from faceproof.metrics.answers import Answers
from faceproof.metrics.bootstrap import RESAMPLES, bootstrap_auc
from faceproof.metrics.calibration import (
    Reliability,
    accuracy,
    brier,
    cllr,
    ece,
    log_loss,
    min_cllr,
    reliability,
)
from faceproof.metrics.conformal import Band, Domain
from faceproof.metrics.cross import cross_auc
from faceproof.metrics.interval import Interval, cluster_interval, difference_interval, difference_p
from faceproof.metrics.localisation import iou, points_at
from faceproof.metrics.measure import (
    Comparison,
    compare,
    compare_any,
    coverage,
    estimate,
    share,
    two_way,
)
from faceproof.metrics.metric import Metric
from faceproof.metrics.paired import paired_win_rate
from faceproof.metrics.rank import (
    Roc,
    auc,
    average_precision,
    eer,
    partial_auc,
    roc_curve,
    tpr_at_fpr,
)
from faceproof.metrics.risk import RiskCoverage, risk_coverage
from faceproof.metrics.scale import Scale
from faceproof.metrics.table import LOW_FPRS, METRICS, TPR
from faceproof.metrics.terms import Terms
from faceproof.metrics.threshold import best_threshold
from faceproof.metrics.ties import LEVEL, holm_pairs, tie_groups

__all__ = [
    "LEVEL",
    "LOW_FPRS",
    "METRICS",
    "RESAMPLES",
    "TPR",
    "Answers",
    "Band",
    "Comparison",
    "Domain",
    "Interval",
    "Metric",
    "Reliability",
    "RiskCoverage",
    "Roc",
    "Scale",
    "Terms",
    "accuracy",
    "auc",
    "average_precision",
    "best_threshold",
    "bootstrap_auc",
    "brier",
    "cllr",
    "cluster_interval",
    "compare",
    "compare_any",
    "coverage",
    "cross_auc",
    "difference_interval",
    "difference_p",
    "ece",
    "eer",
    "estimate",
    "holm_pairs",
    "iou",
    "log_loss",
    "min_cllr",
    "paired_win_rate",
    "partial_auc",
    "points_at",
    "reliability",
    "risk_coverage",
    "roc_curve",
    "share",
    "tie_groups",
    "tpr_at_fpr",
    "two_way",
]
