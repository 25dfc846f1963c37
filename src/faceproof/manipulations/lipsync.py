"""LipSync: the target's mouth says what the source's says; nothing else of the face changes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import ClassVar, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from faceproof.core import MaskKind
from faceproof.core.errors import PlanError
from faceproof.manipulations.blend import feather
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
from faceproof.manipulations.mean_face import OUTER_LIPS, OVAL, mean_face
from faceproof.manipulations.mesh import box_around, lookup, sample
from faceproof.manipulations.occlusion import clear_of_hands
from faceproof.manipulations.open_mouth import WidestMouth, fill_mouth, widest_mouth
from faceproof.manipulations.rim import eased
from faceproof.manipulations.texture import flatten_all, texels

NOSE = 2  # the point under the nose
SOFTNESS = 0.1  # eye distances over which the mask's rim is blurred
OPAQUE_FROM = 0.4  # a landmark that makes this share of its move is shown without the old pixels
JAW_SHARE = 0.9  # of the way from the mouth's corner to the jaw's edge within which cheeks follow


@dataclass(frozen=True, kw_only=True)
class LipSync(Manipulation):
    """Lips and jaw move as the source's do at the same time; the head, eyes and brows do not.

    The landmarks of the lower face make the source's moves (opening, width, lips pushed forward)
    instead of their own, less and less towards nose, cheeks and neck, so that the warp ends in
    the target's own pixels without a seam. The inside of the mouth is the target's own widest, or
    dark, as in `Face2Face`. Where a hand lies before the mouth nothing moves.

    Attributes:
        strength: 1 takes the mouth's moves over as they are, 0.5 half of them.
    """

    name: ClassVar[str] = "LipSync"
    version: ClassVar[str] = "1"
    mask_kind: ClassVar[MaskKind] = MaskKind.COMPOSITE_ALPHA
    needs_source: ClassVar[bool] = True
    reference: ClassVar[str] = (
        "The local edit of Suwajanakorn et al. 2017, Synthesizing Obama, ACM TOG 36(4), and the "
        "task of Prajwal et al. 2020, Wav2Lip; here driven by landmarks, not by sound"
    )

    strength: float = 1.0

    def __post_init__(self) -> None:
        if not 0 < self.strength <= 2:
            raise PlanError(f"LipSync's strength is {self.strength}; expected above 0, at most 2")

    def _apply(self, target: Footage, source: Footage | None, rng: np.random.Generator) -> Painted:
        assert source is not None  # noqa: S101 - the base class has checked `needs_source`
        del rng
        frames = target.frames.copy()
        masks = np.zeros(frames.shape[:3], np.uint8)
        head, actor = head_of(target.track, len(frames)), head_of(source.track, len(source.frames))
        if head.seen.any() and actor.seen.any():
            clear = clear_of_hands(flatten_all(target.frames, head, head.frames), head)
            widest = widest_mouth(target.frames, head, clear)
            said = spoken(played_expression(source.frames, actor), head, source, target)
            moves = limited(self.strength * said - own_expression(head))
            follows = follow() * movable(clear, head)
            moves = lips_apart(moves * follows[..., None], head)
            for step, number in enumerate(head.frames):
                edit = _Edit.at(head, number, moves[step], follows[step], clear[step])
                _speak(frames[number], masks[number], edit, widest)
        return Painted(frames, masks)


def spoken(
    played: NDArray[np.float32], head: Head, source: Footage, target: Footage
) -> NDArray[np.float32]:
    """What the source's landmarks do in each of ``head.frames``; a still takes its widest."""
    at = source_times(head.frames, float(source.fps / target.fps), len(played))
    if len(at) == 1:
        at[0] = np.abs(played * follow()[:, None]).sum(axis=(1, 2)).argmax()
    return between(played, at)


