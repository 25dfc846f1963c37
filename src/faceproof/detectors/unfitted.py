"""What is left of a detector that learns nothing here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from faceproof.core.errors import WeightsError
from faceproof.detectors.base import Detector, Shown


class Unfitted(Detector):
    """A detector without weights of its own: it knows nothing, or came with all it knows.

    A subclass writes `describe` and `decide`.
    """

    fitted: ClassVar[bool] = False

    def fit(
        self,
        features: Sequence[NDArray[np.float32]],  # noqa: ARG002 - nothing to learn
        fake: NDArray[np.bool_],  # noqa: ARG002
        rng: np.random.Generator,  # noqa: ARG002
        *,
        weight: NDArray[np.float64] | None = None,  # noqa: ARG002
        shown: Sequence[Shown] | None = None,  # noqa: ARG002
    ) -> Self:
        """Learn nothing."""
        return self

    def arrays(self) -> dict[str, NDArray[np.float64]]:
        """Nothing was learned."""
        return {}

    def restore(self, arrays: Mapping[str, NDArray[np.float64]]) -> Self:
        """Take back nothing."""
        if arrays:
            raise WeightsError(
                f"{self.name} learns nothing, yet its weights hold {sorted(arrays)}; train again"
            )
        return self
