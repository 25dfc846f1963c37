"""A face drawn by the tests, which the detector and the mesh take for one; nobody's likeness.

Everything is a soft-edged ellipse on a shaded oval. Other rooms' tests may use it too.
"""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

Rgb = NDArray[np.uint8]
Head = NDArray[np.float32]


def face_clip(frames: int = 8, width: int = 64, height: int = 64, seed: int = 0) -> Rgb:
    """One person, slightly moving, blinking and talking: uint8 ``(frames, height, width, 3)``.

    The same arguments give the same bytes. The face is about half as wide as the shorter side.
    """
    rng = np.random.default_rng([seed, frames, width, height])
    room = backdrop(width, height, seed)
    size = round(0.92 * min(width, height))
    phase = rng.uniform(0, 2 * math.pi, 5)
    clip = np.empty((frames, height, width, 3), np.uint8)
    for t in range(frames):
        wave = np.sin(phase + t * np.array([0.13, 0.17, 0.11, 0.6, 0.23]))
        head = draw_face(
            size,
            seed=seed,
            mouth=0.35 + 0.35 * wave[3],
            blink=1.0 if (t + seed) % 40 in {20, 21} else 0.0,
            gaze=0.6 * wave[4],
        )
        x, y = width / 2 + 0.04 * size * wave[0], height / 2 + 0.03 * size * wave[1]
        placed = place(room, head, x, y, angle=0.08 * wave[2])
        noise = rng.normal(0, 2, placed.shape).astype(np.float32)
        clip[t] = np.clip(placed + noise, 0, 255).astype(np.uint8)
    return clip


def backdrop(width: int, height: int, seed: int = 0) -> Rgb:
    """A dull room without a face, uint8 ``(height, width, 3)``."""
    rng = np.random.default_rng([seed, 0x0DD])
    coarse = rng.uniform(70, 150, (4, 6, 1)) + rng.uniform(-12, 12, (4, 6, 3))
    smooth = cv2.resize(coarse.astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC)
    return np.asarray(np.clip(smooth, 0, 255), np.uint8)


def place(image: Rgb, head: Head, x: float, y: float, *, angle: float = 0.0) -> Rgb:
    """A copy of ``image`` with the head's centre at ``x, y``, turned by ``angle`` radians."""
    height, width = image.shape[:2]
    c, s, half = math.cos(angle), math.sin(angle), (len(head) - 1) / 2
    turn = np.array([[c, -s, x - (c - s) * half], [s, c, y - (s + c) * half]])
    laid = cv2.warpAffine(head, turn, (width, height), flags=cv2.INTER_LINEAR)
    mixed = image * (1 - laid[..., 3:]) + laid[..., :3]
    return np.asarray(np.clip(mixed + 0.5, 0, 255), np.uint8)


