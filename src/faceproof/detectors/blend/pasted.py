"""What is blended into a face: a changed copy of itself, or somebody else's face laid on it.

Everything is drawn from the ranges of Shiohara & Yamasaki 2022, section 3.2, and from what
generators and face-swappers do beyond it: they paint at a low resolution, smooth, sharpen, leave
traces of upsampling, and move a mouth.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from faceproof.detectors.blend.faces import Face, height_px
from faceproof.manipulations.mean_face import OUTER_LIPS, layout
from faceproof.manipulations.mesh import NOWHERE, lookup, sample

Rgb = NDArray[np.uint8]

SHIFT_LEVELS = 20.0  # of each of R, G and B
HUE_DEGREES, SATURATION, BRIGHTNESS, CONTRAST = 12.0, 0.3, 0.12, 0.15
MOVED, GROWN, TURNED_DEGREES = 0.03, 0.05, 2.0  # shares of the face's height
PAINTED_PX = (48, 160)  # heights at which generators paint a face
LIPS_MOVED = 0.05  # of the face's height
_WAYS = (cv2.INTER_LINEAR, cv2.INTER_CUBIC, cv2.INTER_AREA, cv2.INTER_NEAREST, cv2.INTER_LANCZOS4)
_REFLECT = cv2.BORDER_REFLECT


def own_copy(face: Face, rng: np.random.Generator) -> Rgb:
    """The face itself, recoloured, at another detail, moved, perhaps with other lips."""
    copy = face.rgb
    if rng.random() < 0.3:
        copy = with_other_lips(Face(copy, face.landmarks_px), rng)
    return moved(changed(copy, height_px(face), rng), face, rng)


def laid_on(target: Face, donor: Face, rng: np.random.Generator) -> Rgb:
    """The donor's face in the target's place, in the target's colours as far as swappers manage.

    Where the donor's face does not reach, the target's own pixels.
    """
    height, width = target.rgb.shape[:2]
    where = lookup(
        target.landmarks_px, donor.landmarks_px, layout().triangles, (0, 0, width, height)
    )
    laid = sample(donor.rgb, where)
    there = where[..., 0] != NOWHERE
    if not there.any():
        return target.rgb
    matched = _matched(laid, target.rgb, there, strength=rng.uniform(0.5, 1.0))
    whole = np.where(there[..., None], matched, target.rgb)
    return changed(whole, height_px(target), rng, amount=0.6)


def _matched(given: Rgb, wanted: Rgb, there: NDArray[np.bool_], *, strength: float) -> Rgb:
    """Mean and deviation of each channel in Lab (Reinhard et al. 2001)."""
    a, b = (cv2.cvtColor(p, cv2.COLOR_RGB2LAB).astype(np.float32) for p in (given, wanted))
    mean_a, mean_b = a[there].mean(0), b[there].mean(0)
    ratio = b[there].std(0) / np.maximum(a[there].std(0), 1)
    ratio = 1 + strength * (np.clip(ratio, 0.5, 2) - 1)
    mixed = (a - mean_a) * ratio + mean_a + strength * (mean_b - mean_a)
    lab = np.clip(mixed, 0, 255).astype(np.uint8)
    return np.asarray(cv2.cvtColor(lab, cv2.COLOR_LAB2RGB), np.uint8)


def changed(picture: Rgb, face_px: float, rng: np.random.Generator, amount: float = 1.0) -> Rgb:
    """Other colours, and traces of whatever painted it.

    Args:
        picture: RGB.
        face_px: height of the face in it.
        rng: draws.
        amount: of the change of colour.
    """
    done = recoloured(picture, rng, amount * rng.uniform(0.2, 1.0))
    for trace, chance in _TRACES:
        if rng.random() < chance:
            done = trace(done, face_px, rng)
    return done


def recoloured(picture: Rgb, rng: np.random.Generator, amount: float) -> Rgb:
    """Shift of RGB, then of hue, saturation and value, then contrast."""
    shift = amount * rng.uniform(-SHIFT_LEVELS, SHIFT_LEVELS, 3) * (rng.random() < 0.7)
    coloured = np.clip(picture + shift, 0, 255).astype(np.float32) / 255
    if rng.random() < 0.7:
        hue, saturation, value = amount * rng.uniform(-1, 1, 3)
        hsv = cv2.cvtColor(coloured, cv2.COLOR_RGB2HSV)
        hsv[..., 0] = (hsv[..., 0] + hue * HUE_DEGREES) % 360
        hsv[..., 1] *= 1 + saturation * SATURATION
        hsv[..., 2] *= 1 + value * BRIGHTNESS
        np.clip(hsv[..., 1:], 0, 1, out=hsv[..., 1:])
        coloured = np.asarray(cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB), np.float32)
    contrast = 1 + amount * rng.uniform(-CONTRAST, CONTRAST)
    return np.clip(255 * (0.5 + contrast * (coloured - 0.5)) + 0.5, 0, 255).astype(np.uint8)


def _repainted(picture: Rgb, face_px: float, rng: np.random.Generator) -> Rgb:
    """Painted at a generator's resolution and made larger again."""
    scale = min(rng.uniform(*PAINTED_PX) / face_px, 0.9)
    size = picture.shape[1::-1]
    small = [max(4, round(scale * side)) for side in size]
    reduced = cv2.resize(picture, small, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.resize(reduced, size, interpolation=int(rng.choice(_WAYS))), np.uint8)


