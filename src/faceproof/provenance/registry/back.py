"""Where in the file's own picture is what was found on the grid?"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from faceproof.core import MediaFacts
from faceproof.provenance.registry.align import Affine
from faceproof.provenance.registry.compared import Compared
from faceproof.provenance.registry.greys import small_size
from faceproof.provenance.registry.laid import Laid

_LINE = (255, 40, 40)


class Back:
    """From the grid on which both lie back to the file's own pixels."""

    def __init__(self, compared: Compared, facts: MediaFacts, laid: Laid) -> None:
        self._size = (facts.width, facts.height)
        small = small_size(*self._size)
        to_small = cv2.invertAffineTransform(compared.affine)
        grid = np.diag([1 / laid.scale, 1 / laid.scale, 1.0])
        enlarge = np.diag([facts.width / small[0], facts.height / small[1], 1.0])
        square = np.vstack([to_small, [0.0, 0.0, 1.0]])
        mirror = np.eye(3)
        if compared.candidate.mirrored:
            mirror = np.array([[-1.0, 0.0, facts.width], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
        self._to_file: Affine = (mirror @ enlarge @ square @ grid)[:2]

    def box(self, box: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
        """The upright box around a box of the grid, within the picture."""
        x0, y0, x1, y1 = box
        corners = np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], np.float64)
        there = corners @ self._to_file[:, :2].T + self._to_file[:, 2]
        low = np.clip(np.floor(there.min(axis=0)), 0, self._size)
        high = np.clip(np.ceil(there.max(axis=0)), 0, self._size)
        return int(low[0]), int(low[1]), int(high[0]), int(high[1])

    def drawn(self, rgb: NDArray[np.uint8], area: NDArray[np.bool_]) -> NDArray[np.uint8]:
        """A frame of the file in which the rim of an area of the grid is drawn."""
        there = cv2.warpAffine(area.astype(np.uint8) * 255, self._to_file, self._size)
        rims, _ = cv2.findContours(
            (there > 127).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE
        )
        width = max(1, round(max(self._size) / 320))
        return np.asarray(cv2.drawContours(rgb.copy(), rims, -1, _LINE, width), np.uint8)
