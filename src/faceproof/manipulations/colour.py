"""Make one face take another's colour and light, the same way from frame to frame."""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d

from faceproof.manipulations.texture import SIDE, skin

CONTRAST_LIMITS = 0.6, 1.3  # of the source's, so that noise is not stretched until it shows
CHROMA_LIMITS = 0.4, 1.2  # likewise, for how far colours lie from the skin's own
STEADY_FRAMES = 4.0  # sigma over time of what follows the target's light
SHADE_SIGMA = 0.14  # of the texture's side: light is smooth, features are not


class Match(NamedTuple):
    """How to recolour a source: ``mix @ colour + offset + shade`` with colours 0..255.

    Attributes:
        mix: for all frames ``(3, 3)``.
        offset: per target frame ``(t, 3)``.
        shade: at each texel, for all frames ``(SIDE, SIDE, 3)``.
    """

    mix: NDArray[np.float32]
    offset: NDArray[np.float32]
    shade: NDArray[np.float32]


class Skin(NamedTuple):
    """Statistics of a face's skin in each frame.

    Attributes:
        mean: colour ``(t, 3)``.
        contrast: deviation of brightness, as a share of the mean ``(t,)``.
        chroma: deviation of the channels from brightness, likewise ``(t,)``.
    """

    mean: NDArray[np.float64]
    contrast: NDArray[np.float64]
    chroma: NDArray[np.float64]


def match(
    target: NDArray[np.uint8], source: NDArray[np.uint8], clear: NDArray[np.float32]
) -> Match:
    """Skin of the same mean, contrast and chroma (after Reinhard et al. 2001), and smooth shade.

    Args:
        target: textures, one a frame ``(t, SIDE, SIDE, 3)``.
        source: the source's textures for the same frames.
        clear: 1 where the target's face is not covered ``(t, SIDE, SIDE)``.
    """
    wanted, given = _skin(target, clear), _skin(source, clear)
    contrast = _ratio(wanted.contrast, given.contrast, CONTRAST_LIMITS)
    chroma = _ratio(wanted.chroma, given.chroma, CHROMA_LIMITS)
    grey = np.full((3, 3), 1 / 3)
    # Light multiplies each channel; contrast is one for all, or red lips turn magenta.
    light = np.median(wanted.mean / np.maximum(given.mean, 1), axis=0)
    relative = contrast * grey + chroma * (np.eye(3) - grey)
    level = np.median(wanted.mean, axis=0)
    mix = level[:, None] * relative * (light / level)
    offset = gaussian_filter1d(
        wanted.mean - given.mean @ mix.T, STEADY_FRAMES, axis=0, mode="nearest"
    )
    return Match(
        mix.astype(np.float32), offset.astype(np.float32), _shade(target, source, mix, offset)
    )


def _ratio(
    wanted: NDArray[np.float64], given: NDArray[np.float64], limits: tuple[float, float]
) -> float:
    return float(np.clip(np.median(wanted / np.maximum(given, 1e-3)), *limits))


def _skin(textures: NDArray[np.uint8], weight: NDArray[np.float32]) -> Skin:
    inside = skin()
    pixels = textures[:, inside].astype(np.float32)
    share = weight[:, inside]
    share = share / np.maximum(share.sum(axis=1, keepdims=True), 1e-6)
    mean = (share[:, None] @ pixels)[:, 0]
    relative = pixels / np.maximum(mean, 1)[:, None] - 1
    brightness = relative @ np.full(3, 1 / 3, np.float32)
    contrast = (share * brightness**2).sum(axis=1)
    whole = (share * (relative**2 @ np.full(3, 1 / 3, np.float32))).sum(axis=1)
    chroma = np.maximum(whole - contrast, 0)
    return Skin(
        mean.astype(np.float64),
        np.sqrt(contrast).astype(np.float64),
        np.sqrt(chroma).astype(np.float64),
    )


def _shade(
    target: NDArray[np.uint8],
    source: NDArray[np.uint8],
    mix: NDArray[np.float64],
    offset: NDArray[np.float64],
) -> NDArray[np.float32]:
    """The smooth difference of the two median faces, carried on beyond the skin."""
    recoloured = np.median(source, axis=0) @ mix.T + offset.mean(axis=0)
    difference = (np.median(target, axis=0) - recoloured).astype(np.float32)
    weight = skin().astype(np.float32)
    sigma = SHADE_SIGMA * SIDE
    spread = cv2.GaussianBlur(difference * weight[..., None], (0, 0), sigma)
    reach = np.asarray(cv2.GaussianBlur(weight, (0, 0), sigma), np.float32)
    return np.asarray(spread / (reach[..., None] + 0.02), np.float32)