def _softened(picture: Rgb, face_px: float, rng: np.random.Generator) -> Rgb:
    sigma = rng.uniform(0.4, 1.6) * max(face_px / 160, 0.5)
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), sigma), np.uint8)


def _sharpened(picture: Rgb, _face_px: float, rng: np.random.Generator) -> Rgb:
    return sharpened(picture, rng, least=0.3)


def sharpened(picture: Rgb, rng: np.random.Generator, *, least: float) -> Rgb:
    """An unsharp mask of drawn strength, from ``least`` up."""
    by = rng.uniform(least, 1.2)
    soft = cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.8, 2.0))
    return np.asarray(cv2.addWeighted(picture, 1 + by, soft, -by, 0), np.uint8)


def _smoothed(picture: Rgb, _face_px: float, rng: np.random.Generator) -> Rgb:
    return smoothed(picture, rng)


def smoothed(picture: Rgb, rng: np.random.Generator) -> Rgb:
    """Skin without pores, as generators paint it and filters against noise leave it."""
    if rng.random() < 0.5:
        return np.asarray(cv2.medianBlur(picture, 3), np.uint8)
    return np.asarray(cv2.bilateralFilter(picture, 5, rng.uniform(15, 40), 3), np.uint8)


def _upsampled(picture: Rgb, _face_px: float, rng: np.random.Generator) -> Rgb:
    """A pattern of two pixels, as transposed convolutions leave (Odena et al. 2016)."""
    gains = 1 + rng.normal(0, 0.02, (2, 2, 3))
    gains /= gains.mean((0, 1))
    height, width = picture.shape[:2]
    tiled = np.tile(gains, (height // 2 + 1, width // 2 + 1, 1))[:height, :width]
    return np.asarray(np.clip(picture * tiled + 0.5, 0, 255), np.uint8)


def _noisy(picture: Rgb, _face_px: float, rng: np.random.Generator) -> Rgb:
    noise = rng.normal(0, rng.uniform(1, 5), picture.shape).astype(np.float32)
    return np.asarray(np.clip(picture + noise, 0, 255), np.uint8)


def _stored(picture: Rgb, _face_px: float, rng: np.random.Generator) -> Rgb:
    """It has been a JPEG, or came out of a compressed video."""
    return jpeg(picture, int(rng.integers(40, 96)))


_TRACES: tuple[tuple[Any, float], ...] = (
    (_repainted, 0.45),
    (_smoothed, 0.2),
    (_softened, 0.25),
    (_upsampled, 0.1),
    (_sharpened, 0.25),
    (_noisy, 0.15),
    (_stored, 0.2),
)


def jpeg(picture: Rgb, quality: int) -> Rgb:
    """What is left after JPEG."""
    bgr = cv2.cvtColor(picture, cv2.COLOR_RGB2BGR)
    _, data = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR_RGB), np.uint8)


def moved(picture: Rgb, face: Face, rng: np.random.Generator) -> Rgb:
    """Turned, grown and shifted a little about the face's middle."""
    tall = height_px(face)
    middle = face.landmarks_px.mean(0)
    turn, grow = rng.uniform(-1, 1, 2) * (TURNED_DEGREES, GROWN)
    matrix = cv2.getRotationMatrix2D(tuple(map(float, middle)), turn, 1 + grow)
    matrix = matrix + np.c_[np.zeros((2, 2)), tall * rng.uniform(-MOVED, MOVED, 2)]
    size = picture.shape[1::-1]
    return np.asarray(cv2.warpAffine(picture, matrix, size, borderMode=_REFLECT), np.uint8)


def with_other_lips(face: Face, rng: np.random.Generator) -> Rgb:
    """The mouth pulled about by smooth bumps, as reenactment moves it."""
    tall = height_px(face)
    height, width = face.rgb.shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    dx, dy = np.zeros_like(x), np.zeros_like(y)
    for number in rng.choice(OUTER_LIPS, 4, replace=False):
        px, py = face.landmarks_px[number]
        reach = tall * rng.uniform(0.05, 0.12)
        bump = np.exp(-((x - px) ** 2 + (y - py) ** 2) / (2 * reach**2))
        pull = tall * rng.normal(0, LIPS_MOVED / 2, 2)
        dx += pull[0] * bump
        dy += pull[1] * bump
    where = np.dstack([x + dx, y + dy]).astype(np.float32)
    return sample(face.rgb, where)
