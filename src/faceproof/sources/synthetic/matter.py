"""What each visible point is made of: its colour, sheen and normal, before any light."""

from typing import NamedTuple

import numpy as np

from faceproof.sources.synthetic.arrays import U8, Floats
from faceproof.sources.synthetic.head import Material
from faceproof.sources.synthetic.kernel import kernel
from faceproof.sources.synthetic.vectors import ONE, ZERO, Vector, clamp, dot, row, times

_SKIN, _SOCKET, _MOUTH = int(Material.SKIN), int(Material.SOCKET), int(Material.MOUTH)
_TONGUE, _SHIRT = int(Material.TONGUE), int(Material.SHIRT)

_IRIS_RADIUS = np.float32(0.50)  # of the eyeball's; 11.7 mm across a 24 mm eye
_IRIS_EDGE = np.float32(0.06)
_PUPIL = np.float32(0.36)  # of the iris
_BUMP = np.float32(0.0031)
_DECODE = np.float32(1 / 255**2)  # textures hold the square root of linear colour
_MIDDLE = np.float32(128)
_WET_LIP = np.float32(84)  # gloss of the texture above which highlights are sharper
_COLLAR_DM = np.float32(0.085)
_HEM_DM = np.float32(0.012)


class Matter(NamedTuple):
    """A surface before light.

    `wrap` per colour is how far light creeps round the terminator, `shine` the strength of the
    highlight and 2 ** `squarings` its sharpness, `shade` scales openness to the sky, `glow` is
    1 where shadows bleed red.
    """

    colour: Vector
    normal: Vector
    wrap: Vector
    shine: np.float32
    squarings: int
    shade: np.float32
    glow: np.float32


_FLESH = (np.float32(0.36), np.float32(0.20), np.float32(0.13))
_CLOTH = (np.float32(0.1), np.float32(0.1), np.float32(0.1))
_ENAMEL = (np.float32(0.40), np.float32(0.38), np.float32(0.35))
_MOUTH_COLOUR = (np.float32(0.20), np.float32(0.05), np.float32(0.045))
_TONGUE_COLOUR = (np.float32(0.34), np.float32(0.12), np.float32(0.11))
_TOOTH_COLOUR = (np.float32(0.54), np.float32(0.48), np.float32(0.38))
_SCLERA = (np.float32(0.35), np.float32(0.31), np.float32(0.285))
_SCLERA_PINK = (np.float32(0.11), np.float32(0.18), np.float32(0.17))


@kernel
def _tap(
    texture: U8, at: tuple[int, int, int], k: int, fx: np.float32, fy: np.float32
) -> np.float32:
    """One channel of a texture, bilinear; `at` is patch, row, column."""
    patch, y, x = at
    above = np.float32(texture[patch, y, x, k])
    above += fx * (np.float32(texture[patch, y, x + 1, k]) - above)
    below = np.float32(texture[patch, y + 1, x, k])
    below += fx * (np.float32(texture[patch, y + 1, x + 1, k]) - below)
    return above + fy * (below - above)


@kernel
def _textured(made_of: int, collar: np.float32, normal: Vector, texture: U8, uv: Vector) -> Matter:
    """Skin and cloth, whose colour, bumps and gloss lie in the texture."""
    height = texture.shape[1]
    width = texture.shape[2]
    x = min(max(uv[0] * np.float32(width - 1), ZERO), np.float32(width - 1.01))
    y = min(max(uv[1] * np.float32(height - 1), ZERO), np.float32(height - 1.01))
    at = (int(uv[2] + np.float32(0.5)), int(y), int(x))
    fx = x - np.float32(int(x))
    fy = y - np.float32(int(y))
    r = _tap(texture, at, 0, fx, fy)
    g = _tap(texture, at, 1, fx, fy)
    b = _tap(texture, at, 2, fx, fy)
    colour = (r * r * _DECODE, g * g * _DECODE, b * b * _DECODE)
    bumped = (
        normal[0] + (_tap(texture, at, 3, fx, fy) - _MIDDLE) * _BUMP,
        normal[1] + (_tap(texture, at, 4, fx, fy) - _MIDDLE) * _BUMP,
        normal[2],
    )
    gloss = _tap(texture, at, 5, fx, fy)
    shine = gloss * np.float32(1 / 255)
    if made_of == _SHIRT:
        if collar < _COLLAR_DM:
            hem = collar > _COLLAR_DM - _HEM_DM
            colour = times(colour, np.float32(0.55) if hem else np.float32(0.82))
        return Matter(colour, bumped, _CLOTH, shine, 3, ONE, ZERO)
    return Matter(colour, bumped, _FLESH, shine, 5 if gloss > _WET_LIP else 4, ONE, ONE)


