"""Is the picture good enough to say anything about it?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from faceproof.detectors import View
from faceproof.detectors.face_sharpness import sharpness
from faceproof.detectors.zones import zones

SMALLEST_FACE_PX = 48
"""Smaller faces were hardly ever shown when detectors were taught."""

LEAST_SHARPNESS = -0.5
"""Log of the mean step between neighbours, in grey levels: below, the face is a smear."""

LEAST_BITS = 0.015
"""Bits a pixel of the file: below, compression has painted most of the picture."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """What was measured of the picture.

    Attributes:
        face_px: height of the largest face that was examined.
        sharpness: of that face, natural log of grey levels.
        bits_a_pixel: of the whole file; for a still image too.
    """

    face_px: float
    sharpness: float
    bits_a_pixel: float

    def doubts(self) -> tuple[str, ...]:
        """Why nothing should be decided, one sentence each; none where it may."""
        found = []
        if self.face_px < SMALLEST_FACE_PX:
            found.append(
                f"The face is only {self.face_px:.0f} pixels tall, too small to see traces in."
            )
        if self.sharpness < LEAST_SHARPNESS:
            found.append("The face is too blurred to see traces in.")
        if self.bits_a_pixel < LEAST_BITS:
            found.append("The file is compressed so strongly that traces are gone or made up.")
        return tuple(found)

    def as_json(self) -> dict[str, float]:
        """By name, rounded to what means something."""
        return {
            "face_px": round(self.face_px, 1),
            "sharpness": round(self.sharpness, 2),
            "bits_a_pixel": round(self.bits_a_pixel, 4),
        }


def quality_of(views: list[View]) -> Quality:
    """Of the largest face among views of one file; at least one."""
    heights = [float(np.median([np.ptp(r.landmarks_px[:, 1]) for r in v.regions])) for v in views]
    view = views[int(np.argmax(heights))]
    sharp = [sharpness([region.rgb], zones(region).inside) for region in view.regions]
    facts = view.facts
    bits = 8 * view.path.stat().st_size / (facts.frames * facts.width * facts.height)
    return Quality(
        face_px=max(heights), sharpness=float(np.median(sharp)), bits_a_pixel=float(bits)
    )
