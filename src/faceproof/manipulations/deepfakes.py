"""Deepfakes: an autoencoder paints the source's face with the target's expression."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from faceproof.core import MaskKind
from faceproof.core.errors import PlanError
from faceproof.manipulations.blend import feather
from faceproof.manipulations.closeup import Closeup, worn
from faceproof.manipulations.colour import match
from faceproof.manipulations.dress import Look, dress
from faceproof.manipulations.footage import Footage, Painted
from faceproof.manipulations.head import Head, head_of
from faceproof.manipulations.layers import Compiled, convolution
from faceproof.manipulations.learned import Learned
from faceproof.manipulations.mean_face import OVAL
from faceproof.manipulations.mesh import box_around
from faceproof.manipulations.occlusion import clear_of_hands
from faceproof.manipulations.rim import below_hair, from_outline, in_sight
from faceproof.manipulations.samples import Samples, studied_head
from faceproof.manipulations.texture import flatten, flatten_all

SIDE = 96
FACE = Closeup(centre=(0.0, 0.02, 0.1), half=0.96, side=SIDE)
CODE = 48  # numbers that must hold pose, expression and light, and leave no room for a person
ENCODER = (1, 24, 48, 64, 96)
DECODER = (96, 64, 48, 24)  # channels at sides 6, 12, 24, 48
SMALLEST = SIDE // 16


@dataclass(frozen=True, kw_only=True)
class Deepfakes(Learned):
    """The source's face, learned from their recordings, in place of the target's.

    One encoder for all people turns a close-up into a few numbers, from a grey picture of even
    contrast so that they tell pose, expression and light rather than the person; each person's
    decoder paints that person from them. At work the target's numbers go to the source's decoder.
    The decoders share the convolutions in between; each person has own maps at every scale, an
    own mean picture and an own last layer.

    Attributes:
        feather: width of the soft rim, as a share of the face's width.
    """

    name: ClassVar[str] = "Deepfakes"
    version: ClassVar[str] = "1"
    mask_kind: ClassVar[MaskKind] = MaskKind.COMPOSITE_ALPHA
    needs_source: ClassVar[bool] = True
    reference: ClassVar[str] = (
        "The shared encoder with a decoder a person of the faceswap autoencoders, as in Rossler et "
        "al. 2019, FaceForensics++, section 3.1"
    )
    shapes: ClassVar[tuple[tuple[int, ...], ...]] = ((1, 1, SIDE, SIDE),)

    feather: float = 0.14

    def __post_init__(self) -> None:
        super().__post_init__()
        if not 0 < self.feather <= 0.5:
            raise PlanError(f"Deepfakes' feather is {self.feather}; expected above 0, at most 0.5")

    def study(self, footage: Footage) -> dict[str, Any]:
        """Close-ups ``picture`` and where the face is free in them, ``face`` 0..255."""
        numbers, head = studied_head(footage)
        clear = clear_of_hands(
            np.stack(
                [
                    flatten(footage.frames[n], p)
                    for n, p in zip(numbers, head.landmarks_px, strict=True)
                ]
            ),
            head,
        )
        views = [
            _view(footage.frames[n], head, step, clear[step]) for step, n in enumerate(numbers)
        ]
        return {
            "picture": np.stack([picture for picture, _, _ in views]),
            "face": np.stack([face for _, face, _ in views]),
        }

    def initial(self, samples: Samples, rng: np.random.Generator) -> dict[str, Any]:
        """Random convolutions; each person's mean picture to begin with."""
        people = len(samples.actors)
        arrays: dict[str, Any] = {}
        for k, (given, made) in enumerate(pairwise(ENCODER)):
            size = 5 if k == 0 else 3
            arrays[f"encoder.{k}.weight"] = convolution(rng, size, given, made)
            arrays[f"encoder.{k}.bias"] = np.zeros(made, np.float32)
        cells = DECODER[0] * SMALLEST**2
        for name, size, given, made in (
            ("encoder.code", SMALLEST, ENCODER[-1], CODE),
            ("decoder.code", 1, CODE, cells),
        ):
            arrays[f"{name}.weight"] = convolution(rng, size, given, made)
            arrays[f"{name}.bias"] = np.zeros(made, np.float32)
        for k, (given, made) in enumerate(pairwise(DECODER)):
            arrays[f"decoder.{k}.weight"] = convolution(rng, 3, given, 4 * made)
            arrays[f"decoder.{k}.bias"] = np.zeros(4 * made, np.float32)
        for k, channels in enumerate(DECODER):
            side = SMALLEST << k
            arrays[f"own.{k}"] = rng.normal(0, 0.1, (people, channels, side, side)).astype(
                np.float32
            )
        last = convolution(rng, 3, DECODER[-1], 12, gain=0.1)
        arrays["own.last.weight"] = np.repeat(last[None], people, axis=0)
        arrays["own.last.bias"] = np.zeros((people, 12), np.float32)
        arrays["own.mean"] = samples.mean_of("picture").transpose(0, 3, 1, 2) / np.float32(255)
        return arrays

    @staticmethod
    def network(layers: Any, *inputs: Any) -> Any:
        """From `evened` close-ups ``(n, 1, SIDE, SIDE)`` to RGB 0..1 ``(n, 3, SIDE, SIDE)``."""
        (x,) = inputs
        for k in range(len(ENCODER) - 1):
            x = layers.relu(layers.conv(x, f"encoder.{k}", stride=2))
        code = layers.dense(x, "encoder.code", (CODE, 1, 1))
        x = layers.dense(code, "decoder.code", (DECODER[0], SMALLEST, SMALLEST))
        for k in range(len(DECODER)):
            x = layers.relu(x + layers.own(f"own.{k}"))
            if k < len(DECODER) - 1:
                x = layers.widen(layers.conv(x, f"decoder.{k}"))
        return layers.widen(layers.own_conv(x, "own.last")) + layers.own("own.mean")

    def teacher(self, samples: Samples) -> Any:
        """Rebuild a close-up from a bent one."""
        from faceproof.manipulations.deepfakes_teacher import (  # noqa: PLC0415 - needs torch
            DeepfakesTeacher,
        )

        return DeepfakesTeacher(samples)

    def _apply(self, target: Footage, source: Footage | None, rng: np.random.Generator) -> Painted:
        assert source is not None  # noqa: S101 - the base class has checked `needs_source`
        del rng
        painter = self.made_for(source.consent.actor)
        frames = target.frames.copy()
        masks = np.zeros(frames.shape[:3], np.uint8)
        head = head_of(target.track, len(frames))
        if head.seen.any():
            swap = _Swap(painter, target, head, self.feather)
            for step, number in enumerate(head.frames):
                swap.paint(step, frames[number], masks[number])
        return Painted(frames, masks)


