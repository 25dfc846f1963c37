"""FaceSwap: the source's face drawn over the target's by a landmark mesh."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d

from faceproof.core import MaskKind
from faceproof.core.errors import PlanError
from faceproof.manipulations.blend import BLENDS
from faceproof.manipulations.choice import choose_frames, lids
from faceproof.manipulations.colour import match
from faceproof.manipulations.dress import Dressed, Look, dress
from faceproof.manipulations.footage import Footage, Painted
from faceproof.manipulations.head import Head, head_of
from faceproof.manipulations.manipulation import Manipulation
from faceproof.manipulations.mean_face import OVAL
from faceproof.manipulations.mesh import Box, box_around
from faceproof.manipulations.occlusion import clear_of_hands
from faceproof.manipulations.rim import below_hair, from_outline, in_sight
from faceproof.manipulations.texture import eyelids, flatten, flatten_all, mouth, on_face

AREA_FILTER_BELOW = 0.8  # source faces this much larger are scaled down before they are sampled
CROSSFADE = 1 / 3  # share of the other source frame on both sides of a jump
MOUTHS_ALIKE, MOUTHS_DIFFER = 0.03, 0.09  # difference of mouth opening, in eye distances
EYES_ALIKE, EYES_DIFFER = 0.012, 0.03  # difference of how low the lids are, likewise


class _Face(NamedTuple):
    """A source face cut out of its frame, about as large as the target's."""

    picture: NDArray[np.uint8]
    landmarks_px: NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class FaceSwap(Manipulation):
    """The source's face on the target's head, with the target's light, pose and mouth.

    For each target frame the source frame most alike in pose and expression is warped through
    the FaceMesh triangles onto the target's landmarks. Hands before the face stay before it.

    Attributes:
        blend: ``feather``, ``pyramid`` or ``poisson``.
        feather: width of the soft rim, as a share of the face's width.
    """

    name: ClassVar[str] = "FaceSwap"
    version: ClassVar[str] = "2"
    mask_kind: ClassVar[MaskKind] = MaskKind.COMPOSITE_ALPHA
    needs_source: ClassVar[bool] = True
    reference: ClassVar[str] = (
        "The graphics-based swap of Rossler et al. 2019, FaceForensics++, section 3.1"
    )

    blend: str = "feather"
    feather: float = 0.12

    def __post_init__(self) -> None:
        if self.blend not in BLENDS:
            raise PlanError(
                f"FaceSwap has no blend {self.blend!r}; expected one of {', '.join(BLENDS)}"
            )
        if not 0 < self.feather <= 0.5:
            raise PlanError(f"FaceSwap's feather is {self.feather}; expected above 0, at most 0.5")

    def _apply(self, target: Footage, source: Footage | None, rng: np.random.Generator) -> Painted:
        assert source is not None  # noqa: S101 - the base class has checked `needs_source`
        del rng
        frames = target.frames.copy()
        masks = np.zeros(frames.shape[:3], np.uint8)
        head, donor = head_of(target.track, len(frames)), head_of(source.track, len(source.frames))
        if head.seen.any() and donor.seen.any():
            swap = _Swap(self, (target, head), (source, donor))
            for step, number in enumerate(head.frames):
                swap.paint(step, frames[number], masks[number])
        return Painted(frames, masks)