@kernel
def surface(made_of: int, collar: np.float32, normal: Vector, texture: U8, uv: Vector) -> Matter:
    """Everything but eyes; `collar` is the distance in dm from the shirt's upper edge."""
    if made_of in (_SKIN, _SOCKET, _SHIRT):
        return _textured(made_of, collar, normal, texture, uv)
    shine = np.float32(0.2)
    if made_of == _MOUTH:
        return Matter(_MOUTH_COLOUR, normal, _FLESH, shine, 5, np.float32(0.5), ZERO)
    if made_of == _TONGUE:
        return Matter(_TONGUE_COLOUR, normal, _FLESH, shine, 5, np.float32(0.8), ZERO)
    outward = normal if normal[2] >= ZERO else times(normal, -ONE)
    return Matter(_TOOTH_COLOUR, outward, _ENAMEL, np.float32(0.35), 6, ONE, ZERO)


@kernel
def plain(normal: Vector, finishes: Floats, number: int) -> Matter:
    """Things of one colour: row `number` of finishes ``(n, 5)``."""
    colour = row(finishes, number)
    return Matter(colour, normal, _CLOTH, finishes[number, 3], int(finishes[number, 4]), ONE, ZERO)


@kernel
def eyeball(normal: Vector, to_eye: Floats, iris: Floats, lid: np.float32) -> Matter:
    """Sclera, iris with fibres and dark rim, pupil.

    `to_eye` ``(3, 3)`` turns world to eye; `lid` 0..1 is how far the upper lid shades the point.
    """
    x = dot(row(to_eye, 0), normal)
    y = dot(row(to_eye, 1), normal)
    radius = np.sqrt(x * x + y * y)
    pink = clamp((radius - np.float32(0.52)) * np.float32(2.4))
    r = _SCLERA[0] - _SCLERA_PINK[0] * pink
    g = _SCLERA[1] - _SCLERA_PINK[1] * pink
    b = _SCLERA[2] - _SCLERA_PINK[2] * pink
    if dot(row(to_eye, 2), normal) > ZERO and radius < _IRIS_RADIUS + _IRIS_EDGE:
        q = radius / _IRIS_RADIUS
        angle = np.arctan2(y, x)
        fibre = np.sin(angle * np.float32(37) + np.sin(angle * np.float32(11)) * np.float32(2))
        fibre = np.float32(0.8) + np.float32(0.2) * fibre
        fibre *= np.float32(1.15) - abs(q - np.float32(0.55)) * np.float32(0.8)
        fibre *= ONE - np.float32(0.75) * clamp((q - np.float32(0.80)) / np.float32(0.18))
        fibre *= clamp((q - _PUPIL) / np.float32(0.07))
        white = clamp((radius - _IRIS_RADIUS) / _IRIS_EDGE)
        black = np.float32(0.003)
        r = (iris[0] * fibre + black) * (ONE - white) + r * white
        g = (iris[1] * fibre + black) * (ONE - white) + g * white
        b = (iris[2] * fibre + black) * (ONE - white) + b * white
    shade = ONE - np.float32(0.80) * lid
    return Matter((r, g, b), normal, _ENAMEL, np.float32(0.75), 8, shade, ZERO)
