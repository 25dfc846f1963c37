"""A detector's answers beside the truth, and what an answer that never came is worth.

DESIGN rule 3: an unscored item is never 0.0 and never free. In rank metrics an unscored fake
stands below every real and an unscored real above every fake, so a pair of two unscored items is
lost too; for a decision it is an error; for a proper score it is a likelihood ratio of the
protocol's limit on the wrong side, and every given ratio is clipped to that limit, so failing
never beats answering.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from faceproof.core.errors import ScoreError
from faceproof.metrics.scale import Scale


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Answers:
    """One answer, or none, for each item of a board.

    Attributes:
        llr: natural-log likelihood ratio, above 0 speaks for fake ``(n,)``; read only where
            ``answered``. On another scale than LLR: whatever the table said, higher is more fake.
        answered: False for an unscored item ``(n,)``.
        fake: labels ``(n,)``.
        cluster: number of the target actor ``(n,)``; any integers.
        source: number of the source actor in the same numbering ``(n,)``, -1 where there is
            none; None where nobody knows.
        scale: what the numbers mean.
    """

    llr: NDArray[np.float64]
    answered: NDArray[np.bool_]
    fake: NDArray[np.bool_]
    cluster: NDArray[np.int64]
    source: NDArray[np.int64] | None = None
    scale: Scale = Scale.LLR

    def __post_init__(self) -> None:
        columns = [self.llr, self.answered, self.fake, self.cluster]
        shapes = {c.shape for c in [*columns, self.source] if c is not None}
        if len(shapes) > 1 or self.llr.ndim != 1:
            raise ScoreError(f"answers need columns of one length, got shapes {shapes}")
        given = self.llr[self.answered]
        if not np.isfinite(given).all():
            raise ScoreError(
                f"{(~np.isfinite(given)).sum()} of {given.size} answered items have an LLR that "
                "is not a finite number; an item without an answer is unscored"
            )

    def __len__(self) -> int:
        return len(self.llr)

    @property
    def has_both_classes(self) -> bool:
        """Whether there is at least one fake and one real."""
        return bool(self.fake.any() and not self.fake.all())

    def take(self, rows: NDArray[np.bool_] | NDArray[np.int64]) -> Self:
        """The items of a mask or of row numbers."""
        return type(self)(
            llr=self.llr[rows],
            answered=self.answered[rows],
            fake=self.fake[rows],
            cluster=self.cluster[rows],
            source=None if self.source is None else self.source[rows],
            scale=self.scale,
        )

    def only_answered(self) -> Self:
        """Without the unscored: the figure that stands beside, never alone."""
        return self.take(self.answered)

    def ranking(self) -> NDArray[np.float64]:
        """Scores to rank by, the unscored at the wrong end ``(n,)``.

        >>> Answers(llr=np.zeros(3), answered=np.array([True, False, False]),
        ...         fake=np.array([True, True, False]), cluster=np.arange(3)).ranking().tolist()
        [0.0, -inf, inf]
        """
        return np.where(self.answered, self.llr, np.where(self.fake, -np.inf, np.inf))

    def limited(self, llr_limit: float) -> NDArray[np.float64]:
        """LLRs clipped to the limit, the unscored at it on the wrong side ``(n,)``."""
        return np.clip(self.ranking(), -llr_limit, llr_limit)
