"""How an actor moves through a take: speech, blinks, gaze, mood, head and camera, frame by frame.

Every frame depends on the take and its own time alone: a shorter take is the beginning of a
longer one.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from faceproof.sources.synthetic.arrays import Floats
from faceproof.sources.synthetic.expression import (
    GAZE_PITCH,
    GAZE_YAW,
    MOODS,
    VISEMES,
    both,
    levels_vector,
)
from faceproof.sources.synthetic.scene import HANDHELD, PAN, WALKING, Scene
from faceproof.sources.synthetic.streams import Purpose, stream

_VISEME_S = 0.15
_BLINK_S = 0.13  # closing; opening takes as long again
_MOUTH_OF_MOOD = 0.5  # while speaking, the mood keeps this share of its mouth
_TURN_S, _HOLD_S = 0.55, 0.45  # a turn of the head, and how long it stays there
_STEP_HZ = 1.8


class Moment(NamedTuple):
    """One frame's acting.

    `levels` ``(52,)`` of the units; `gaze` yaw and pitch of the eyes, `pose` yaw, pitch, roll of
    the head, in radians; `shift` ``(3,)`` of the body in dm; `pan` of the picture, x and y, as a
    share of its height.
    """

    levels: Floats
    gaze: tuple[float, float]
    pose: tuple[float, float, float]
    shift: Floats
    pan: tuple[float, float]


class _Wave:
    """A smooth random function of time with mean 0 and roughly the given size."""

    def __init__(self, rng: np.random.Generator, frequency_hz: float, size: float) -> None:
        self._parts = [
            (2 * np.pi * frequency_hz * k, size / k, rng.uniform(0, 2 * np.pi))
            for k in (0.53, 1.0, 1.71)
        ]

    def __call__(self, time_s: float) -> float:
        return float(sum(a * np.sin(w * time_s + phase) for w, a, phase in self._parts))


def perform(scene: Scene, fps: Fraction, seed: int, *take: int) -> Iterator[Moment]:
    """The endless performance of an actor in a scene, one moment per frame."""

    def rng(purpose: Purpose) -> np.random.Generator:
        return stream(purpose, seed, *take)

    head, gaze_rng, path = rng(Purpose.HEAD_MOTION), rng(Purpose.GAZE), rng(Purpose.CAMERA_PATH)
    turns = [
        _Wave(head, f, a * scene.turning) for f, a in ((0.25, 0.12), (0.3, 0.045), (0.22, 0.03))
    ]
    sway = [
        _Wave(head, f, a * scene.turning) for f, a in ((0.2, 0.05), (0.25, 0.025), (0.15, 0.05))
    ]
    facing = np.radians(scene.facing_deg) * head.choice([-1, 1])
    away = _Turning(rng(Purpose.TURN), np.radians(scene.turn_deg))
    nod = _Wave(head, 1.1, 0.012 * scene.speech)
    look_x, look_y = _Wave(gaze_rng, 0.4, 0.25), _Wave(gaze_rng, 0.3, 0.13)
    brows, effort = _Wave(gaze_rng, 0.35, 0.30), _Wave(gaze_rng, 0.2, 0.25)
    pan = _CameraPath(scene, path)
    blinks = _Blinking(rng(Purpose.BLINK))
    mouth = _Speaking(rng(Purpose.SPEECH), scene.speech)
    mood = levels_vector(MOODS[scene.mood])
    frame = 0
    while True:
        time_s = float(frame / fps)
        said, loudness = mouth(time_s)
        keep = 1 - (1 - _MOUTH_OF_MOOD) * loudness
        gaze = (float(np.clip(look_x(time_s), -1, 1)), float(np.clip(look_y(time_s), -1, 1)))
        level = mood * keep * (0.85 + effort(time_s)) + said + _lids(blinks(time_s), gaze)
        raised = max(0.0, brows(time_s))
        level = level + levels_vector(
            {"browInnerUp": raised * 0.6, **both("browOuterUp", raised * 0.5)}
        )
        yield Moment(
            levels=np.clip(level, 0, 1).astype(np.float32),
            gaze=(gaze[0] * GAZE_YAW, gaze[1] * GAZE_PITCH),
            pose=(
                float(turns[0](time_s) + facing + away(time_s)),
                turns[1](time_s) + nod(time_s) * loudness,
                turns[2](time_s),
            ),
            shift=np.array([wave(time_s) for wave in sway], np.float32),
            pan=pan(time_s),
        )
        frame += 1


def _lids(closed: float, gaze: tuple[float, float]) -> Floats:
    """Units of the lids, which follow the gaze and blink."""
    x, y = gaze
    return levels_vector(
        {
            **both("eyeBlink", closed),
            "eyeLookOutLeft": max(0.0, x),
            "eyeLookInRight": max(0.0, x),
            "eyeLookInLeft": max(0.0, -x),
            "eyeLookOutRight": max(0.0, -x),
            **both("eyeLookUp", max(0.0, y)),
            **both("eyeLookDown", max(0.0, -y)),
        }
    )


class _Turning:
    """How far the head is turned away, in radians, at a time in seconds that only grows."""

    def __init__(self, rng: np.random.Generator, size: float) -> None:
        self._rng = rng
        self._size = size
        self._side = float(rng.choice([-1, 1]))
        self._from_s = rng.uniform(0.2, 1.2)

    def __call__(self, time_s: float) -> float:
        while time_s > self._from_s + 2 * _TURN_S + _HOLD_S:
            self._from_s += 2 * _TURN_S + _HOLD_S + self._rng.uniform(0.6, 2.0)
            self._side = -self._side
        since_s = time_s - self._from_s
        left_s = 2 * _TURN_S + _HOLD_S - since_s
        share = _ease(float(np.clip(min(since_s, left_s) / _TURN_S, 0, 1)))
        return self._side * self._size * share


class _Blinking:
    """How closed the lids are, 0..1, at a time in seconds that only grows."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng
        self._peak_s = rng.uniform(0.3, 1.5)

    def __call__(self, time_s: float) -> float:
        while time_s > self._peak_s + _BLINK_S:
            self._peak_s += self._rng.uniform(1.4, 4.5)
        return _ease(max(0.0, 1 - abs(time_s - self._peak_s) / _BLINK_S))


