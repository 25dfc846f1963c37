"""Where are the faces in one picture? BlazeFace, full range.

Bazarevsky et al. 2019, "BlazeFace: Sub-millisecond Neural Face Detection on Mobile GPUs".
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from faceproof.faces.networks import INPUT_PX, Model, network
from faceproof.faces.picture import Picture, Rgb, resized
from faceproof.faces.region import Region

_CELLS = 48  # the network answers once for each cell of a 48 x 48 grid
_LEAST_SCORE = 0.5
_SAME_FACE = 0.3  # overlap from which two answers are about one face
_ROOM = 1.5


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Detection:
    """One face as the detector sees it.

    Attributes:
        box_px: x0, y0, x1, y1, float32 ``(4,)``.
        score: 0..1.
        eyes_px: the person's right and left eye, float32 ``(2, 2)``.
    """

    box_px: NDArray[np.float32]
    score: float
    eyes_px: NDArray[np.float32]

    def region(self) -> Region:
        """Where the mesh shall look."""
        x0, y0, x1, y1 = (float(v) for v in self.box_px)
        across = self.eyes_px[1] - self.eyes_px[0]
        return Region(
            x=(x0 + x1) / 2,
            y=(y0 + y1) / 2,
            side=max(x1 - x0, y1 - y0) * _ROOM,
            angle=math.atan2(across[1], across[0]),
        )


def detect(picture: Picture) -> tuple[Detection, ...]:
    """Every face found in the whole picture, surest first.

    A face narrower than about one twentieth of the picture's longer side may be missed.
    """
    small_width, small_height = _fit(picture.width, picture.height)
    small = picture.resized_rgb(small_width, small_height)
    return _merged(*_answers(small, (0, 0), max(picture.width, picture.height)))


def detect_small(picture: Picture) -> tuple[Detection, ...]:
    """Every face found in overlapping squares of half the picture's longer side, surest first.

    It sees faces half as large as `detect` and takes about six times as long.
    """
    side = max(math.ceil(max(picture.width, picture.height) / 2), 1)
    answers = []
    for y0, x0 in product(_starts(picture.height, side), _starts(picture.width, side)):
        tile = picture.crop_rgb((x0, y0, x0 + side, y0 + side))
        small = resized(tile, *_fit(tile.shape[1], tile.shape[0]))
        answers.append(_answers(small, (x0, y0), max(tile.shape[:2])))
    points, scores = (np.concatenate(part) for part in zip(*answers, strict=True))
    return _merged(points, scores)


def _starts(length: int, side: int) -> list[int]:
    """Where tiles of a side begin along a length, overlapping by at least a third."""
    last = max(length - side, 0)
    tiles = math.ceil(last / (side * 2 / 3)) + 1
    return [round(last * i / max(tiles - 1, 1)) for i in range(tiles)]


def _fit(width: int, height: int) -> tuple[int, int]:
    scale = INPUT_PX / max(width, height)
    return max(round(width * scale), 1), max(round(height * scale), 1)


def _answers(
    small: Rgb, corner: tuple[int, int], longer_px: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Box and eyes in full-frame pixels ``(n, 8)`` and score ``(n,)`` of each sure cell."""
    net = network(Model.DETECTOR)
    height, width = small.shape[:2]
    left, top = (INPUT_PX - width) // 2, (INPUT_PX - height) // 2
    net.input[:] = -1.0  # black bars
    inner = net.input[top : top + height, left : left + width]
    np.multiply(small, 1 / 127.5, out=inner, dtype=np.float32)
    inner -= 1.0
    boxes, logits = net.run()
    cells = np.flatnonzero(logits > math.log(_LEAST_SCORE / (1 - _LEAST_SCORE)))
    raw = boxes.reshape(-1, 16)[cells]
    centre = (np.stack([cells % _CELLS, cells // _CELLS], axis=1) + 0.5) * (INPUT_PX / _CELLS)
    middle, half = raw[:, :2] + centre, raw[:, 2:4] / 2
    eyes = raw[:, 4:8].reshape(-1, 2, 2) + centre[:, None]
    points = np.concatenate([middle - half, middle + half, eyes.reshape(-1, 4)], axis=1)
    scale = longer_px / INPUT_PX
    points = (points - np.tile((left, top), 4)) * scale + np.tile(corner, 4)
    return points.astype(np.float32), (1 / (1 + np.exp(-logits[cells]))).astype(np.float32)


def _merged(points: NDArray[np.float32], score: NDArray[np.float32]) -> tuple[Detection, ...]:
    """Weighted non-maximum suppression: overlapping answers are averaged by score."""
    found = []
    left = np.argsort(-score, kind="stable")
    while len(left):
        same = overlap(points[left[0], :4], points[left, :4]) > _SAME_FACE
        same[0] = True
        weight = score[left[same], None]
        mean = ((points[left[same]] * weight).sum(axis=0) / weight.sum()).astype(np.float32)
        found.append(
            Detection(box_px=mean[:4], score=float(score[left[0]]), eyes_px=mean[4:].reshape(2, 2))
        )
        left = left[~same]
    return tuple(found)


def overlap(box_px: NDArray[np.float32], boxes_px: NDArray[np.float32]) -> NDArray[np.float32]:
    """Intersection over union of one box with each of several ``(n, 4)``."""
    low = np.maximum(box_px[:2], boxes_px[:, :2])
    high = np.minimum(box_px[2:], boxes_px[:, 2:])
    shared = np.prod(np.maximum(high - low, 0), axis=1)
    area = np.prod(boxes_px[:, 2:] - boxes_px[:, :2], axis=1) + np.prod(box_px[2:] - box_px[:2])
    return np.asarray(shared / np.maximum(area - shared, 1e-9), np.float32)
