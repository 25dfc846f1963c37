"""Footage of drawn people whose landmarks are known exactly, for the tests of manipulations."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from faceproof.core import Consent, ConsentKind, FaceTrack, Scope, actor_id, clip_id
from faceproof.manipulations import Footage
from faceproof.manipulations.mean_face import (
    INNER_LIPS,
    LEFT_EYE,
    OVAL,
    RIGHT_EYE,
    _opened,
    mean_face,
)

DAY = date(2026, 6, 1)
SKIN = {"ann": (210, 160, 130), "bob": (140, 95, 70)}
PHASE = {"ann": 0.0, "bob": 2.7}  # they do not say the same at the same time


def consent(name: str, **changes: Any) -> Consent:
    """A live consent to be manipulated, but for the changes."""
    fields: dict[str, Any] = {
        "actor": actor_id(name),
        "kind": ConsentKind.SIGNED,
        "scopes": frozenset({Scope.RECORD, Scope.MANIPULATE}),
        "signed_on": date(2026, 1, 1),
        "evidence_sha256": "0" * 64,
    }
    return Consent(**(fields | changes))


def footage(
    name: str,
    *,
    frames: int = 8,
    size: tuple[int, int] = (96, 112),
    eye_px: float = 26.0,
    fps: int = 25,
    seen: NDArray[np.bool_] | None = None,
    allowed: Consent | None = None,
    talks: float = 0.15,
) -> Footage:
    """A drawn person moving and talking; ``seen`` says in which frames the face is tracked."""
    rng = np.random.default_rng([ord(letter) for letter in name])
    poses = [landmarks(t + PHASE[name], size, eye_px, talks) for t in range(frames)]
    pictures = np.stack([draw(points, size, SKIN[name], rng) for points in poses])
    numbers = np.flatnonzero(np.ones(frames, np.bool_) if seen is None else seen)
    points = np.stack(poses)[numbers]
    return Footage(
        clip=clip_id(f"{name}-1"),
        frames=pictures,
        fps=Fraction(fps),
        track=FaceTrack(
            frame=numbers,
            box_px=np.concatenate([points.min(axis=1), points.max(axis=1)], axis=1),
            landmarks_px=points,
            confidence=np.ones(len(numbers), np.float32),
        ),
        consent=consent(name) if allowed is None else allowed,
    )


def landmarks(
    t: float, size: tuple[int, int], eye_px: float, talks: float = 0.15, yaw: float | None = None
) -> NDArray[np.float32]:
    """The mean face, turned, with the mouth opening and closing, in pixels ``(468, 2)``."""
    face = mean_face().astype(np.float64)
    face[:, :2] = _opened(mean_face()[:, :2], talks * (0.5 - 0.5 * np.cos(0.8 * t)))
    turn = 0.15 * np.sin(0.5 * t) if yaw is None else yaw
    c, s = np.cos(turn), np.sin(turn)
    turned = face @ np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]]).T
    middle = np.array([size[1] / 2 + np.sin(0.7 * t), size[0] / 2 + np.cos(0.6 * t)])
    return (turned[:, :2] * eye_px + middle).astype(np.float32)


def draw(
    points: NDArray[np.float32],
    size: tuple[int, int],
    skin: tuple[int, int, int],
    rng: np.random.Generator,
) -> NDArray[np.uint8]:
    """A picture of a face with these landmarks before a wall."""
    height, width = size
    down, across = np.mgrid[:height, :width]
    picture = np.stack([80 + 60 * across / width, 90 + 50 * down / height, 0 * across + 120], 2)
    picture = picture.astype(np.uint8)
    for ring, colour in (
        (OVAL, skin),
        (RIGHT_EYE, (235, 235, 235)),
        (LEFT_EYE, (235, 235, 235)),
        (INNER_LIPS, (60, 20, 20)),
    ):
        corners = np.round(points[list(ring)] * 16).astype(np.int32)
        cv2.fillPoly(picture, [corners], colour, cv2.LINE_AA, 4)
    noisy = picture + rng.normal(0, 2, picture.shape)
    return np.clip(noisy, 0, 255).astype(np.uint8)
