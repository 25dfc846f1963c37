"""Which detectors can be followed back from their score to their pixels, and what they offer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, Protocol, runtime_checkable


@runtime_checkable
class HasGradient(Protocol):
    """A detector that looks at aligned crops one by one, and has a twin in torch.

    The twin is for an adversary who knows the detector, never for a score.

    Attributes:
        crop_px: side of its crops.
        margin: of its crops, see `faceproof.faces.aligned_crop`.
    """

    crop_px: ClassVar[int]
    margin: ClassVar[float]

    def twin(self) -> Callable[[Any], Any]:
        """From crops, torch float32 RGB in 0..1 ``(n, 3, px, px)``, to raw scores ``(n,)``.

        The same as `Detector.decide` of what `Detector.describe` gives, within float32. Needs
        the extra ``train``.
        """
