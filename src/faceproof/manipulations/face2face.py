"""Face2Face: the target keeps the face and takes over the source's expression."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import ClassVar, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from faceproof.core import MaskKind
from faceproof.core.errors import PlanError
from faceproof.manipulations.expression import (
    between,
    limited,
    lips_apart,
    movable,
    own_expression,
    played_expression,
    source_times,
)
from faceproof.manipulations.footage import Footage, Painted
from faceproof.manipulations.framed import framed_triangles, ring_around
from faceproof.manipulations.head import Head, head_of
from faceproof.manipulations.manipulation import Manipulation
from faceproof.manipulations.mean_face import mean_face
from faceproof.manipulations.mesh import NOWHERE, box_around, lookup, sample
from faceproof.manipulations.occlusion import clear_of_hands
from faceproof.manipulations.open_mouth import WidestMouth, fill_mouth, widest_mouth
from faceproof.manipulations.texture import flatten_all

LEAST_MOVE_PX = 0.25  # what moves less is left bit for bit


@dataclass(frozen=True, kw_only=True)
class Face2Face(Manipulation):
    """Mouth, eyes and brows move as the source's do; identity, head and light are the target's.

    The source's expression is how its landmarks depart from its face at rest once head motion
    is taken out; scaled by the faces' sizes it replaces the target's, and the frame is warped to
    the new landmarks. A mouth that opens wider than the target's shows the inside of the target's
    own widest open mouth, or a dark one where it never opens.

    Attributes:
        strength: 1 takes the expression over as it is, 0.5 half of it.
    """

    name: ClassVar[str] = "Face2Face"
    version: ClassVar[str] = "2"
    mask_kind: ClassVar[MaskKind] = MaskKind.GEOMETRY
    needs_source: ClassVar[bool] = True
    reference: ClassVar[str] = (
        "The task of Thies et al. 2016, Face2Face, CVPR; here by a landmark mesh, not a 3D fit"
    )

    strength: float = 1.0

    def __post_init__(self) -> None:
        if not 0 < self.strength <= 2:
            raise PlanError(f"Face2Face's strength is {self.strength}; expected above 0, at most 2")

    def _apply(self, target: Footage, source: Footage | None, rng: np.random.Generator) -> Painted:
        assert source is not None  # noqa: S101 - the base class has checked `needs_source`
        del rng
        frames = target.frames.copy()
        masks = np.zeros(frames.shape[:3], np.uint8)
        head, actor = head_of(target.track, len(frames)), head_of(source.track, len(source.frames))
        if head.seen.any() and actor.seen.any():
            clear = clear_of_hands(flatten_all(target.frames, head, head.frames), head)
            played = played_expression(source.frames, actor)
            at = source_times(head.frames, float(source.fps / target.fps), len(played))
            if len(at) == 1:  # a still takes the source's most expressive moment
                at[0] = np.abs(played).sum(axis=(1, 2)).argmax()
            moves = self.strength * between(played, at) - own_expression(head)
            moves = limited(moves) * (_mobility() * movable(clear, head))[..., None]
            moves = lips_apart(moves, head)
            widest = widest_mouth(target.frames, head, clear)
            for number, move in zip(head.frames, moves, strict=True):
                _animate(frames[number], masks[number], _Pose.at(head, number), move, widest)
        return Painted(frames, masks)


class _Pose(NamedTuple):
    """One frame of a head."""

    landmarks_px: NDArray[np.float32]
    flat: NDArray[np.float32]
    eye_px: float

    @staticmethod
    def at(head: Head, number: int) -> _Pose:
        return _Pose(
            head.landmarks_px[number], head.cameras[number, :, :2], float(head.eye_px[number])
        )


def _animate(
    frame: NDArray[np.uint8],
    mask: NDArray[np.uint8],
    pose: _Pose,
    move: NDArray[np.float32],
    widest: WidestMouth,
) -> None:
    """Warp one frame in place so that each landmark makes its move; mark what moved."""
    before = pose.landmarks_px
    after = before + move @ pose.flat.T
    ring = ring_around(before)
    box = box_around(np.concatenate([after, ring]), mask.shape)
    if box is None:
        return
    x0, y0, x1, y1 = box
    corners, origin = np.concatenate([after, ring]), np.concatenate([before, ring])
    where = lookup(corners, origin, framed_triangles(), box)
    along = np.abs(where[..., 0] - np.arange(x0, x1, dtype=np.float32))
    down = np.abs(where[..., 1] - np.arange(y0, y1, dtype=np.float32)[:, None])
    moved = (np.maximum(along, down) > LEAST_MOVE_PX) & (where[..., 0] != NOWHERE)
    moved = _whole(moved)
    warped = sample(frame, where)
    closed, opened = (float(np.linalg.norm(p[14] - p[13])) / pose.eye_px for p in (before, after))
    moved |= fill_mouth(warped, box, after, (closed, opened), widest)
    below = frame[y0:y1, x0:x1]
    frame[y0:y1, x0:x1] = np.where(moved[..., None], warped, below)
    mask[y0:y1, x0:x1] = 255 * moved.astype(np.uint8)


def _whole(region: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The region without specks and pinholes."""
    kernel = np.ones((5, 5), np.uint8)
    closed = cv2.morphologyEx(region.astype(np.uint8), cv2.MORPH_CLOSE, kernel)
    return cv2.morphologyEx(closed, cv2.MORPH_OPEN, kernel) > 0


@cache
def _mobility() -> NDArray[np.float32]:
    """How much of a move each landmark makes: all at mouth, chin, eyes and brows, none above."""
    x, y = mean_face()[:, 0], mean_face()[:, 1]
    brow_y = mean_face()[[70, 63, 105, 66, 107], 1].mean()
    top_y = mean_face()[10, 1]
    from_top = np.clip((y - top_y) / (brow_y - top_y), 0, 1)
    half_width = np.abs(x).max()
    from_side = np.clip((1 - np.abs(x) / half_width) / 0.25, 0, 1)
    mouth_y = mean_face()[13, 1]
    lower = np.clip(y / mouth_y, 0, 1)  # the jaw moves with the chin, out to its edge
    moved: NDArray[np.float32] = (from_top * np.maximum(from_side, lower)).astype(np.float32)
    return moved
