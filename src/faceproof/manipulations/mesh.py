"""Where each pixel of a moved triangle mesh comes from: one table, then one `cv2.remap`."""

from __future__ import annotations

from typing import Any

import cv2
import numba
import numpy as np
from numpy.typing import NDArray

NOWHERE = -16.0  # a coordinate outside every picture

_NO_SECOND_MAP: Any = None  # cv2's stubs leave out that the first table may hold both

Box = tuple[int, int, int, int]


@numba.njit(cache=True, nogil=True)
def _rasterise(
    corners: NDArray[np.float32],
    values: NDArray[np.float32],
    triangles: NDArray[np.int32],
    out: NDArray[np.float32],
) -> None:  # pragma: no cover
    """Spread ``values`` (n, k) over front-facing triangles with corners (n, 2) into out (h, w, k).

    Triangles later in the list win; shared edges are drawn by both, so there are no cracks.
    """
    height, width, kinds = out.shape
    for t in range(triangles.shape[0]):
        a, b, c = triangles[t, 0], triangles[t, 1], triangles[t, 2]
        ax, ay = corners[a, 0], corners[a, 1]
        bx, by = corners[b, 0], corners[b, 1]
        cx, cy = corners[c, 0], corners[c, 1]
        area = (bx - ax) * (cy - ay) - (cx - ax) * (by - ay)
        if area < 1e-3:  # turned away from the camera, or too thin to hold a pixel
            continue
        top = max(0, int(np.ceil(min(ay, by, cy))))
        bottom = min(height - 1, int(np.floor(max(ay, by, cy))))
        for y in range(top, bottom + 1):
            low, high = 1e9, -1e9
            for edge in range(3):
                x0, y0, x1, y1 = ax, ay, bx, by
                if edge == 1:
                    x0, y0, x1, y1 = bx, by, cx, cy
                elif edge == 2:
                    x0, y0, x1, y1 = cx, cy, ax, ay
                if y0 == y1 or y < min(y0, y1) or y > max(y0, y1):
                    continue
                x = x0 + (y - y0) * (x1 - x0) / (y1 - y0)
                low, high = min(low, x), max(high, x)
            first, last = max(0, int(np.ceil(low))), min(width - 1, int(np.floor(high)))
            for x in range(first, last + 1):
                u = ((x - ax) * (cy - ay) - (cx - ax) * (y - ay)) / area
                v = ((bx - ax) * (y - ay) - (x - ax) * (by - ay)) / area
                for k in range(kinds):
                    start = values[a, k]
                    out[y, x, k] = start + u * (values[b, k] - start) + v * (values[c, k] - start)


def lookup(
    corners: NDArray[np.float32],
    values: NDArray[np.float32],
    triangles: NDArray[np.int32],
    box: Box,
) -> NDArray[np.float32]:
    """Values of a mesh at every pixel of a box, ``(h, w, k)``; `NOWHERE` where it is not.

    Args:
        corners: where the points are in the picture, x y ``(n, 2)``.
        values: what each point carries, such as its place in another picture ``(n, k)``.
        triangles: clockwise on the screen where they face the camera ``(m, 3)``.
        box: x0, y0, x1, y1, half-open.
    """
    x0, y0, x1, y1 = box
    out = np.full((y1 - y0, x1 - x0, values.shape[1]), NOWHERE, np.float32)
    _rasterise(corners - np.array([x0, y0], np.float32), values, triangles, out)
    return out


def sample(picture: NDArray[np.uint8], where: NDArray[np.float32]) -> NDArray[np.uint8]:
    """A picture's colours at the places of a lookup ``(h, w, 2)``, bilinear, its edge outside."""
    return np.asarray(
        cv2.remap(
            picture, where, _NO_SECOND_MAP, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        ),
        np.uint8,
    )


def box_around(points: NDArray[np.float32], size: tuple[int, int], margin: int = 2) -> Box | None:
    """The pixels around points inside a picture of (height, width); None where there are none.

    >>> box_around(np.array([[-3, 4], [9, 8]], np.float32), (20, 20))
    (0, 2, 12, 11)
    """
    height, width = size
    x0, y0 = (max(0, int(v) - margin) for v in np.floor(points.min(axis=0)))
    x1, y1 = (int(v) + 1 + margin for v in np.ceil(points.max(axis=0)))
    box = x0, y0, min(width, x1), min(height, y1)
    return box if box[2] - box[0] > 1 and box[3] - box[1] > 1 else None
