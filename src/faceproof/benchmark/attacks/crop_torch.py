"""The aligned crop in torch, so that a gradient reaches the pixels of a face's region."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from faceproof.detectors import FaceRegion
from faceproof.faces import crop_region, finer_by

Tensor = Any


def crop_of(face: FaceRegion, *, size: int, margin: float) -> Callable[[Tensor], Tensor]:
    """`faceproof.faces.aligned_crop` of a picture in the place of ``face.rgb``, unrounded.

    The same similarity, the same bilinear samples, the same averages. One thing is left out: a
    face of eight crops' width and more, which is halved before it is drawn.

    Args:
        face: where the face is.
        size: side of the crop.
        margin: side of the crop in heights of the face.

    Returns:
        From pictures, float32 ``(1, 3, h, w)``, to crops ``(1, 3, size, size)``.
    """
    region = crop_region(face.landmarks_px, margin=margin)
    finer = finer_by(region, size)
    grid = torch.from_numpy(_grid(region.to_frame(finer * size), finer * size, face.rgb.shape))

    def crop(picture: Tensor) -> Tensor:
        drawn = functional.grid_sample(
            picture, grid, mode="bilinear", padding_mode="border", align_corners=True
        )
        return functional.avg_pool2d(drawn, finer)

    return crop


def _grid(
    to_frame: NDArray[np.float64], drawn_px: int, shape: tuple[int, ...]
) -> NDArray[np.float32]:
    """Where each drawn pixel lies, -1 and 1 the outermost pixels' centres ``(1, px, px, 2)``."""
    v, u = np.mgrid[:drawn_px, :drawn_px]
    places = np.stack([u, v, np.ones_like(u)], 2) @ to_frame.T
    edge = np.array([shape[1] - 1, shape[0] - 1])
    return np.asarray(2 * places / edge - 1, np.float32)[None]
