"""Where is something put into a face? Shapes that face-swappers and reenactment cut."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from faceproof.detectors.blend.faces import Face, height_px
from faceproof.manipulations.mean_face import LEFT_EYE, OUTER_LIPS, OVAL, RIGHT_EYE

WANDERED = 0.06  # of the face's height
_BROWS = (70, 63, 105, 66, 107, 336, 296, 334, 293, 300)
_JAW = tuple(OVAL[7:30])  # from ear to ear by way of the chin
_NOSE = (168, 6, 197, 195, 5, 4, 98, 327)
Points = NDArray[np.float32]


def drawn_mask(face: Face, rng: np.random.Generator) -> NDArray[np.uint8]:
    """A soft alpha ``(h, w)``, 255 where the face is covered whole."""
    shapes, chances = zip(*_SHAPES, strict=True)
    shape: Callable[[Points, np.random.Generator], Points] = shapes[
        rng.choice(len(shapes), p=chances)
    ]
    tall = height_px(face)
    outline = _wandering(shape(face.landmarks_px, rng), tall, rng)
    inside = np.zeros(face.rgb.shape[:2], np.float32)
    cv2.fillPoly(inside, [np.round(outline * 16).astype(np.int32)], 1, cv2.LINE_8, 4)
    first, second = tall * rng.uniform(0.005, 0.05, 2)
    eroded = (cv2.GaussianBlur(inside, (0, 0), max(first, 0.3)) > 0.75).astype(np.float32)
    soft = cv2.GaussianBlur(eroded, (0, 0), max(second, 0.3))
    return np.asarray(np.round(255 * soft), np.uint8)


def _wandering(points: Points, tall: float, rng: np.random.Generator) -> Points:
    """The hull of points, each of whose corners has moved smoothly."""
    hull = cv2.convexHull(points.astype(np.float32))[:, 0]
    angle = np.arctan2(*(hull - hull.mean(0)).T[::-1])
    waves = np.concatenate([[np.cos(k * angle), np.sin(k * angle)] for k in (1, 2, 3, 5)])
    moves = (rng.uniform(-1, 1, (2, len(waves))) @ waves).T
    moves /= np.abs(moves).max() + 1e-6
    return np.asarray(hull + WANDERED * rng.random() * tall * moves, np.float32)


def _whole(points: Points, _rng: np.random.Generator) -> Points:
    return points[list(OVAL)]


def _below_brows(points: Points, _rng: np.random.Generator) -> Points:
    """Jaw and brows: the hull of the 68 points that most face-swappers use."""
    return points[[*_BROWS, *_JAW]]


def _mouth(points: Points, rng: np.random.Generator) -> Points:
    lips = points[list(OUTER_LIPS)]
    return np.asarray(lips.mean(0) + rng.uniform(1.3, 2.4) * (lips - lips.mean(0)), np.float32)


def _lower(points: Points, _rng: np.random.Generator) -> Points:
    """Below the eyes: what reenactment and lip-sync paint."""
    return points[[*_JAW[4:-4], 4, 116, 345]]


def _inner(points: Points, rng: np.random.Generator) -> Points:
    parts = points[[*LEFT_EYE, *RIGHT_EYE, *OUTER_LIPS, *_NOSE]]
    return np.asarray(parts.mean(0) + rng.uniform(1.05, 1.3) * (parts - parts.mean(0)), np.float32)


def _eyes(points: Points, rng: np.random.Generator) -> Points:
    parts = points[[*LEFT_EYE, *RIGHT_EYE]]
    return np.asarray(parts.mean(0) + rng.uniform(1.1, 1.6) * (parts - parts.mean(0)), np.float32)


def _box(points: Points, rng: np.random.Generator) -> Points:
    """The square that an autoencoder paints."""
    low, high = points.min(0), points.max(0)
    grow = rng.uniform(-0.1, 0.15) * (high - low)
    (x0, y0), (x1, y1) = low - grow, high + grow
    return np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], np.float32)


_SHAPES: tuple[tuple[Callable[[Points, np.random.Generator], Points], float], ...] = (
    (_whole, 0.3),
    (_below_brows, 0.3),
    (_inner, 0.1),
    (_mouth, 0.1),
    (_lower, 0.1),
    (_eyes, 0.04),
    (_box, 0.06),
)
