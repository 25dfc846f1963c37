"""A picture as PNG bytes or a PNG file, for sheets and reports."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from faceproof.core import write_bytes
from faceproof.core.errors import MediaError


def png(image: NDArray[np.uint8]) -> bytes:
    """PNG of an RGB ``(h, w, 3)`` or grey ``(h, w)`` picture."""
    shown = cv2.cvtColor(image, cv2.COLOR_RGB2BGR) if image.ndim == 3 else image
    done, data = cv2.imencode(".png", shown)
    if not done:
        raise MediaError(f"a picture of shape {image.shape} cannot be written as PNG")
    return bytes(data.tobytes())


def write_picture(path: Path, image: NDArray[np.uint8]) -> None:
    """Write a PNG file, whole or not at all.

    Raises:
        MediaError: the name does not end in ``.png``.
        StorageError: the folder cannot be written.
    """
    if path.suffix.lower() != ".png":
        raise MediaError(f"{path}: pictures are written as PNG; give a name that ends in .png")
    write_bytes(path, png(image))