def draw_face(
    size: int = 128,
    *,
    seed: int = 0,
    mouth: float = 0.2,
    blink: float = 0.0,
    gaze: float = 0.0,
) -> Head:
    """A frontal head as premultiplied RGB (0..255) and alpha (0..1), float32 ``(size, size, 4)``.

    Args:
        size: side in pixels; the face itself is half as wide.
        seed: another seed draws another person: skin, hair, proportions.
        mouth: how far it is open, 0..1.
        blink: how far the eyes are closed, 0..1.
        gaze: where they look, -1 (left in the picture) to 1.
    """
    rng = np.random.default_rng([seed, 0xFACE])
    axis = (np.arange(size, dtype=np.float32) + 0.5) / size * 2 - 1
    skin = np.array([224, 172, 142]) * rng.uniform(0.55, 1.05) * rng.uniform(0.95, 1.05, 3)
    hair = np.array([70, 45, 30]) * rng.uniform(0.3, 1.8)
    width, chin = rng.uniform(0.47, 0.53), rng.uniform(0.66, 0.72)
    eye_x, eye_y = rng.uniform(0.19, 0.22), rng.uniform(-0.1, -0.06)
    nose_y, mouth_y = rng.uniform(0.16, 0.19), rng.uniform(0.38, 0.42)
    head = np.zeros((size, size, 4), np.float32)

    def oval(
        paint: NDArray[np.float64],
        at: tuple[float, float],
        radius: tuple[float, float],
        *,
        soft: float = 0.02,
        cover: float = 1.0,
        solid: bool = False,
    ) -> None:
        soft = max(soft, 2 / size)
        spans = [np.flatnonzero(abs(axis - c) < r + soft) for c, r in zip(at, radius, strict=True)]
        if not all(len(s) for s in spans):
            return
        columns, rows = (slice(s[0], s[-1] + 1) for s in spans)
        x, y = axis[columns] - at[0], axis[rows, None] - at[1]
        edge = (1 - np.hypot(x / radius[0], y / radius[1])) * min(radius) / soft + 0.5
        share = np.clip(edge, 0, 1).astype(np.float32)
        colour, alpha = head[rows, columns, :3], head[rows, columns, 3]
        colour += (paint - colour) * (cover * share)[..., None]
        if solid:
            np.maximum(alpha, share, out=alpha)

    oval(hair, (0, -0.16), (width + 0.12, 0.68), soft=0.04, solid=True)
    oval(skin * 0.62, (0, 0.72), (0.26, 0.4), soft=0.05, solid=True)  # neck
    for side in (-1, 1):
        oval(skin * 0.75, (side * width, 0), (0.07, 0.15), soft=0.03, solid=True)  # ears
    oval(skin, (0, 0.02), (width, chin), soft=0.03, solid=True)
    for side in (-1, 1):  # the oval turns away from the light
        oval(skin * 0.72, (side * width, 0.1), (0.22, 0.6), soft=0.25, cover=0.6)
    oval(hair, (0, -0.82), (width + 0.05, 0.36), soft=0.06)  # fringe
    for side in (-1, 1):
        eye = side * eye_x
        oval(skin * 0.68, (eye, eye_y - 0.01), (0.13, 0.085), soft=0.06, cover=0.8)  # socket
        oval(hair * 0.8, (eye, eye_y - 0.13), (0.13, 0.028), soft=0.03)  # brow
        oval(np.array([238.0, 234, 230]), (eye, eye_y), (0.092, 0.045 * (1 - blink) + 0.003))
        if blink < 0.8:
            seen = (eye + 0.035 * gaze, eye_y)
            oval(np.array([70.0, 50, 35]), seen, (0.043, 0.043 * (1 - blink)))
            oval(np.array([12.0, 10, 10]), seen, (0.02, 0.02 * (1 - blink)))
        oval(skin * 0.3, (eye, eye_y - 0.045 * (1 - blink)), (0.1, 0.014), soft=0.015)  # lid
        oval(skin * 1.08, (side * 0.27, 0.14), (0.11, 0.08), soft=0.1, cover=0.5)  # cheek
    oval(skin * 1.12, (0, 0.02), (0.035, 0.16), soft=0.05, cover=0.7)  # bridge of the nose
    for side in (-1, 1):
        oval(skin * 0.72, (side * 0.06, 0.06), (0.022, 0.13), soft=0.04, cover=0.6)
        oval(skin * 0.3, (side * 0.045, nose_y + 0.03), (0.026, 0.016))  # nostril
    oval(skin * 1.1, (0, nose_y - 0.02), (0.055, 0.045), soft=0.05, cover=0.7)  # tip
    oval(skin * 0.6, (0, nose_y + 0.055), (0.08, 0.02), soft=0.04, cover=0.7)  # its shadow
    lips, gap = skin * np.array([0.82, 0.5, 0.5]), 0.09 * mouth
    oval(lips, (0, mouth_y - gap / 2), (0.17, 0.038))
    oval(lips * 1.08, (0, mouth_y + 0.03 + gap / 2), (0.145, 0.045))
    oval(np.array([45.0, 18, 18]), (0, mouth_y + 0.012), (0.15, 0.008 + gap / 2), soft=0.012)
    oval(skin * 0.72, (0, mouth_y + 0.12), (0.09, 0.02), soft=0.05, cover=0.6)  # above the chin
    head[..., :3] *= head[..., 3:]
    return head
