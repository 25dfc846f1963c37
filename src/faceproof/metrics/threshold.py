"""Where should a detector decide? Chosen on validation answers, never on those it is tested on."""

from __future__ import annotations

import numpy as np

from faceproof.metrics.answers import Answers
from faceproof.metrics.rank import threshold_counts


def best_threshold(answers: Answers) -> float:
    """The threshold with the highest balanced accuracy, an answer above it being fake.

    Midway between two answers, so that rounding cannot move one across; of equals the middle
    one. The unscored are errors whatever the threshold is and do not enter.

    Raises:
        OneClassError: answered fakes or reals are absent.

    >>> best_threshold(Answers(llr=np.array([1.0, 2.0, 4.0]), answered=np.ones(3, bool),
    ...                        fake=np.array([False, False, True]), cluster=np.arange(3)))
    3.0
    """
    given = answers.only_answered()
    fakes, reals = threshold_counts(given.llr, given.fake)
    edges = np.unique(given.llr)[::-1]
    youden = np.cumsum(fakes) / fakes.sum() - np.cumsum(reals) / reals.sum()
    best = np.flatnonzero(youden >= youden.max() - 1e-12)
    corner = int(best[(len(best) - 1) // 2])
    if corner == len(edges) - 1:  # all are called fake
        return float(np.nextafter(edges[-1], -np.inf))
    return float((edges[corner] + edges[corner + 1]) / 2)
