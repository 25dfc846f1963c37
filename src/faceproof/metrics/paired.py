"""Does a fake look faker than its own recording? The comparison no property of the set can win."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from faceproof.core.estimate import Estimate
from faceproof.metrics.answers import Answers
from faceproof.metrics.measure import share
from faceproof.metrics.scale import Scale


def paired_win_rate(answers: Answers, original: NDArray[np.int64]) -> Estimate:
    """Share of fakes that outscore the recording they were made of; ties count half.

    A pair shares actor, scene, camera and compression, so nothing but the manipulation can win
    it. A pair with an unscored side is lost.

    Args:
        answers: the board.
        original: row of each item's own recording ``(n,)``, -1 for a recording or none known.

    Returns:
        With its interval by target actor; ``n`` counts pairs. No value for hard labels.
    """
    fakes = np.flatnonzero(answers.fake & (original >= 0))
    if answers.scale is Scale.DECISION:
        fakes = fakes[:0]
    ranking, reals = answers.ranking(), original[fakes]
    both = answers.answered[fakes] & answers.answered[reals]
    won = (ranking[fakes] > ranking[reals]) + 0.5 * (ranking[fakes] == ranking[reals])
    return share(np.where(both, won, 0.0), answers.cluster[fakes])
