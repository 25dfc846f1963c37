"""Where the head truly is in a frame: its rotation and place before a pinhole camera."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class HeadPose(NamedTuple):
    """A rigid head before a camera, in OpenCV's convention.

    `yaw`, `pitch` and `roll` in radians: yaw turns to the actor's left, pitch downwards, roll
    tilts to the actor's left; applied in this order. Points of the head are in dm with x to the
    actor's left, y up, z out of the face; ``rotation @ point + translation`` is in dm with x to
    the right of the picture, y down, z away from the camera. `camera` ``(3, 3)`` are its
    intrinsics in pixels whose centres lie at whole numbers.
    """

    yaw: float
    pitch: float
    roll: float
    rotation: NDArray[np.float64]
    translation: NDArray[np.float64]
    camera: NDArray[np.float64]

    def project(self, points: NDArray[np.floating]) -> NDArray[np.float64]:
        """Pixels x, y ``(n, 2)`` of points of the head in dm ``(n, 3)``."""
        seen = (points @ self.rotation.T + self.translation) @ self.camera.T
        return np.asarray(seen[:, :2] / seen[:, 2:], np.float64)
