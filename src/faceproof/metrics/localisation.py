"""Does a detector point at what was changed? Its heat against the mask of the same frame."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from faceproof.core.errors import ScoreError

CHANGED = 8
"""Grey level from which a mask counts as changed; below lies a feathered rim nobody can see."""


def iou(heat: NDArray[np.float32], mask: NDArray[np.uint8], *, threshold: float = 0.5) -> float:
    """Intersection over union of the heat above a threshold and the changed pixels.

    Args:
        heat: 0 to 1, higher is more fake ``(h, w)``.
        mask: 0 where nothing was changed ``(h, w)``.
        threshold: of the heat.

    Returns:
        0 to 1; 1 where neither marks anything.

    Raises:
        ScoreError: the shapes differ, or the heat is not finite.

    >>> iou(np.array([[1.0, 0.9, 0.0]], np.float32), np.array([[255, 0, 0]], np.uint8))
    0.5
    """
    marked, changed = _marked(heat, mask, threshold), mask >= CHANGED
    union = int((marked | changed).sum())
    return int((marked & changed).sum()) / union if union else 1.0


def points_at(heat: NDArray[np.float32], mask: NDArray[np.uint8]) -> float:
    """The pointing game: 1 where the hottest pixel was changed, 0 where not.

    Where several are equally hot, the share of them that were changed, so that a flat heat
    scores the changed share of the picture and no corner is favoured.

    Raises:
        ScoreError: the shapes differ, or the heat is not finite.

    Reference:
        Zhang et al. 2018, International Journal of Computer Vision 126(10).

    >>> points_at(np.array([[0.1, 0.9]], np.float32), np.array([[0, 255]], np.uint8))
    1.0
    """
    hottest = _marked(heat, mask, float(np.max(heat)))
    return float((mask >= CHANGED)[hottest].mean())


def _marked(
    heat: NDArray[np.float32], mask: NDArray[np.uint8], threshold: float
) -> NDArray[np.bool_]:
    if heat.shape != mask.shape or heat.ndim != 2:
        raise ScoreError(
            f"heat of shape {heat.shape} and mask of shape {mask.shape}: expected one picture size"
        )
    if not np.isfinite(heat).all():
        raise ScoreError("a heat map has values that are not finite numbers")
    return np.asarray(heat >= threshold, np.bool_)