class _Swap:
    """One pair's swap: everything that is worked out once for all frames."""

    def __init__(
        self, method: FaceSwap, wearer: tuple[Footage, Head], giver: tuple[Footage, Head]
    ) -> None:
        (target, head), (source, donor) = wearer, giver
        self.head, self.blend = head, BLENDS[method.blend]
        face_px = np.ptp(head.landmarks_px[head.seen][:, list(OVAL), 0], axis=1)
        self.rim_px = method.feather * np.median(face_px)
        bare = clear_of_hands(flatten_all(source.frames, donor, donor.frames), donor)
        covered = 1 - bare[:, on_face()].mean(axis=1)
        self.chosen = choose_frames(head, donor, covered)
        self.faces = _cut_out(source, head, donor, np.unique(self.chosen))
        looks = flatten_all(target.frames, head, head.frames)
        clear = clear_of_hands(looks, head)
        dressed = {n: flatten(face.picture, face.landmarks_px) for n, face in self.faces.items()}
        self.match = match(looks, np.stack([dressed[n] for n in self.chosen]), clear)
        worn = bare[np.searchsorted(donor.frames, self.chosen)]  # a hand there is not put on
        self.shown = clear * worn * below_hair() * (1 - _kept(head, donor, self.chosen))
        self.in_sight = in_sight(head)[head.seen] * in_sight(donor)[self.chosen]

    def paint(self, step: int, frame: NDArray[np.uint8], mask: NDArray[np.uint8]) -> None:
        """Swap the face of the ``step``-th seen frame in place."""
        box = box_around(self.head.landmarks_px[self.head.frames[step]], mask.shape)
        if box is None:
            return
        x0, y0, x1, y1 = box
        below = frame[y0:y1, x0:x1]
        dressed = self._dressed(step, box, below)
        alpha = dressed.shown * from_outline(dressed.shown >= 0, self.rim_px)
        opaque = np.asarray(cv2.convertScaleAbs(alpha, alpha=255), np.uint8)
        mixed = self.blend(dressed.picture, below, opaque)
        frame[y0:y1, x0:x1] = mixed.picture
        mask[y0:y1, x0:x1] = mixed.alpha

    def _dressed(self, step: int, box: Box, below: NDArray[np.uint8]) -> Dressed:
        """The chosen source face in the target's shape and light; two of them around a jump."""
        number = int(self.chosen[step])
        dressed = self._worn(number, step, box, below)
        for other in self.chosen[max(0, step - 1) : step + 2]:
            if abs(int(other) - number) > 1:
                faded = self._worn(int(other), step, box, below).picture
                mixed = cv2.addWeighted(dressed.picture, 1 - CROSSFADE, faded, CROSSFADE, 0)
                dressed = dressed._replace(picture=np.asarray(mixed, np.uint8))
        return dressed

    def _worn(self, number: int, step: int, box: Box, below: NDArray[np.uint8]) -> Dressed:
        face = self.faces[number]
        look = Look(
            mix=self.match.mix,
            offset=self.match.offset[step],
            shade=self.match.shade,
            shown=self.shown[step],
            in_sight=self.in_sight[step],
        )
        target = self.head.landmarks_px[self.head.frames[step]]
        return dress(face.picture, face.landmarks_px, target, look, box=box, below=below)


def _cut_out(
    source: Footage, head: Head, donor: Head, numbers: NDArray[np.int64]
) -> dict[int, _Face]:
    """The source faces that are needed, scaled down by area where they are much larger."""
    scale = float(np.median(head.eye_px[head.seen]) / np.median(donor.eye_px[donor.seen]))
    faces: dict[int, _Face] = {}
    for number in map(int, numbers):
        landmarks = donor.landmarks_px[number]
        frame = source.frames[number]
        box = box_around(landmarks, frame.shape[:2], margin=8)
        if box is None:
            faces[number] = _Face(frame, landmarks)
            continue
        picture = frame[box[1] : box[3], box[0] : box[2]]
        size = np.array(picture.shape[1::-1])
        landmarks = landmarks - np.array(box[:2], np.float32)
        if scale < AREA_FILTER_BELOW:
            smaller = np.maximum(np.round(size * scale), 2).astype(int)
            picture = cv2.resize(picture, smaller.tolist(), interpolation=cv2.INTER_AREA)
            landmarks = (landmarks + 0.5) * (smaller / size).astype(np.float32) - 0.5
        faces[number] = _Face(np.ascontiguousarray(picture), landmarks)
    return faces


def _kept(head: Head, donor: Head, chosen: NDArray[np.int64]) -> NDArray[np.float32]:
    """How much of the target's own mouth interior and lids shows, 0..1 ``(t, SIDE, SIDE)``.

    Teeth of another opening would be stretched, and a blink would be lost; the target's own fit.
    """
    opening = np.abs(head.openings()[head.seen, 0] - donor.openings()[chosen, 0])
    worn = lids(donor)[np.searchsorted(donor.frames, chosen)]
    blink = np.abs(lids(head) - worn).max(axis=1)
    mouths, eyes = (
        _ramp(opening, MOUTHS_ALIKE, MOUTHS_DIFFER),
        _ramp(blink, EYES_ALIKE, EYES_DIFFER),
    )
    return mouths[:, None, None] * _softened(mouth()) + eyes[:, None, None] * _softened(eyelids())


def _softened(region: NDArray[np.bool_]) -> NDArray[np.float32]:
    return np.asarray(cv2.GaussianBlur(region.astype(np.float32), (0, 0), 1.5), np.float32)


def _ramp(differ: NDArray[np.floating], alike: float, apart: float) -> NDArray[np.float32]:
    """0 where openings are alike, 1 where they differ, steady over time ``(t,)``."""
    kept = np.clip((differ - alike) / (apart - alike), 0, 1)
    return np.asarray(gaussian_filter1d(kept, 1.0, mode="nearest"), np.float32)