class _Speaking:
    """The mouth ``(52,)`` and the loudness 0..1 at a time in seconds that only grows."""

    def __init__(self, rng: np.random.Generator, amount: float) -> None:
        self._rng = rng
        self._amount = amount
        self._shapes = [levels_vector(shape) for shape in VISEMES.values()]
        self._drawn = 0
        self._now, self._next = self._shapes[0], self._shapes[0]
        self._phrase = _Wave(rng, 0.28, 0.6)

    def __call__(self, time_s: float) -> tuple[Floats, float]:
        step = time_s / _VISEME_S
        while self._drawn <= step:
            self._now, self._next = self._next, self._shapes[self._draw()]
            self._drawn += 1
        share = _ease(step - int(step))
        # phrases with pauses between them
        loudness = float(np.clip(self._phrase(time_s) * 2 + 1.2, 0, 1)) * self._amount
        return (self._now + share * (self._next - self._now)) * loudness, loudness

    def _draw(self) -> int:
        return int(self._rng.integers(0, len(self._shapes)))


class _CameraPath:
    """Where the picture has moved at a time in seconds: x and y as a share of its height."""

    def __init__(self, scene: Scene, rng: np.random.Generator) -> None:
        self._kind = scene.camera
        self._start = rng.uniform(0, 2 * np.pi)
        self._shake = [_Wave(rng, 0.9, 0.006), _Wave(rng, 1.1, 0.006)]
        self._drift = [_Wave(rng, 0.25, 0.025), _Wave(rng, 0.2, 0.010)]
        self._bob = rng.uniform(0.010, 0.016)

    def __call__(self, time_s: float) -> tuple[float, float]:
        if self._kind == PAN:
            return float(0.14 * np.sin(0.45 * time_s + self._start)), 0.0
        if self._kind == HANDHELD:
            return self._shake[0](time_s), self._shake[1](time_s)
        if self._kind == WALKING:
            step = 2 * np.pi * _STEP_HZ * time_s + self._start
            x = self._drift[0](time_s) + self._shake[0](time_s) + 0.7 * self._bob * np.sin(step / 2)
            y = self._drift[1](time_s) + self._shake[1](time_s) + self._bob * np.sin(step)
            return float(x), float(y)
        return 0.0, 0.0


def _ease(x: float) -> float:
    return float(x * x * (3 - 2 * x))
