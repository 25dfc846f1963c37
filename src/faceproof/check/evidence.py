"""What can be shown of what was found: the most suspicious moment of a face, and where."""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from faceproof.core import Score
from faceproof.detectors import View
from faceproof.detectors.heat import HasHeat
from faceproof.faces import aligned_crop

SIDE_PX = 320
_PLAIN_MARGIN = 1.45
_WARM = np.array([213, 94, 0], np.float32)  # RGB; told apart from skin by the colour-blind too


class Evidence(NamedTuple):
    """Pictures of one face at its most suspicious examined frame.

    Attributes:
        track: number of the face.
        frame: its number in the file.
        at_s: when that is shown.
        box_px: x0, y0, x1, y1 of the face in that frame.
        face: RGB uint8 ``(320, 320, 3)``.
        marked: the same with what looks put in coloured; None where the detector cannot say.
    """

    track: int
    frame: int
    at_s: float
    box_px: tuple[float, float, float, float]
    face: NDArray[np.uint8]
    marked: NDArray[np.uint8] | None


def evidence_of(
    number: int, view: View, score: Score, features: NDArray[np.float32], looker: object
) -> Evidence:
    """The frame with the highest answer."""
    told = len(set(score.frames)) > 1
    row = int(np.argmax(score.frames)) if told else len(view.regions) // 2
    region = view.regions[row]
    margin = looker.heat_margin if isinstance(looker, HasHeat) else _PLAIN_MARGIN
    face = aligned_crop(region.rgb, region.landmarks_px, size=SIDE_PX, margin=margin)
    marked = None
    if isinstance(looker, HasHeat):
        marked = coloured(face, looker.heat(features[row : row + 1])[0])
    x0, y0, x1, y1 = view.track.box_px[np.searchsorted(view.track.frame, region.frame)].tolist()
    at_s = region.frame / float(view.facts.fps)
    return Evidence(number, region.frame, at_s, (x0, y0, x1, y1), face, marked)


def coloured(face: NDArray[np.uint8], heat: NDArray[np.float32]) -> NDArray[np.uint8]:
    """A face with its heat over it; where the heat is 0, exactly the face."""
    smooth = cv2.resize(heat, face.shape[1::-1], interpolation=cv2.INTER_LINEAR)
    share = 0.65 * np.clip(smooth, 0, 1)[..., None]
    return np.asarray(np.round((1 - share) * face + share * _WARM), np.uint8)
