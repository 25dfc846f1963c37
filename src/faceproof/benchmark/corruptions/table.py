"""Which corruptions are there, at which levels, and where do these come from?"""

from __future__ import annotations

from dataclasses import dataclass

from faceproof.benchmark.corruptions import pictures
from faceproof.benchmark.corruptions.pictures import Picture

VERSION = "1"
"""Raised whenever the same numbers give other pixels; part of every `corruption_digest`."""

DEEPER = "DeeperForensics-1.0, Jiang et al. 2020, section 5 (levels of its published code, MIT)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A way to damage a clip: first each picture alone, then all of them by a codec.

    Attributes:
        pictures: what is done to each picture, in this order.
        encodes: how often the whole clip goes through x264 after that, at its own frame rate.
        levels: mild to strong, the numbers of each: one for each of ``pictures``, then the crf
            of each encoding.
        meaning: what the numbers are.
        reference: who chose them.
    """

    pictures: tuple[Picture, ...] = ()
    encodes: int = 0
    levels: tuple[tuple[float, ...], ...]
    meaning: str
    reference: str = "own"


def _each(*numbers: float) -> tuple[tuple[float, ...], ...]:
    return tuple((number,) for number in numbers)


CORRUPTIONS: dict[str, Kind] = {
    "saturation": Kind(
        pictures=(pictures.saturation,),
        levels=_each(0.4, 0.3, 0.2, 0.1, 0),
        meaning="factor of chroma",
        reference=DEEPER,
    ),
    "contrast": Kind(
        pictures=(pictures.contrast,),
        levels=_each(0.85, 0.725, 0.6, 0.475, 0.35),
        meaning="factor of every value",
        reference=DEEPER,
    ),
    "blocks": Kind(
        pictures=(pictures.blocks,),
        levels=_each(16, 32, 48, 64, 80),
        meaning="grey squares of 8x8 px for each whole 256 px of the shorter side",
        reference=DEEPER,
    ),
    "gaussian-noise": Kind(
        pictures=(pictures.gaussian_noise,),
        levels=_each(0.001, 0.002, 0.005, 0.01, 0.05),
        meaning="variance in luma and both chromas of 0 to 1",
        reference=DEEPER,
    ),
    "gaussian-blur": Kind(
        pictures=(pictures.gaussian_blur,),
        levels=_each(7, 9, 13, 17, 21),
        meaning="side of the kernel in px, six sigmas",
        reference=DEEPER,
    ),
    "pixelate": Kind(
        pictures=(pictures.pixelate,),
        levels=_each(2, 3, 4, 5, 6),
        meaning="sides divided by, and back, bilinear both ways",
        reference=f"{DEEPER}; there it is called JPEG",
    ),
    "h264": Kind(
        encodes=1,
        levels=_each(30, 32, 35, 38, 40),
        meaning="crf of x264",
        reference=DEEPER,
    ),
    "jpeg": Kind(
        pictures=(pictures.jpeg,),
        levels=_each(90, 70, 50, 30, 10),
        meaning="quality of each frame as a JPEG, 0 to 100",
    ),
    "resize": Kind(
        pictures=(pictures.resize,),
        levels=_each(0.75, 0.5, 0.25),
        meaning="sides times, by averaging, and back, bicubic",
    ),
    # By the size of the exponent's logarithm. 2 and 1/2 are a tie: 1/2 does more to dark pictures.
    "gamma": Kind(
        pictures=(pictures.gamma,),
        levels=_each(1.4, 0.7, 2.0, 0.5, 2.5),
        meaning="exponent of values of 0 to 1: under 1 brightens, over 1 darkens",
    ),
    "double-h264": Kind(
        encodes=2,
        levels=((23, 28), (23, 32), (23, 36), (23, 40), (40, 40)),
        meaning="crf of x264, and crf of x264 over what came back",
    ),
    # As a messenger does it: made smaller, saved as JPEG, and filmed anew.
    "chain": Kind(
        pictures=(pictures.resize, pictures.jpeg),
        encodes=1,
        levels=((0.75, 70, 28), (0.5, 50, 32), (0.25, 30, 36)),
        meaning="as `resize`, then quality as `jpeg`, then crf as `h264`",
    ),
}
