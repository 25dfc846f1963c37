"""Which windows of a picture are hashed, so that a crop, a border or a caption leaves one alone?"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from faceproof.faces import crop_region
from faceproof.provenance.pdq import Pdq, pdq
from faceproof.provenance.registry.greys import Grey

FLATTEST = 10
"""Pictures of a lower PDQ quality (a fade, a wall) are not hashed: they look like any other."""

MOST_FACES = 3
"""Faces of a picture that are hashed, the largest first."""

_FACE_WINDOWS = {2.2: 2, 3.6: 3}  # heights of the face: its kind of window
_DRAWN_PX = 256
_STILL_PX = 3.0  # a border's rows and columns vary by less, in grey levels
_LEAST_INSIDE = 0.25


class Window(IntEnum):
    """What a hash is of; only hashes of the same group are compared."""

    WHOLE = 0
    CENTRE = 1
    FACE = 2
    SURROUND = 3

    @property
    def group(self) -> int:
        """Whole pictures and their middles may show the same after a crop."""
        return max(int(self), 1) - 1


class View(NamedTuple):
    """A window's kind and its hashes."""

    window: Window
    pdq: Pdq


GROUPS = 3
"""Kinds of windows that are never compared with one another."""


def original_views(grey: Grey, landmarks_px: Sequence[NDArray[np.float32]]) -> list[View]:
    """What is kept of an original's picture.

    The whole; around each face two squares that turn, move and grow with it, which therefore do
    not care for borders and crops that leave them alone; without a face the middle 90% and 80%.

    Args:
        grey: the picture ``(h, w)``.
        landmarks_px: of each face the 468 points in it, x and y ``(468, 2)``.
    """
    views = [View(Window.WHOLE, pdq(grey)), *_of_faces(grey, landmarks_px)]
    if len(views) == 1:
        views += [View(Window.CENTRE, pdq(_middle(grey, share))) for share in (0.9, 0.8)]
    return [view for view in views if view.pdq.quality >= FLATTEST]


def query_views(grey: Grey, landmarks_px: Sequence[NDArray[np.float32]]) -> list[View]:
    """What is asked about a picture: its whole, with and without a border, and its faces."""
    views = [View(Window.WHOLE, pdq(grey)), *_of_faces(grey, landmarks_px)]
    inside = within_border(grey)
    if inside.shape != grey.shape:
        views.append(View(Window.WHOLE, pdq(inside)))
    return [view for view in views if view.pdq.quality >= FLATTEST]


def within_border(grey: Grey) -> Grey:
    """The picture without rows and columns of one brightness along its edges.

    >>> framed = np.zeros((60, 80), np.uint8)
    >>> framed[10:50, 5:75] = np.arange(100, 170)
    >>> within_border(framed).shape
    (40, 70)
    """
    rows = np.flatnonzero(grey.std(axis=1) > _STILL_PX)
    columns = np.flatnonzero(grey.std(axis=0) > _STILL_PX)
    if len(rows) == 0 or len(columns) == 0:
        return grey
    inside = grey[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return inside if inside.size >= _LEAST_INSIDE * grey.size else grey


def _of_faces(grey: Grey, landmarks_px: Sequence[NDArray[np.float32]]) -> list[View]:
    largest = sorted(landmarks_px, key=lambda points: -float(np.ptp(points, axis=0).max()))
    return [
        View(Window(kind), pdq(_square(grey, points, margin)))
        for points in largest[:MOST_FACES]
        for margin, kind in _FACE_WINDOWS.items()
    ]


def _square(grey: Grey, landmarks_px: NDArray[np.float32], margin: float) -> Grey:
    to_picture = crop_region(landmarks_px, margin=margin).to_frame(_DRAWN_PX)
    how = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    size = (_DRAWN_PX, _DRAWN_PX)
    drawn = cv2.warpAffine(grey, to_picture, size, flags=how, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(drawn, np.uint8)


def _middle(grey: Grey, share: float) -> Grey:
    height, width = grey.shape
    down, across = round(height * (1 - share) / 2), round(width * (1 - share) / 2)
    return grey[down : height - down, across : width - across]