@cache
def follow() -> NDArray[np.float32]:
    """Share of its move that each landmark makes ``(468,)``: 1 at lips and chin, 0 above."""
    x, y = np.abs(mean_face()[:, 0]), mean_face()[:, 1]
    nose_y, lip_y = y[NOSE], y[0]
    lip_x, jaw_x = x[list(OUTER_LIPS)].max(), x[list(OVAL)].max()
    down = np.clip((y - nose_y) / (lip_y - nose_y), 0, 1)
    inwards = np.clip(1 - (x - lip_x) / (JAW_SHARE * (jaw_x - lip_x)), 0, 1)
    return np.asarray(eased(down) * eased(inwards), np.float32)


class _Edit(NamedTuple):
    """One frame's landmarks before and after, how far each is shown, and where a hand is not.

    Attributes:
        openings: of the mouth before and after, in eye distances.
        soft_px: the width of the mask's blur, odd.
    """

    before: NDArray[np.float32]
    after: NDArray[np.float32]
    follows: NDArray[np.float32]
    clear: NDArray[np.float32]
    openings: tuple[float, float]
    soft_px: int

    @staticmethod
    def at(
        head: Head,
        number: int,
        move: NDArray[np.float32],
        follows: NDArray[np.float32],
        clear: NDArray[np.float32],
    ) -> _Edit:
        before = head.landmarks_px[number]
        after = before + move @ head.cameras[number, :, :2].T
        eye_px = float(head.eye_px[number])
        closed, opened = (float(np.linalg.norm(p[14] - p[13])) / eye_px for p in (before, after))
        soft_px = 2 * round(SOFTNESS * eye_px) + 1
        return _Edit(before, after, follows, clear, (closed, opened), soft_px)


def _speak(
    frame: NDArray[np.uint8], mask: NDArray[np.uint8], edit: _Edit, widest: WidestMouth
) -> None:
    """Move the mouth of one frame in place."""
    ring = ring_around(edit.before)
    corners = np.concatenate([edit.after, ring])
    box = box_around(_lower(edit, ring), mask.shape, margin=edit.soft_px)
    if box is None:
        return
    x0, y0, x1, y1 = box
    where = lookup(corners, _carried(edit, ring), framed_triangles(), box)
    warped = sample(frame, np.ascontiguousarray(where[..., :2]))
    fill_mouth(warped, box, edit.after, edit.openings, widest)
    below = frame[y0:y1, x0:x1]
    mixed = feather(warped, below, _alpha(where, edit))
    frame[y0:y1, x0:x1] = mixed.picture
    mask[y0:y1, x0:x1] = mixed.alpha


def _lower(edit: _Edit, ring: NDArray[np.float32]) -> NDArray[np.float32]:
    """Points around all that may change: those that follow, and the strip beside them."""
    follows = follow() > 0
    beside = follows[list(OVAL)]
    return np.concatenate([edit.before[follows], edit.after[follows], ring[beside]])


def _carried(edit: _Edit, ring: NDArray[np.float32]) -> NDArray[np.float32]:
    """What each corner carries: its place in the frame, in the texture, and how far it shows."""
    beside = np.concatenate([ring, texels()[list(OVAL)], np.zeros((len(ring), 1))], axis=1)
    face = np.concatenate([edit.before, texels(), edit.follows[:, None]], axis=1)
    return np.concatenate([face, beside]).astype(np.float32)


def _alpha(where: NDArray[np.float32], edit: _Edit) -> NDArray[np.uint8]:
    """Opacity of the moved pixels ``(h, w)``; none off the mesh or on a hand."""
    texel, mesh = np.ascontiguousarray(where[..., 2:4]), where[..., 4] >= 0
    visible = sample(np.round(255 * edit.clear).astype(np.uint8), texel)
    shown = eased(np.clip(where[..., 4] / OPAQUE_FROM, 0, 1))
    soft = cv2.blur(shown, (edit.soft_px, edit.soft_px), borderType=cv2.BORDER_CONSTANT)
    return np.asarray(np.round(mesh * soft * visible), np.uint8)
