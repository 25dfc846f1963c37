"""NeuralTextures: the target's mouth painted anew, by a network, with the source's expression."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from faceproof.core import MaskKind
from faceproof.core.errors import PlanError
from faceproof.manipulations.blend import feather
from faceproof.manipulations.closeup import Closeup, worn
from faceproof.manipulations.expression import (
    limited,
    lips_apart,
    own_expression,
    played_expression,
    shown_landmarks,
)
from faceproof.manipulations.footage import Footage, Painted
from faceproof.manipulations.head import Head, head_of
from faceproof.manipulations.layers import Compiled, convolution
from faceproof.manipulations.learned import Learned
from faceproof.manipulations.lipsync import follow, spoken
from faceproof.manipulations.mesh import NOWHERE, box_around
from faceproof.manipulations.occlusion import clear_of_hands
from faceproof.manipulations.rim import eased
from faceproof.manipulations.samples import Samples, studied_head
from faceproof.manipulations.texture import SIDE as TEXELS
from faceproof.manipulations.texture import flatten, flatten_all

SIDE = 64
MOUTH = Closeup(centre=(0.0, 0.5, 0.0), half=0.56, side=SIDE)
HOLE = (0.0, -0.04, 0.76, 0.64)  # middle and half axes of what is erased, in half sides
RIM = 0.3  # share of the half axes over which the new mouth fades in
KINDS = 8  # numbers that a person's texture holds at each texel
CONTEXT = 4  # what remains of the frame, and where it was erased
CHANNELS = (20, 32, 64)  # at sides 64, 32, 16

Plane = NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class NeuralTextures(Learned):
    """The lower face re-rendered with the source's mouth; the rest is left bit for bit.

    The mouth is erased from a close-up of the target. The landmarks, moved as in `LipSync`, say
    which spot of the face each pixel shows; there a texture of numbers that was learned for the
    target is looked up, and a small U-Net, one for all people, paints the mouth from these and
    from what is left around it.

    Attributes:
        strength: 1 takes the mouth's moves over as they are, 0.5 half of them.
    """

    name: ClassVar[str] = "NeuralTextures"
    version: ClassVar[str] = "1"
    mask_kind: ClassVar[MaskKind] = MaskKind.COMPOSITE_ALPHA
    needs_source: ClassVar[bool] = True
    reference: ClassVar[str] = (
        "Thies et al. 2019, Deferred Neural Rendering, ACM TOG 38(4); the mouth region, as in "
        "FaceForensics++, with a small U-Net shared by all people and no adversarial loss"
    )
    shapes: ClassVar[tuple[tuple[int, ...], ...]] = (
        (1, CONTEXT, SIDE, SIDE),
        (1, SIDE, SIDE, 2),
    )

    strength: float = 1.0

    def __post_init__(self) -> None:
        super().__post_init__()
        if not 0 < self.strength <= 2:
            raise PlanError(
                f"NeuralTextures' strength is {self.strength}; expected above 0, at most 2"
            )

    def study(self, footage: Footage) -> dict[str, Any]:
        """Close-ups, the texel at each of their pixels, what of them is free, and the texture."""
        numbers, head = studied_head(footage)
        textures = np.stack(
            [flatten(footage.frames[n], p) for n, p in zip(numbers, head.landmarks_px, strict=True)]
        )
        clear = clear_of_hands(textures, head)
        placed = [MOUTH.placed(head, step) for step in range(len(numbers))]
        where = [
            MOUTH.unfolded(MOUTH.points(p, at))
            for p, at in zip(head.landmarks_px, placed, strict=True)
        ]
        return {
            "picture": np.stack(
                [MOUTH.cut(footage.frames[n], at) for n, at in zip(numbers, placed, strict=True)]
            ),
            "where": np.stack([_looked_up(w) for w in where]),
            "free": np.stack([_free(c, w) for c, w in zip(clear, where, strict=True)]),
            "texture": textures,
        }

    def initial(self, samples: Samples, rng: np.random.Generator) -> dict[str, Any]:
        """Random convolutions; each texture begins with the person's mean colours."""
        fine, middle, coarse = CHANNELS
        arrays: dict[str, Any] = {}
        for name, given, made in (
            ("down.0", CONTEXT + KINDS, fine),
            ("down.1", fine, middle),
            ("down.2", middle, coarse),
            ("middle", coarse, coarse),
            ("up.1", coarse, 4 * middle),
            ("mix.1", 2 * middle, middle),
            ("up.0", middle, 4 * fine),
            ("mix.0", 2 * fine, fine),
            ("paint", fine, 3),
        ):
            gain = 0.3 if name == "paint" else 1.0
            arrays[f"{name}.weight"] = convolution(rng, 3, given, made, gain)
            arrays[f"{name}.bias"] = np.zeros(made, np.float32)
        arrays["paint.bias"] += 0.5
        texture = rng.normal(0, 0.1, (len(samples.actors), KINDS, TEXELS, TEXELS))
        texture[:, :3] = samples.mean_of("texture").transpose(0, 3, 1, 2) / 255 - 0.5
        arrays["own.texture"] = texture.astype(np.float32)
        return arrays

    @staticmethod
    def network(layers: Any, *inputs: Any) -> Any:
        """From `context` and texel places in -1..1 to RGB 0..1 ``(n, 3, SIDE, SIDE)``."""
        context, where = inputs
        looked_up = layers.look_up(layers.own("own.texture"), where)
        fine = layers.relu(layers.conv(layers.join(context, looked_up), "down.0"))
        middle = layers.relu(layers.conv(fine, "down.1", stride=2))
        coarse = layers.relu(layers.conv(middle, "down.2", stride=2))
        coarse = layers.relu(layers.conv(coarse, "middle"))
        up = layers.relu(layers.widen(layers.conv(coarse, "up.1")))
        middle = layers.relu(layers.conv(layers.join(up, middle), "mix.1"))
        up = layers.relu(layers.widen(layers.conv(middle, "up.0")))
        fine = layers.relu(layers.conv(layers.join(up, fine), "mix.0"))
        return layers.conv(fine, "paint")

    def teacher(self, samples: Samples) -> Any:
        """Rebuild a person's own mouth from its own geometry."""
        from faceproof.manipulations.neuraltextures_teacher import (  # noqa: PLC0415 - needs torch
            NeuralTexturesTeacher,
        )

        return NeuralTexturesTeacher(samples)

    def _apply(self, target: Footage, source: Footage | None, rng: np.random.Generator) -> Painted:
        assert source is not None  # noqa: S101 - the base class has checked `needs_source`
        del rng
        painter = self.made_for(target.consent.actor)
        frames = target.frames.copy()
        masks = np.zeros(frames.shape[:3], np.uint8)
        head, actor = head_of(target.track, len(frames)), head_of(source.track, len(source.frames))
        if head.seen.any() and actor.seen.any():
            clear = clear_of_hands(flatten_all(target.frames, head, head.frames), head)
            played = played_expression(source.frames, actor)
            said = spoken(played, head, source, target)
            moves = limited(self.strength * said - own_expression(head))
            moves = lips_apart(moves * (follow() * shown_landmarks(clear))[..., None], head)
            for step, number in enumerate(head.frames):
                edit = _Edit.at(head, number, moves[step], clear[step])
                _speak(frames[number], masks[number], edit, painter)
        return Painted(frames, masks)


