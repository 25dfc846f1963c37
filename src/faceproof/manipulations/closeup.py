"""Square pictures of a face in which its place, size and roll are the same in every frame."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from faceproof.manipulations.head import Head
from faceproof.manipulations.mean_face import layout
from faceproof.manipulations.mesh import NOWHERE, lookup, sample
from faceproof.manipulations.texture import texels

_ON = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP


@dataclass(frozen=True, slots=True, kw_only=True)
class Closeup:
    """What a virtual camera that follows the head sees; turning to the side stays to be seen.

    Attributes:
        centre: the point of the mean face in its middle.
        half: from there to each border, in eye distances.
        side: pixels.
    """

    centre: tuple[float, float, float]
    half: float
    side: int

    def placed(self, head: Head, number: int) -> NDArray[np.float64]:
        """The affine map from pixels of the close-up to pixels of a frame, ``(2, 3)``."""
        camera = head.cameras[number].astype(np.float64)
        along = camera[:, 0] / np.linalg.norm(camera[:, 0])
        turn = np.array([[along[0], -along[1]], [along[1], along[0]]])
        flat = turn * (2 * self.half * float(head.eye_px[number]) / self.side)
        middle = camera @ np.array([*self.centre, 1.0])
        start = middle + flat @ np.full(2, 0.5 - self.side / 2)
        return np.asarray(np.c_[flat, start], np.float64)

    def cut(self, frame: NDArray[np.uint8], placed: NDArray[np.float64]) -> NDArray[np.uint8]:
        """The close-up of a frame, RGB ``(side, side, 3)``; large faces are averaged."""
        finer = max(1, math.ceil(float(np.sqrt(abs(np.linalg.det(placed[:, :2]))))))
        flat = placed[:, :2] / finer
        start = placed[:, 2] + placed[:, :2] @ np.full(2, 0.5 / finer - 0.5)
        size = self.side * finer
        cut: Any = cv2.warpAffine(
            frame, np.c_[flat, start], (size, size), flags=_ON, borderMode=cv2.BORDER_REPLICATE
        )
        if finer > 1:
            cut = cv2.resize(cut, (self.side, self.side), interpolation=cv2.INTER_AREA)
        return np.asarray(cut, np.uint8)

    def points(
        self, landmarks: NDArray[np.float32], placed: NDArray[np.float64]
    ) -> NDArray[np.float32]:
        """Where points of the frame are in the close-up ``(n, 2)``."""
        inverse = np.linalg.inv(placed[:, :2])
        return np.asarray((landmarks - placed[:, 2]) @ inverse.T, np.float32)

    def unfolded(self, points: NDArray[np.float32]) -> NDArray[np.float32]:
        """The texel at each pixel, x y ``(side, side, 2)``; `NOWHERE` off the face."""
        return lookup(points, texels(), layout().triangles, (0, 0, self.side, self.side))


def worn(texture: NDArray[np.float32], unfolded: NDArray[np.float32]) -> NDArray[np.uint8]:
    """A share 0..1 of each texel as 0..255 where the texels are ``(h, w)``; 0 off the face."""
    shares = sample(np.round(255 * texture).astype(np.uint8), unfolded)
    return np.where(unfolded[..., 0] == NOWHERE, np.uint8(0), shares)
