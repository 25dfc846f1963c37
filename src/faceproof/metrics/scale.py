"""What do the numbers of a table of answers mean, and so what can be measured of them?"""

from __future__ import annotations

from enum import StrEnum


class Scale(StrEnum):
    """How much an answer says.

    `LLR`: natural-log likelihood ratios; every metric can be taken. `RANKING`: only the order
    means something, so there is no accuracy and no calibration. `DECISION`: hard labels, of which
    only the accuracy can be taken.
    """

    LLR = "llr"
    RANKING = "ranking"
    DECISION = "decision"
