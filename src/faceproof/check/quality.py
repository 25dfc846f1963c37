"""Is a face good enough to see, and of a kind known, to say anything about it?"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from faceproof.check.known import strangeness
from faceproof.core import Phrase, phrase
from faceproof.detectors import View
from faceproof.detectors.face_sharpness import sharpness
from faceproof.detectors.zones import zones

SMALLEST_FACE_PX = 96
"""Of a smaller face the network sees mostly what was interpolated; of five people recorded at 65
to 80 pixels one looked like a fake in five clips of six."""

LEAST_SHARPNESS = -0.5
"""Log of the mean step between neighbours, in grey levels: below, the face is a smear."""

LEAST_BITS = 0.015
"""Bits a pixel of the file: below, compression has painted most of the picture."""

MOST_STRANGE = 1.0
"""Of a hundred portraits of other people one is further from those that are known."""


class Quality(NamedTuple):
    """What was measured of a face.

    Attributes:
        face_px: its height.
        sharpness: natural log of the mean step between its pixels, in grey levels.
        bits_a_pixel: of the whole file; for a still image too.
        strangeness: see `faceproof.check.known`.
    """

    face_px: float
    sharpness: float
    bits_a_pixel: float
    strangeness: float

    def doubts(self) -> tuple[Phrase, ...]:
        """Why nothing should be decided by it, one sentence each; none where it may."""
        found = []
        if self.face_px < SMALLEST_FACE_PX:
            px = round(self.face_px)
            found.append(
                phrase("A face is only {px} pixels tall, too small to see traces in.", px=px)
            )
        if self.sharpness < LEAST_SHARPNESS:
            found.append(phrase("A face is too blurred to see traces in."))
        if self.bits_a_pixel < LEAST_BITS:
            found.append(
                phrase("The file is compressed so strongly that traces are gone or made up.")
            )
        if self.strangeness > MOST_STRANGE:
            found.append(
                phrase("A face looks unlike the photographs of faces that are known here.")
            )
        return tuple(found)


def quality_of(view: View) -> Quality:
    """Medians over the frames of a face."""
    height = np.median([np.ptp(region.landmarks_px[:, 1]) for region in view.regions])
    inside = [zones(region).inside for region in view.regions]
    sharp = [
        sharpness([region.rgb], mask) if mask.any() else -np.inf
        for region, mask in zip(view.regions, inside, strict=True)
    ]
    facts = view.facts
    bits = 8 * view.path.stat().st_size / (facts.frames * facts.width * facts.height)
    strange = float(np.median([strangeness(region) for region in view.regions]))
    return Quality(float(height), float(np.median(sharp)), float(bits), strange)
