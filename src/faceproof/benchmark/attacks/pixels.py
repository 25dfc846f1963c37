"""A view with other pixels in its face regions, everything else as it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from faceproof.benchmark.corruptions.pictures import jpeg
from faceproof.detectors import View

Rgb = NDArray[np.uint8]


def with_pixels(view: View, pictures: Sequence[Rgb]) -> View:
    """The same faces at the same places, in these pictures.

    Args:
        view: stays as it is.
        pictures: for each region RGB uint8 of its size ``(h, w, 3)``; become read only.
    """
    for picture in pictures:
        picture.setflags(write=False)
    regions = zip(view.regions, pictures, strict=True)
    return replace(view, regions=tuple(replace(face, rgb=rgb) for face, rgb in regions))


def as_jpeg(view: View, quality: int) -> View:
    """Each region coded as a JPEG of ``quality`` 0 to 100 and read again."""
    nothing = np.random.default_rng(0)  # a JPEG draws none
    return with_pixels(view, [jpeg(face.rgb, quality, nothing) for face in view.regions])


def largest_change(before: View, after: View) -> int:
    """Most grey levels by which any channel of any pixel differs."""
    return max(
        int(np.abs(a.rgb.astype(np.int16) - b.rgb).max())
        for a, b in zip(before.regions, after.regions, strict=True)
    )
