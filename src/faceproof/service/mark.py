"""Words burnt into a picture, so that nobody can pass it off as something else."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Rgb = NDArray[np.uint8]
_FONT = cv2.FONT_HERSHEY_DUPLEX
_WHITE = 255.0
_LARGEST = 4.0
_ACROSS = 0.25  # how much of the words across the picture is seen: the face stays visible
_BAND = 0.7  # how dark the band is behind the words at the foot


class Mark:
    """The same words at the same place of every picture: on a band at its foot, and across it.

    The band says it; the words across stay when somebody cuts the band off.
    """

    def __init__(self, words: str, *, width: int, height: int) -> None:
        foot = _words(words, width, height, share=0.94, most=0.06, at=0.96)
        across = _words(words.partition(",")[0], width, height, share=0.8, most=0.2, at=0.55)
        top = int(np.flatnonzero(foot.any(axis=1))[0]) - 4
        shade = np.zeros((height, width), np.float32)
        shade[max(top, 0) :] = _BAND
        self._keep = ((1 - shade) * (1 - foot) * (1 - _ACROSS * across))[..., None]
        self._add = np.maximum(foot, _ACROSS * across * (1 - shade))[..., None] * _WHITE

    def on(self, picture: Rgb) -> Rgb:
        """A picture ``(h, w, 3)`` with the words on it."""
        marked: Rgb = np.clip(picture * self._keep + self._add, 0, 255).astype(np.uint8)
        return marked


def _words(
    words: str, width: int, height: int, *, share: float, most: float, at: float
) -> NDArray[np.float32]:
    """How much each pixel belongs to the words, 0 to 1 ``(height, width)``; centred, not too large.

    Args:
        words: plain ASCII.
        width: of the picture.
        height: of the picture.
        share: of the width that they may take.
        most: of the height that they may take.
        at: how far down their foot stands, as a share of the height.
    """
    scale = _LARGEST
    while (size := _measured(words, scale))[0] > share * width or size[1] > most * height:
        scale *= 0.95  # glyphs do not grow in proportion, so they are tried
    canvas = np.zeros((height, width), np.uint8)
    begin = (round((width - size[0]) / 2), round(at * height))
    cv2.putText(canvas, words, begin, _FONT, scale, 255, 1, cv2.LINE_AA)
    return canvas.astype(np.float32) / np.float32(_WHITE)


def _measured(words: str, scale: float) -> tuple[int, int]:
    (wide, high), _ = cv2.getTextSize(words, _FONT, scale, 1)
    return int(wide), int(high)
