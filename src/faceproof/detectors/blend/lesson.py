"""One picture to learn from, and its twin: a genuine face, and the same with something put in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from faceproof.detectors.blend.degrade import degraded, filmed_poorly
from faceproof.detectors.blend.faces import Face, height_px, shrunk
from faceproof.detectors.blend.masks import drawn_mask
from faceproof.detectors.blend.network import HEAT_PX, MARGIN, SIDE_PX
from faceproof.detectors.blend.pasted import laid_on, own_copy, recoloured
from faceproof.faces import aligned_crop
from faceproof.manipulations.blend import BLENDS
from faceproof.manipulations.expression import opposite

FACE_PX = (64, 320)
"""Heights of faces, drawn evenly by their logarithm; a smaller face stays as it is."""

STRENGTHS = (0.25, 0.5, 0.75, 1.0, 1.0, 1.0)
"""How much of what is put in covers what was there (Shiohara & Yamasaki 2022, section 3.2)."""

SURROUND = 1.0
"""What is kept around a face, in its heights from its middle; more than any crop shows."""

LESSON_VERSION = "5"
"""Raised whenever other pairs would be drawn from the same faces."""

LEAST_CHANGED = 1.0
"""Grey levels, on average where something was put in: less is no fake either."""

POOR = 0.45
"""How often the recording was poor before anything was put in."""

LEAST_COVERED = 0.01
"""Of a crop: less is no fake."""


class Pair(NamedTuple):
    """Two crops of one treatment.

    Attributes:
        genuine, fake: RGB uint8 ``(192, 192, 3)``.
        heat: how much of each place of the fake was put in, 0..1 ``(12, 12)``.
    """

    genuine: NDArray[np.uint8]
    fake: NDArray[np.uint8]
    heat: NDArray[np.float32]


def drawn_pair(face: Face, donors: Sequence[Face], rng: np.random.Generator) -> Pair:
    """A pair made of one face.

    Args:
        face: genuine.
        donors: faces that may be put on it; none where it may only be blended with itself.
        rng: draws everything.
    """
    while True:
        pair = _tried(face, donors, rng)
        if pair is not None:
            return pair


def _tried(face: Face, donors: Sequence[Face], rng: np.random.Generator) -> Pair | None:
    face = _closer(face, rng)
    if rng.random() < 0.5:
        face = mirrored(face)
    if rng.random() < POOR:
        face = face._replace(rgb=filmed_poorly(face.rgb, rng))
    below = face.rgb
    if donors and rng.random() < 0.5:
        donor = shrunk(donors[int(rng.integers(len(donors)))], 1.5 * height_px(face))
        above = laid_on(face, donor, rng)
    elif rng.random() < 0.7:
        above = own_copy(face, rng)
    else:
        # what surrounds it is in other colours only: every other trace would be on one side alone
        above, below = below, recoloured(below, rng, 0.6 * rng.uniform(0.2, 1.0))
    alpha = drawn_mask(face, rng)
    way = rng.choice(["feather", "feather", "feather", "pyramid", "poisson"])
    blended = BLENDS[way](np.ascontiguousarray(above), np.ascontiguousarray(below), alpha)
    strength = float(rng.choice(STRENGTHS))
    picture = cv2.addWeighted(blended.picture, strength, below, 1 - strength, 0)
    off = cv2.absdiff(picture, face.rgb)[blended.alpha > 0]
    if not off.size or off.mean() < LEAST_CHANGED:
        return None
    genuine, fake = degraded([face.rgb, np.asarray(picture, np.uint8)], rng)
    heat_of = _Seen.drawn(face.landmarks_px, rng)
    heat = strength * heat_of(np.dstack([blended.alpha] * 3))[..., 0].astype(np.float32) / 255
    covered = np.asarray(cv2.resize(heat, (HEAT_PX, HEAT_PX), interpolation=cv2.INTER_AREA))
    if covered.mean() < LEAST_COVERED:
        return None
    return Pair(heat_of(genuine), heat_of(fake), covered.astype(np.float32))


def _closer(face: Face, rng: np.random.Generator) -> Face:
    """The face at a drawn size, without more surround than a crop may show."""
    low, high = np.log(FACE_PX)
    face = shrunk(face, float(np.exp(rng.uniform(low, high))))
    middle, reach = face.landmarks_px.mean(0), SURROUND * height_px(face)
    height, width = face.rgb.shape[:2]
    x0, y0 = (max(0, int(v)) for v in middle - reach)
    x1, y1 = min(width, int(middle[0] + reach)), min(height, int(middle[1] + reach))
    return Face(np.ascontiguousarray(face.rgb[y0:y1, x0:x1]), face.landmarks_px - (x0, y0))


def mirrored(face: Face) -> Face:
    """Left and right exchanged; the numbers of the points stay with the places they name."""
    flipped = face.landmarks_px * np.array([-1, 1], np.float32)
    flipped[:, 0] += face.rgb.shape[1] - 1
    return Face(np.ascontiguousarray(face.rgb[:, ::-1]), flipped[opposite()])


class _Seen(NamedTuple):
    """A crop as a tracker that errs a little would cut it."""

    landmarks_px: NDArray[np.float32]
    margin: float

    @classmethod
    def drawn(cls, landmarks_px: NDArray[np.float32], rng: np.random.Generator) -> _Seen:
        tall = float(np.ptp(landmarks_px[:, 1]))
        middle = landmarks_px.mean(0)
        angle = np.radians(rng.normal(0, 4))
        turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        off = tall * rng.normal(0, 0.02, 2)
        turned = (landmarks_px - middle) @ turn.T + middle + off
        return cls(turned.astype(np.float32), float(MARGIN * rng.uniform(0.88, 1.12)))

    def __call__(self, picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
        return aligned_crop(picture, self.landmarks_px, size=SIDE_PX, margin=self.margin)
