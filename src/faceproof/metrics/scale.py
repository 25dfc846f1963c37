"""What do the numbers of a prediction table mean? It decides what may be measured on them."""

from __future__ import annotations

from enum import StrEnum


class Scale(StrEnum):
    """How much a column of answers says."""

    LLR = "llr"
    """Natural-log likelihood ratios: every metric is measurable."""

    RANKING = "ranking"
    """Only the order means something: nothing that needs a probability or a threshold is."""

    DECISION = "decision"
    """Hard labels, above 0 for fake: only the share of right ones is."""
