"""Do the reals of one set stand below the fakes of another? What pooled sets hide or reward."""

from __future__ import annotations

import numpy as np

from faceproof.core.errors import ScoreError
from faceproof.core.estimate import Estimate
from faceproof.metrics.answers import Answers
from faceproof.metrics.measure import estimate
from faceproof.metrics.terms import Terms


def cross_auc(reals: Answers, fakes: Answers, terms: Terms) -> Estimate:
    """AUC of one set's reals against another set's fakes, with its interval by target actor.

    A detector whose scores move with the camera or the codec of a set does well inside each
    and fails here. Actors of the two sets are different people.

    Raises:
        ScoreError: the two answer on different scales.
    """
    if reals.scale is not fakes.scale:
        raise ScoreError(f"one set has answers of scale {reals.scale}, the other {fakes.scale}")
    a, b = reals.take(~reals.fake), fakes.take(fakes.fake)
    first = np.unique(a.cluster, return_inverse=True)[1]
    second = np.unique(b.cluster, return_inverse=True)[1]
    both = Answers(
        llr=np.append(a.llr, b.llr),
        answered=np.append(a.answered, b.answered),
        fake=np.append(a.fake, b.fake),
        cluster=np.append(first, second + len(a)).astype(np.int64),
        scale=a.scale,
    )
    return estimate("auc", both, terms)