class _Edit(NamedTuple):
    """One frame's close-up, the texels it shows before and after, and where no hand is."""

    placed: NDArray[np.float64]
    before: Plane
    after: Plane
    clear: Plane

    @staticmethod
    def at(head: Head, number: int, move: Plane, clear: Plane) -> _Edit:
        placed = MOUTH.placed(head, number)
        landmarks = head.landmarks_px[number]
        moved = landmarks + move @ head.cameras[number, :, :2].T
        before, after = (MOUTH.unfolded(MOUTH.points(p, placed)) for p in (landmarks, moved))
        return _Edit(placed, before, after, clear)


def _speak(
    frame: NDArray[np.uint8], mask: NDArray[np.uint8], edit: _Edit, painter: Compiled
) -> None:
    """Paint the mouth of one frame in place."""
    picture = MOUTH.cut(frame, edit.placed)
    made = painter(context(picture[None]), _looked_up(edit.after)[None])[0].transpose(1, 2, 0)
    painted = _in_light_of(made * 255, picture, _free(edit.clear, edit.before))
    alpha = opacity() * _shown(edit)
    corners = np.array([[-0.5, -0.5], [SIDE, -0.5], [-0.5, SIDE], [SIDE, SIDE]])
    box = box_around(
        (corners @ edit.placed[:, :2].T + edit.placed[:, 2]).astype(np.float32), mask.shape
    )
    if box is None:
        return
    x0, y0, x1, y1 = box
    below = frame[y0:y1, x0:x1]
    mixed = feather(_put(painted, edit.placed, box), below, _put(alpha, edit.placed, box))
    frame[y0:y1, x0:x1] = mixed.picture
    mask[y0:y1, x0:x1] = mixed.alpha


