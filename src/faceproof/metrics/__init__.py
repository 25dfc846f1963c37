"""What do these scores say? Pure functions of scores, labels and clusters."""

from faceproof.metrics.answers import Answers
from faceproof.metrics.calibration import (
    Reliability,
    accuracy,
    brier,
    cllr,
    ece,
    log_loss,
    reliability,
)
from faceproof.metrics.interval import cluster_interval, difference_interval
from faceproof.metrics.rank import Roc, auc, average_precision, eer, roc_curve
from faceproof.metrics.scale import Scale
from faceproof.metrics.table import METRICS, Metric, compare, coverage, estimate

__all__ = [
    "METRICS",
    "Answers",
    "Metric",
    "Reliability",
    "Roc",
    "Scale",
    "accuracy",
    "auc",
    "average_precision",
    "brier",
    "cllr",
    "cluster_interval",
    "compare",
    "coverage",
    "difference_interval",
    "ece",
    "eer",
    "estimate",
    "log_loss",
    "reliability",
    "roc_curve",
]
