"""How far a painted face reaches: full inside, nothing at its outline, in the hair or unseen."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from faceproof.manipulations.head import Head
from faceproof.manipulations.mean_face import layout, mean_face
from faceproof.manipulations.texture import SIDE, texels

FOREHEAD = 0.35, 0.7  # from brows (0) to hairline (1): where the face begins to fade, and is gone
BROWS = (70, 63, 105, 66, 107, 336, 296, 334, 293, 300)
LEAST_FRONTAL = 0.12  # the temples' facing from the front, or what counts as that
MIDDLE = 0.35  # eye distances from the nose's line within which all is shown, as on the near side
HIDDEN, OPEN = 0.4, 0.9  # facing the camera, as a share of that of a frontal face


@cache
def below_hair() -> NDArray[np.float32]:
    """1 on the face, falling to 0 on the upper forehead, where hair begins ``(SIDE, SIDE)``."""
    brow_y, hair_y = texels()[list(BROWS), 1].mean(), texels()[10, 1]
    height = (brow_y - np.arange(SIDE)) / (brow_y - hair_y)
    fading = np.clip((FOREHEAD[1] - height) / (FOREHEAD[1] - FOREHEAD[0]), 0, 1)
    return np.asarray(np.repeat(eased(fading)[:, None], SIDE, axis=1), np.float32)


def from_outline(covered: NDArray[np.bool_], width_px: float) -> NDArray[np.float32]:
    """0 outside a region, rising to 1 over ``width_px`` inside it; the picture's edge is none."""
    depth = cv2.distanceTransform(covered.view(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_3)
    return eased(np.clip((depth - 1) * np.float32(1 / max(width_px, 1)), 0, 1))


def eased(share: NDArray[np.floating]) -> NDArray[np.float32]:
    """A share of 0..1 that leaves 0 and reaches 1 without a corner."""
    return np.asarray(share * share * (3 - 2 * share), np.float32)


@cache
def _normals() -> NDArray[np.float32]:
    """Unit normals of the mean face's points, towards the outside ``(468, 3)``."""
    face, triangles = mean_face().astype(np.float64), layout().triangles
    a, b, c = (face[triangles[:, k]] for k in range(3))
    across = np.cross(c - a, b - a)
    normals = np.zeros_like(face)
    for k in range(3):
        np.add.at(normals, triangles[:, k], across)
    return np.asarray(normals / np.linalg.norm(normals, axis=1, keepdims=True), np.float32)


def in_sight(head: Head) -> NDArray[np.float32]:
    """How well the camera sees each point in each frame, 0..1 ``(t, 468)``.

    What is turned away has no pixels to take, and its landmarks may lie on the wall behind.
    """
    sideways, down = head.pose.T
    ahead = np.sqrt(np.clip(1 - sideways**2 - down**2, 0, 1))
    towards_camera = -np.stack([sideways, down, ahead], axis=1)
    facing, frontal = towards_camera @ _normals().T, np.maximum(-_normals()[:, 2], LEAST_FRONTAL)
    share = np.clip((facing / frontal - HIDDEN) / (OPEN - HIDDEN), 0, 1)
    across = mean_face()[:, 0]
    near = (across * sideways[:, None] < 0) | (np.abs(across) < MIDDLE)
    return np.asarray(np.where(near, 1, share), np.float32)
