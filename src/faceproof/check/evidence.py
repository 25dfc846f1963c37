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


def framed(
    frame: NDArray[np.uint8], evidence: Evidence | None, *, longest_px: int = 960
) -> NDArray[np.uint8]:
    """A frame of a file with the face of some evidence framed, made smaller if it is large."""
    scale = min(1.0, longest_px / max(frame.shape[:2]))
    size = (max(1, round(frame.shape[1] * scale)), max(1, round(frame.shape[0] * scale)))
    drawn = np.ascontiguousarray(cv2.resize(frame, size, interpolation=cv2.INTER_AREA))
    if evidence is not None:
        x0, y0, x1, y1 = (round(scale * v) for v in evidence.box_px)
        for colour, width in (((255, 255, 255), 4), ((31, 41, 55), 2)):
            cv2.rectangle(drawn, (x0, y0), (x1, y1), colour, width, cv2.LINE_AA)
    return np.asarray(drawn, np.uint8)


def coloured(face: NDArray[np.uint8], heat: NDArray[np.float32]) -> NDArray[np.uint8]:
    """A face with its heat over it; where the heat is 0, exactly the face."""
    smooth = cv2.resize(heat, face.shape[1::-1], interpolation=cv2.INTER_LINEAR)
    share = 0.65 * np.clip(smooth, 0, 1)[..., None]
    return np.asarray(np.round((1 - share) * face + share * _WARM), np.uint8)
