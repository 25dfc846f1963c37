"""What a camera, an editor and a website do to pictures, to genuine ones and fakes alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

import cv2
import numpy as np
from numpy.typing import NDArray

from faceproof.detectors.blend.pasted import jpeg, sharpened, smoothed
from faceproof.media import recompress

Rgb = NDArray[np.uint8]
_FPS = Fraction(25)
_FRAMES = 3
_USUAL, _POOR = (18, 42), (26, 44)  # constant rate factors of x264, the last left out
_WAYS = (cv2.INTER_LINEAR, cv2.INTER_CUBIC, cv2.INTER_AREA)


def degraded(pictures: Sequence[Rgb], rng: np.random.Generator) -> list[Rgb]:
    """The pictures after one and the same treatment, of the same size as before.

    Args:
        pictures: RGB uint8 of one size ``(h, w, 3)``.
        rng: draws what is done.
    """
    done = list(pictures)
    done = _each(done, rng, _toned, 0.7)
    done = _each(done, rng, _blurred, 0.25)
    done = _each(done, rng, _sharpened, 0.15)
    done = _each(done, rng, smoothed, 0.08)
    done = _each(done, rng, _grainy, 0.3)
    done = _resized(done, rng) if rng.random() < 0.25 else done
    fate = rng.random()
    if fate < 0.5:
        done = _filmed(done, rng)
    elif fate < 0.8:
        quality = int(rng.integers(30, 100))
        done = [jpeg(one, quality) for one in done]
    if rng.random() < 0.15:  # sent on once more
        quality = int(rng.integers(50, 96))
        done = [jpeg(one, quality) for one in _resized(done, rng)]
    return done


def filmed_poorly(picture: Rgb, rng: np.random.Generator) -> Rgb:
    """A recording that was poor before anybody touched it: skin smeared by camera and codec."""
    done = [picture]
    done = _each(done, rng, smoothed, 0.25)
    small = rng.random() < 0.4
    if small:
        done = _scaled(done, rng.uniform(0.4, 0.9), rng)
    done = _filmed(done, rng, _POOR)
    height, width = picture.shape[:2]
    return np.asarray(cv2.resize(done[0], (width, height)), np.uint8) if small else done[0]


def _scaled(pictures: Sequence[Rgb], scale: float, rng: np.random.Generator) -> list[Rgb]:
    size = [max(16, round(scale * side)) for side in pictures[0].shape[1::-1]]
    way = int(rng.choice(_WAYS))
    return [np.asarray(cv2.resize(one, size, interpolation=way), np.uint8) for one in pictures]


def _each(
    pictures: list[Rgb],
    rng: np.random.Generator,
    change: Callable[[Rgb, np.random.Generator], Rgb],
    chance: float,
) -> list[Rgb]:
    """The same change of all, or none."""
    if rng.random() >= chance:
        return pictures
    state = rng.integers(2**63)
    return [change(one, np.random.default_rng(state)) for one in pictures]


def _toned(picture: Rgb, rng: np.random.Generator) -> Rgb:
    gain = rng.uniform(0.75, 1.2) * (1 + rng.uniform(-0.06, 0.06, 3))
    gamma = np.exp(rng.uniform(-0.3, 0.3))
    levels = np.arange(256)[:, None] / 255
    table = np.clip(255 * gain * levels**gamma + rng.uniform(-12, 12), 0, 255).astype(np.uint8)
    toned = cv2.LUT(picture, table[:, None])
    if rng.random() < 0.3:
        grey = cv2.cvtColor(cv2.cvtColor(toned, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
        share = rng.uniform(0.2, 1.0)
        toned = cv2.addWeighted(toned, 1 - share, grey, share, 0)
    return np.asarray(toned, np.uint8)


def _blurred(picture: Rgb, rng: np.random.Generator) -> Rgb:
    if rng.random() < 0.5:
        return np.asarray(cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.3, 2.0)), np.uint8)
    length, angle = int(rng.integers(3, 10)), rng.uniform(0, np.pi)
    kernel = np.zeros((length, length), np.float32)
    middle = (length - 1) / 2
    for t in np.linspace(-middle, middle, 2 * length):
        x, y = round(middle + t * np.cos(angle)), round(middle + t * np.sin(angle))
        kernel[y, x] = 1
    return np.asarray(cv2.filter2D(picture, -1, kernel / kernel.sum()), np.uint8)


def _sharpened(picture: Rgb, rng: np.random.Generator) -> Rgb:
    """As cameras of phones do."""
    return sharpened(picture, rng, least=0.2)


def _grainy(picture: Rgb, rng: np.random.Generator) -> Rgb:
    sigma = rng.uniform(0.5, 8)
    noise = rng.normal(0, sigma, picture.shape if rng.random() < 0.5 else picture.shape[:2])
    noise = noise.reshape(*picture.shape[:2], -1).astype(np.float32)
    return np.clip(picture + noise, 0, 255).astype(np.uint8)


def _resized(pictures: Sequence[Rgb], rng: np.random.Generator) -> list[Rgb]:
    """To another size and back."""
    scale, ways = rng.uniform(0.4, 1.3), rng.choice(_WAYS, 2)
    size = pictures[0].shape[1::-1]
    other = [max(8, round(scale * side)) for side in size]
    return [
        np.asarray(
            cv2.resize(
                cv2.resize(one, other, interpolation=int(ways[0])),
                size,
                interpolation=int(ways[1]),
            ),
            np.uint8,
        )
        for one in pictures
    ]


def _filmed(
    pictures: Sequence[Rgb], rng: np.random.Generator, crfs: tuple[int, int] = _USUAL
) -> list[Rgb]:
    """The last of a few frames of a drifting H.264 video, each picture in one of its own."""
    low, high = crfs
    crf = int(low + (high - low) * rng.random() ** 1.5)  # more often good than poor
    drift = rng.normal(0, 0.7, 2)
    place = rng.integers(0, 16, 2)  # the face lies anywhere on the codec's grid
    height, width = pictures[0].shape[:2]
    size = ((width + 17) // 2 * 2, (height + 17) // 2 * 2)
    moves = [
        np.array([[1, 0, place[0] - t * drift[0]], [0, 1, place[1] - t * drift[1]]])
        for t in reversed(range(_FRAMES))  # the last lies on whole pixels, and is not resampled
    ]
    done = []
    for one in pictures:
        frames = [
            np.asarray(cv2.warpAffine(one, move, size, borderMode=cv2.BORDER_REFLECT), np.uint8)
            for move in moves
        ]
        last = list(recompress(frames, crf=crf, fps=_FPS))[-1]
        x, y = place
        done.append(np.ascontiguousarray(last[y : y + height, x : x + width]))
    return done
