"""What shows between lips that open wider than they did: the target's own mouth, or the dark."""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from faceproof.manipulations.head import Head
from faceproof.manipulations.mean_face import INNER_LIPS, OUTER_LIPS, layout
from faceproof.manipulations.mesh import Box, lookup, sample
from faceproof.manipulations.texture import mouth

OPENS_FROM, OPENS_TO = 0.02, 0.07  # further opening, in eye distances, that shows a new mouth
USABLE = 0.5  # the widest mouth serves when it has at least this share of the opening
DARK, TONGUE = 0.22, 0.42  # brightness under the upper lip and over the lower, shares of the lips'
CLEAR = 0.95  # how visible the widest mouth must be


class WidestMouth(NamedTuple):
    """A person's widest open mouth in a clip.

    Attributes:
        opening: in eye distances.
    """

    picture: NDArray[np.uint8]
    landmarks_px: NDArray[np.float32]
    opening: float


def widest_mouth(frames: NDArray[np.uint8], head: Head, clear: NDArray[np.float32]) -> WidestMouth:
    """The frame in which a mouth is open widest with no hand before it.

    Args:
        frames: of the whole clip.
        head: the person's head in it.
        clear: how visible each texel is in ``head.frames``, see `clear_of_hands`.
    """
    visible = clear[:, mouth()].mean(axis=1)
    openings = np.where(visible >= CLEAR, head.openings()[head.seen, 0], -1.0)
    number = head.frames[openings.argmax()]
    return WidestMouth(frames[number], head.landmarks_px[number], float(openings.max()))


def fill_mouth(
    picture: NDArray[np.uint8],
    box: Box,
    lips: NDArray[np.float32],
    openings: tuple[float, float],
    widest: WidestMouth,
) -> NDArray[np.bool_]:
    """Paint the inside of a newly opened mouth into the picture of a box, in place.

    Args:
        picture: the warped frame within ``box``, RGB ``(h, w, 3)``.
        box: where the picture is in the frame.
        lips: all 468 landmarks after the move, in full-frame pixels.
        openings: of the mouth before and after, in eye distances.
        widest: the same person's widest mouth.

    Returns:
        The pixels that were painted, ``(h, w)``.
    """
    before, after = openings
    share = np.clip((after - before - OPENS_FROM) / (OPENS_TO - OPENS_FROM), 0, 1)
    own = widest.opening >= max(USABLE * after, before + OPENS_FROM)
    if share == 0:
        return np.zeros(picture.shape[:2], np.bool_)
    alpha = share * _soft_polygon(lips[list(INNER_LIPS)], box)
    inside = _own_mouth(lips, box, widest) if own else _dark_mouth(picture, lips, box)
    mixed = picture + alpha[..., None] * (inside.astype(np.float32) - picture)
    picture[:] = np.clip(np.round(mixed), 0, 255).astype(np.uint8)
    painted: NDArray[np.bool_] = alpha > 0
    return painted


def _own_mouth(lips: NDArray[np.float32], box: Box, widest: WidestMouth) -> NDArray[np.uint8]:
    mesh = layout()
    triangles = np.concatenate([mesh.triangles, mesh.triangles[mesh.in_mouth]])
    return sample(widest.picture, lookup(lips, widest.landmarks_px, triangles, box))


def _dark_mouth(
    picture: NDArray[np.uint8], lips: NDArray[np.float32], box: Box
) -> NDArray[np.uint8]:
    """The lips' colour with little light on it, less the deeper under the upper lip."""
    around = _soft_polygon(lips[list(OUTER_LIPS)], box) - _soft_polygon(lips[list(INNER_LIPS)], box)
    weight = np.maximum(around, 0)
    colour = (picture * weight[..., None]).sum(axis=(0, 1)) / max(float(weight.sum()), 1e-6)
    top, bottom = lips[13, 1] - box[1], lips[14, 1] - box[1]
    depth = np.clip((np.arange(len(picture)) - top) / max(float(bottom - top), 1.0), 0, 1)
    light = DARK + (TONGUE - DARK) * depth**2
    return np.broadcast_to(np.round(light[:, None, None] * colour).astype(np.uint8), picture.shape)


def _soft_polygon(ring: NDArray[np.float32], box: Box) -> NDArray[np.float32]:
    """1 inside a ring of points, falling to 0 over about a pixel ``(h, w)``."""
    x0, y0, x1, y1 = box
    canvas = np.zeros((y1 - y0, x1 - x0), np.uint8)
    corners = np.round((ring - np.array([x0, y0], np.float32)) * 16).astype(np.int32)
    cv2.fillPoly(canvas, [corners], 255, cv2.LINE_AA, 4)
    return np.asarray(cv2.blur(canvas, (3, 3)), np.float32) / np.float32(255)