def _put(
    closeup: NDArray[Any], placed: NDArray[np.float64], box: tuple[int, int, int, int]
) -> NDArray[np.uint8]:
    """A close-up of levels 0..255 in the box of the frame; 0 beside it."""
    onto = placed.copy()
    onto[:, 2] -= box[:2]
    levels = np.clip(closeup + 0.5, 0, 255).astype(np.uint8)
    put = cv2.warpAffine(levels, onto, (box[2] - box[0], box[3] - box[1]), flags=cv2.INTER_LINEAR)
    return np.asarray(put, np.uint8)


def _in_light_of(made: Plane, picture: NDArray[np.uint8], free: NDArray[np.uint8]) -> Plane:
    """What was made, moved so that it meets the picture smoothly all around the hole."""
    around = (hole() < 1) * (free.astype(np.float32) / 255) + np.float32(1e-4)
    off = (picture - made) * around[..., None]
    sigma = SIDE / 8
    spread = cv2.GaussianBlur(off, (0, 0), sigma)
    return np.asarray(
        made + spread / cv2.GaussianBlur(around, (0, 0), sigma)[..., None], np.float32
    )


def _shown(edit: _Edit) -> Plane:
    """How far each pixel may be painted, 0..255: on the face before or after, no hand on it."""
    on_face = (edit.before[..., 0] != NOWHERE) | (edit.after[..., 0] != NOWHERE)
    inside = cv2.blur(on_face.astype(np.float32), (5, 5)) * on_face
    return np.asarray(inside * _free(edit.clear, edit.before), np.float32)


def _free(clear: Plane, unfolded: Plane) -> NDArray[np.uint8]:
    """Where no hand is, 0..255; beside the face all is free."""
    beside = unfolded[..., 0] == NOWHERE
    return np.where(beside, np.uint8(255), worn(clear, unfolded))


def _looked_up(unfolded: Plane) -> Plane:
    """Texels as x y in -1..1, outside where there is no face."""
    return np.asarray(unfolded * np.float32(2 / (TEXELS - 1)) - 1, np.float32)


def context(pictures: NDArray[np.uint8]) -> Plane:
    """Close-ups with the mouth erased, and where, ``(n, CONTEXT, SIDE, SIDE)``."""
    rest = 1 - hole()
    seen = (pictures.transpose(0, 3, 1, 2).astype(np.float32) / 255 - 0.5) * rest
    where = np.broadcast_to(hole(), (len(pictures), 1, SIDE, SIDE))
    return np.concatenate([seen, where], axis=1)


@cache
def hole() -> Plane:
    """1 where the mouth is erased before the network sees the close-up ``(SIDE, SIDE)``."""
    return (_radius() < 1).astype(np.float32)


@cache
def opacity() -> Plane:
    """How far what the network paints replaces the picture, 0..1: nothing at the hole's edge."""
    return eased(np.clip((1 - _radius()) / RIM, 0, 1))


def _radius() -> Plane:
    """Distance from the hole's middle, 1 at its edge."""
    x, y = np.meshgrid(*[(np.arange(SIDE) + 0.5) * 2 / SIDE - 1] * 2)
    return np.asarray(np.hypot((x - HOLE[0]) / HOLE[2], (y - HOLE[1]) / HOLE[3]), np.float32)
