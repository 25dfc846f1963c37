"""Whole clips as arrays, and which frames to take of them."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from faceproof.core.errors import LimitError, MediaError
from faceproof.media.container import called
from faceproof.media.decoder import Decoder
from faceproof.media.limits import LIMITS, Limits

_MOST_BYTES = 2 << 30
# FFmpeg decodes monochrome H.264 as yuvj420p with empty chroma.
_FULL_RANGE_LUMA = {"gray", "yuvj420p"}


def read_rgb(
    path: Path, *, limits: Limits = LIMITS, max_frames: int | None = None
) -> NDArray[np.uint8]:
    """The first ``max_frames`` frames of a clip (all when None), RGB ``(t, h, w, 3)``.

    Raises:
        MediaError: as `Decoder`.
        LimitError: the pixels would take more than 2 GiB of memory.
    """
    with Decoder(path, limits=limits) as clip:
        frames = clip.facts.frames if max_frames is None else min(max_frames, clip.facts.frames)
        shape = (frames, clip.facts.height, clip.facts.width, 3)
        pixels = _room(path, shape)
        count = 0
        for frame in islice(clip, frames):
            pixels[frame.index] = frame.rgb()
            count += 1
    return pixels[:count]


def read_masks(path: Path, *, limits: Limits = LIMITS) -> NDArray[np.uint8]:
    """The masks that `encode_masks` wrote, ``(t, h, w)`` 0 to 255.

    Raises:
        MediaError: it is not a full-range grey video, or as `Decoder`.
        LimitError: the pixels would take more than 2 GiB of memory.
    """
    with Decoder(path, limits=limits) as clip:
        if clip.facts.pix_fmt not in _FULL_RANGE_LUMA:
            raise MediaError(
                f"{called(path)}: has {clip.facts.pix_fmt} pictures, expected the full-range "
                "grey of a mask video; give the file under masks/"
            )
        masks = _room(path, (clip.facts.frames, clip.facts.height, clip.facts.width))
        count = 0
        for frame in clip:
            masks[frame.index] = frame.luma()
            count += 1
    return masks[:count]


def spread(frames: int, k: int) -> tuple[int, ...]:
    """``k`` evenly spread frame numbers, middles of ``k`` equal parts; all if ``k >= frames``.

    >>> spread(100, 4)
    (12, 37, 62, 87)
    >>> spread(3, 8)
    (0, 1, 2)
    """
    if k >= frames:
        return tuple(range(frames))
    return tuple((2 * i + 1) * frames // (2 * k) for i in range(k))


def even(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A view of ``(h, w, ...)`` without the last row or column where their number is odd.

    >>> even(np.zeros((5, 4, 3), np.uint8)).shape
    (4, 4, 3)
    """
    return image[: image.shape[0] // 2 * 2, : image.shape[1] // 2 * 2]


def _room(path: Path, shape: tuple[int, ...]) -> NDArray[np.uint8]:
    size = int(np.prod(shape, dtype=np.int64))
    if size > _MOST_BYTES:
        raise LimitError(
            f"{called(path)}: its pixels {'x'.join(map(str, shape))} take {size >> 20} MiB of "
            f"memory, at most {_MOST_BYTES >> 20} is allowed; read fewer frames"
        )
    return np.empty(shape, np.uint8)
