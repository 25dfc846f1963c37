"""Small marked videos of a fake: the original, the fake, its mask, and how the two differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from itertools import islice
from pathlib import Path
from types import MappingProxyType

import cv2
import numpy as np
from numpy.typing import NDArray

from faceproof.core import MediaFacts
from faceproof.media import Decoder
from faceproof.media.encode import encode_crf
from faceproof.service.mark import Mark

Rgb = NDArray[np.uint8]
LONG_SIDE_PX = 320
MOST_FRAMES = 300
AMPLIFIED = 4
_CRF = 27


class Part(StrEnum):
    """What the viewer plays side by side, in this order."""

    ORIGINAL = "original"
    FAKE = "fake"
    MASK = "mask"
    DIFFERENCE = "difference"


MARKS: Mapping[Part, str] = MappingProxyType(
    {
        Part.ORIGINAL: "RECORDING, for research only",
        Part.FAKE: "FAKE, made for research",
        Part.MASK: "MASK, what a fake changed",
        Part.DIFFERENCE: f"DIFFERENCE x{AMPLIFIED}, of a fake",
    }
)


def make_videos(
    *, fake: Path, original: Path | None, mask: Path | None, out: Path
) -> dict[Part, Path]:
    """Write the videos that can be made of what there is.

    Args:
        fake: its file.
        original: the recording it was made from; None leaves out the difference, too.
        mask: its mask; None where there is none.
        out: a folder for them.

    Returns:
        The file of each; H.264 with ``yuv420p``, at most `LONG_SIDE_PX` wide or high and
        `MOST_FRAMES` long, the words of `MARKS` on every frame.

    Raises:
        MediaError: a file cannot be decoded.
        StorageError: a video cannot be written.
    """
    with Decoder(fake) as clip:
        facts = clip.facts
    width, height = _size(facts)
    frames: dict[Part, Iterator[Rgb]] = {Part.FAKE: _small(fake, width, height)}
    if original is not None:
        frames[Part.ORIGINAL] = _small(original, width, height)
        frames[Part.DIFFERENCE] = _differences(
            _small(original, width, height), _small(fake, width, height)
        )
    if mask is not None:
        frames[Part.MASK] = _small(mask, width, height)
    made = {}
    for part, pictures in frames.items():
        mark = Mark(MARKS[part], width=width, height=height)
        made[part] = out / f"{part}.mp4"
        encode_crf(map(mark.on, pictures), made[part], crf=_CRF, fps=facts.fps)
    return made


def _size(facts: MediaFacts) -> tuple[int, int]:
    halved = LONG_SIDE_PX / max(facts.width, facts.height) / 2
    return max(2, round(facts.width * halved) * 2), max(2, round(facts.height * halved) * 2)


def _small(path: Path, width: int, height: int) -> Iterator[Rgb]:
    with Decoder(path) as clip:
        for frame in islice(clip, MOST_FRAMES):
            yield frame.resized_rgb(width, height)


def _differences(originals: Iterator[Rgb], fakes: Iterator[Rgb]) -> Iterator[Rgb]:
    for original, fake in zip(originals, fakes, strict=False):
        difference = np.asarray(cv2.absdiff(original, fake), np.uint8)
        yield np.asarray(cv2.convertScaleAbs(difference, alpha=AMPLIFIED), np.uint8)
