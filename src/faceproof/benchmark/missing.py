"""What was not answered, and why?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from faceproof.benchmark.board import Said
from faceproof.benchmark.case import Case
from faceproof.benchmark.graded import Missing
from faceproof.core import ClipId, Unscored


def missing(cases: Sequence[Case], said: Said, files: Mapping[ClipId, str]) -> Missing:
    """Cases without an answer, by class and by reason.

    Args:
        cases: what was asked.
        said: an answer for every case.
        files: name of each clip's file, which its reason may begin with.
    """
    reasons: Counter[str] = Counter()
    absent: Counter[bool] = Counter()
    for case in cases:
        answer = said[case.id]
        if isinstance(answer, Unscored):
            # the same trouble with ten files is one reason, ten times
            reasons[answer.reason.removeprefix(f"{files.get(case.id, case.id)}: ")] += 1
            absent[case.fake] += 1
    return Missing(fakes=absent[True], reals=absent[False], reasons=dict(reasons.most_common()))
