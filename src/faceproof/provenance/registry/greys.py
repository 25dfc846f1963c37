"""Which pictures of a file are compared, and how small do they become?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from faceproof.core.errors import LimitError
from faceproof.media import LIMITS, Decoder, Frame, Limits

Grey = NDArray[np.uint8]

SIDE_PX = 480
"""Longest side of what is kept of a picture: a face a tenth of it wide is still 48 pixels."""

_MOST_BYTES = 512 << 20


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pictures:
    """Some pictures of a clip, small and grey.

    Attributes:
        time_s: when each is shown, ascending, float64 ``(n,)``.
        grey: brightness in whatever range the file has, uint8 ``(n, h, w)``.
    """

    time_s: NDArray[np.float64]
    grey: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.time_s)

    def take(self, rows: Any) -> Pictures:
        """Those of some rows."""
        return Pictures(time_s=self.time_s[rows], grey=self.grey[rows])

    def mirrored(self) -> Pictures:
        """Left and right exchanged."""
        return Pictures(time_s=self.time_s, grey=np.ascontiguousarray(self.grey[..., ::-1]))


def small_size(width: int, height: int) -> tuple[int, int]:
    """Width and height of a small picture: even, as encoders want them, never enlarged.

    >>> small_size(1920, 1080), small_size(361, 201)
    ((480, 270), (360, 200))
    """
    scale = min(1.0, SIDE_PX / max(width, height))
    across, down = (max(2, int(side * scale + 0.5) // 2 * 2) for side in (width, height))
    return across, down


def small_grey(frame: Frame) -> Grey:
    """A decoded frame, small and grey."""
    luma = frame.luma()
    size = small_size(frame.width, frame.height)
    return np.asarray(cv2.resize(luma, size, interpolation=cv2.INTER_AREA), np.uint8)


def read_pictures(
    path: Path,
    wanted: Callable[[int, float], bool],
    *,
    until_s: float = np.inf,
    limits: Limits = LIMITS,
) -> Pictures:
    """The pictures of a file that are wanted, given number and time of each.

    Args:
        path: the file.
        wanted: asked of every frame, in order.
        until_s: later ones are not decoded.
        limits: on the file.

    Raises:
        MediaError: the file is not a video or image that can be read.
        LimitError: it is over a limit, or so many pictures take too much memory.
    """
    times, greys = [], []
    left = _MOST_BYTES
    with Decoder(path, limits=limits) as decoder:
        for frame in decoder:
            if frame.time_s > until_s:
                break
            if wanted(frame.index, frame.time_s):
                greys.append(small_grey(frame))
                times.append(frame.time_s)
                left -= greys[-1].size
                if left < 0:
                    raise LimitError(
                        f"{path.name}: {len(greys)} pictures to compare take over "
                        f"{_MOST_BYTES >> 20} MiB of memory; cut it"
                    )
    width, height = small_size(decoder.facts.width, decoder.facts.height)
    stacked = np.stack(greys) if greys else np.zeros((0, height, width), np.uint8)
    return Pictures(time_s=np.array(times, np.float64), grey=stacked)
