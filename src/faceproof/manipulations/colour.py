"""Make one face take another's colour and light, the same way from frame to frame."""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d

from faceproof.manipulations.texture import SIDE, skin

GAIN_LIMITS = (0.5, 1.8)  # contrast is not stretched until noise shows
STEADY_FRAMES = 4.0  # sigma over time of what follows the target's light
SHADE_SIGMA = 0.14  # of the texture's side: light is smooth, features are not


class Match(NamedTuple):
    """How to recolour a source for each target frame.

    Attributes:
        gain, offset: per frame and channel ``(t, 3)``, for colours 0..255.
        shade: what to add at each texel, for all frames ``(SIDE, SIDE, 3)``.
    """

    gain: NDArray[np.float32]
    offset: NDArray[np.float32]
    shade: NDArray[np.float32]


def match(
    target: NDArray[np.uint8], source: NDArray[np.uint8], clear: NDArray[np.float32]
) -> Match:
    """Gain and offset by mean and deviation of the skin (Reinhard et al. 2001), and smooth shade.

    Args:
        target: textures, one a frame ``(t, SIDE, SIDE, 3)``.
        source: the source's textures for the same frames.
        clear: 1 where the target's face is not covered ``(t, SIDE, SIDE)``.
    """
    mean_t, deviation_t = _moments(target, clear)
    mean_s, deviation_s = _moments(source, clear)
    gain = np.clip(deviation_t / np.maximum(deviation_s, 1), *GAIN_LIMITS)
    gain = np.broadcast_to(np.median(gain, axis=0), gain.shape)
    offset = mean_t - gain * mean_s
    offset = gaussian_filter1d(offset, STEADY_FRAMES, axis=0, mode="nearest")
    shade = _shade(target, source, gain, offset)
    return Match(gain.astype(np.float32), offset.astype(np.float32), shade)


def _moments(
    textures: NDArray[np.uint8], weight: NDArray[np.float32]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    inside = skin()
    pixels = textures[:, inside].astype(np.float32)
    share = weight[:, inside]
    share = share / np.maximum(share.sum(axis=1, keepdims=True), 1e-6)
    mean = (share[:, None] @ pixels)[:, 0]
    square = (share[:, None] @ pixels**2)[:, 0]
    return mean, np.sqrt(np.maximum(square - mean**2, 0))


def _shade(
    target: NDArray[np.uint8],
    source: NDArray[np.uint8],
    gain: NDArray[np.float64],
    offset: NDArray[np.float64],
) -> NDArray[np.float32]:
    """The smooth difference of the two median faces, carried on beyond the skin."""
    recoloured = np.median(source, axis=0) * gain.mean(axis=0) + offset.mean(axis=0)
    difference = np.median(target, axis=0) - recoloured
    weight = skin().astype(np.float32)
    sigma = SHADE_SIGMA * SIDE
    spread = cv2.GaussianBlur(difference.astype(np.float32) * weight[..., None], (0, 0), sigma)
    shade: NDArray[np.float32] = spread / (
        cv2.GaussianBlur(weight, (0, 0), sigma)[..., None] + 0.02
    )
    return shade