class _Swap:
    """One target's swap: everything that is worked out once for all frames."""

    def __init__(self, painter: Compiled, target: Footage, head: Head, rim: float) -> None:
        self.head = head
        face_px = np.ptp(head.landmarks_px[head.seen][:, list(OVAL), 0], axis=1)
        self.rim_px = rim * float(np.median(face_px))
        looks = flatten_all(target.frames, head, head.frames)
        clear = clear_of_hands(looks, head)
        views = [
            _view(target.frames[number], head, number, clear[step])
            for step, number in enumerate(head.frames)
        ]
        self.points = [points for _, _, points in views]
        self.painted = [
            _as_picture(painter(evened(picture[None], face[None]))) for picture, face, _ in views
        ]
        made = [flatten(p, at) for p, at in zip(self.painted, self.points, strict=True)]
        self.match = match(looks, np.stack(made), clear)
        self.shown = clear * below_hair()
        self.in_sight = in_sight(head)[head.seen]

    def paint(self, step: int, frame: NDArray[np.uint8], mask: NDArray[np.uint8]) -> None:
        """Swap the face of the ``step``-th seen frame in place."""
        landmarks = self.head.landmarks_px[self.head.frames[step]]
        box = box_around(landmarks, mask.shape)
        if box is None:
            return
        x0, y0, x1, y1 = box
        below = frame[y0:y1, x0:x1]
        look = Look(
            mix=self.match.mix,
            offset=self.match.offset[step],
            shade=self.match.shade,
            shown=self.shown[step],
            in_sight=self.in_sight[step],
        )
        dressed = dress(
            self.painted[step], self.points[step], landmarks, look, box=box, below=below
        )
        alpha = np.maximum(dressed.shown, 0) * from_outline(dressed.shown >= 0, self.rim_px)
        mixed = feather(dressed.picture, below, np.round(255 * alpha).astype(np.uint8))
        frame[y0:y1, x0:x1] = mixed.picture
        mask[y0:y1, x0:x1] = mixed.alpha


def _view(
    frame: NDArray[np.uint8], head: Head, number: int, clear: NDArray[np.float32]
) -> tuple[NDArray[np.uint8], NDArray[np.uint8], NDArray[np.float32]]:
    """A close-up, where the face is free in it, and the landmarks there."""
    placed = FACE.placed(head, number)
    points = FACE.points(head.landmarks_px[number], placed)
    return FACE.cut(frame, placed), worn(clear, FACE.unfolded(points)), points


def evened(pictures: NDArray[np.uint8], faces: NDArray[np.uint8]) -> NDArray[np.float32]:
    """The faces alone, grey, with mean 0 and deviation 1 on the face ``(n, 1, SIDE, SIDE)``."""
    grey = pictures.mean(axis=3, dtype=np.float32)
    share = faces.astype(np.float32) / 255
    whole = np.maximum(share.sum(axis=(1, 2), keepdims=True), 1)
    grey -= (grey * share).sum(axis=(1, 2), keepdims=True) / whole
    spread = np.sqrt((grey**2 * share).sum(axis=(1, 2), keepdims=True) / whole)
    return np.asarray((share * grey / np.maximum(spread, 4))[:, None], np.float32)


def _as_picture(made: NDArray[np.float32]) -> NDArray[np.uint8]:
    levels = np.clip(255 * made[0] + 0.5, 0, 255).astype(np.uint8)
    return np.ascontiguousarray(levels.transpose(1, 2, 0))
