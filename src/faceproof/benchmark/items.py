"""What do cases and the answers to them look like as columns?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from faceproof.benchmark.case import Case
from faceproof.metrics import Answers, Scale


def answers_of(
    cases: Sequence[Case],
    llrs: Sequence[float | None],
    *,
    number: Mapping[str, int],
    scale: Scale,
) -> Answers:
    """One item for each case.

    Args:
        cases: of the items; one may stand several times.
        llrs: what was said of each, None where nothing was.
        number: of everybody who appears.
        scale: what the numbers mean.
    """
    return Answers(
        llr=np.array([0.0 if llr is None else llr for llr in llrs], np.float64),
        answered=np.array([llr is not None for llr in llrs], np.bool_),
        fake=np.array([case.fake for case in cases], np.bool_),
        cluster=np.array([number[case.target] for case in cases], np.int64),
        source=np.array([number.get(case.source or "", -1) for case in cases], np.int64),
        scale=scale,
    )
