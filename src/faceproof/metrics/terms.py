"""What does a protocol fix before anything is measured? The limit, the prior, the threshold."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import logit

from faceproof.core.errors import ScoreError


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The terms on which metrics are taken.

    Attributes:
        llr_limit: LLRs are clipped to +- this, natural log.
        prior: probability of fake.
        threshold: an answer above it is called fake; None for the LLR that the prior implies.

    Raises:
        ScoreError: a prior or limit outside its range.
    """

    llr_limit: float
    prior: float
    threshold: float | None = None

    def __post_init__(self) -> None:
        if not 0 < self.prior < 1 or not 0 < self.llr_limit < np.inf:
            raise ScoreError(
                f"prior {self.prior} and llr_limit {self.llr_limit} do not fit: expected a prior "
                "between 0 and 1 and a finite limit above 0"
            )

    @property
    def called_fake_above(self) -> float:
        """Where the decision falls."""
        return float(-logit(self.prior)) if self.threshold is None else self.threshold
