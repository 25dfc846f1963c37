"""PDQ gives the bits of the reference code, and keeps what it promises."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from faceproof.core.errors import MediaError
from faceproof.provenance.pdq import distance, pdq

Rgb = NDArray[np.uint8]
Draw = Callable[[int, int], Rgb]


def waves(height: int, width: int) -> Rgb:
    y, x = np.mgrid[:height, :width].astype(np.float64)
    red = 127 + 60 * np.sin(x / (width / 7.0) + y / (height / 3.0)) + 40 * np.cos(y / (height / 11))
    green = 127 + 80 * np.sin(x * y / (width * height / 9.0))
    blue = 127 + 50 * np.cos(x / (width / 5.0) - y / (height / 2.0))
    return np.clip(np.stack([red, green, blue], -1), 0, 255).astype(np.uint8)


def disc(height: int, width: int) -> Rgb:
    y, x = np.mgrid[:height, :width]
    image = np.full((height, width, 3), 90, np.uint8)
    inside = (x - width * 0.4) ** 2 + (y - height * 0.55) ** 2 < (min(height, width) * 0.25) ** 2
    image[inside] = (200, 150, 30)
    image[: height // 6] = (20, 60, 160)
    image[:, : width // 9] = 240
    return image


def luma(image: Rgb) -> NDArray[np.float32]:
    red, green, blue = np.moveaxis(image, -1, 0)
    return (red * 0.299 + green * 0.587 + blue * 0.114).astype(np.float32)


def as_hex(words: NDArray[np.uint64]) -> str:
    """As Meta's tools print a hash: the highest frequency first."""
    return "".join(f"{int(word):016x}" for word in words[::-1])


# Hash and quality by PyPI pdqhash 0.2.8 (Meta's C++), compiled here: compute(image).
REFERENCE = {
    (waves, 240, 320): ("0555ceab155528ab5155a6ab4555aaab5555aaab5555aaab5555aaa95552aabc", 26),
    (waves, 97, 131): ("44550aab85552aab5155a2abd555aaab5555eaab5555aaab5555aaa92492afbc", 27),
    (waves, 64, 64): ("5155c2ab0d550aab315526ab5455aaab5555aaab5555aaab5555aaa93a82affc", 26),
    (disc, 240, 320): ("18f9e4c6e8cf2739e7261939fdc0e8c63706274699391939e0c960f91f26037f", 77),
    (disc, 97, 131): ("19b9e4cef8ce073f67661939bf10e8c4b700274698391939e4c9e0f91f26037f", 78),
    (disc, 64, 64): ("d8f9636e66c69b399b36fcd97818a6c6ff001b26e0f960b913c503e96836083e", 83),
}


@pytest.mark.parametrize("case", REFERENCE, ids=lambda case: f"{case[0].__name__}-{case[1]}")
def test_hash_and_quality_are_those_of_the_reference_code(case: tuple[Draw, int, int]):
    draw, height, width = case
    found = pdq(luma(draw(height, width)))
    words, quality = REFERENCE[case]
    expected = np.array([int(words[i : i + 16], 16) for i in range(48, -1, -16)], np.uint64)
    # where a frequency is the median but for rounding, a bit may fall either way
    assert distance(found.hash, expected) <= 2, as_hex(found.hash)
    assert found.quality == quality


@given(gain=st.floats(0.3, 1.0), offset=st.floats(0, 70), seed=st.integers(0, 99))
def test_light_and_contrast_change_nothing(gain: float, offset: float, seed: int):
    picture = np.random.default_rng(seed).uniform(0, 255, (70, 90)).astype(np.float32)
    changed = (picture * gain + offset).astype(np.float32)
    assert distance(pdq(picture).hash, pdq(changed).hash) <= 2


@given(seed=st.integers(0, 99), width=st.integers(65, 300))
def test_a_mirrored_picture_has_nearly_the_mirrored_hash(seed: int, width: int):
    rng = np.random.default_rng(seed)
    coarse = rng.uniform(0, 255, (12, 16))
    y, x = np.arange(80) * 12 // 80, np.arange(width) * 16 // width
    picture = coarse[np.ix_(y, x)].astype(np.float32)
    # which of two pixels in the middle is taken is not symmetric
    assert distance(pdq(picture).mirrored, pdq(picture[:, ::-1]).hash) <= 60
    strangers = pdq(rng.uniform(0, 255, (80, width)).astype(np.float32))
    assert distance(pdq(picture).hash, strangers.hash) > 80


@pytest.mark.parametrize("shape", [(4, 90), (90, 4), (90, 90, 3), (0, 0)])
def test_what_is_no_picture_is_refused(shape: tuple[int, ...]):
    with pytest.raises(MediaError, match="expected"):
        pdq(np.zeros(shape, np.uint8))


def test_half_of_the_bits_are_set():
    hash_ = pdq(luma(disc(240, 320))).hash
    assert int(np.bitwise_count(hash_).sum()) == 128
