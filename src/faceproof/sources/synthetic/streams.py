"""Which random stream answers which question, so that a new question never moves an old answer."""

import zlib
from enum import IntEnum

import numpy as np


class Purpose(IntEnum):
    """What a stream is drawn for. Numbers are part of every actor's identity: never reuse one."""

    IDENTITY = 1
    LOOK = 2
    SKIN = 3
    HAIR = 4
    BROWS = 5
    BEARD = 6
    BACKGROUND = 7
    LIGHT = 8
    HEAD_MOTION = 9
    BLINK = 10
    SPEECH = 11
    GAZE = 12
    CAMERA_PATH = 13
    CLOTHES = 14
    TURN = 15
    GLASSES = 16
    CAMERA = 77
    CAMERA_NOISE = 78
    PASSING = 79


def stream(purpose: Purpose, seed: int, *more: int) -> np.random.Generator:
    """A generator for one purpose of one actor, and if given one scene and take.

    >>> stream(Purpose.LOOK, 7).random() == stream(Purpose.LOOK, 7).random()
    True
    >>> stream(Purpose.LOOK, 7).random() == stream(Purpose.SKIN, 7).random()
    False
    """
    return np.random.default_rng([seed, int(purpose), *more])


def key(name: str) -> int:
    """A stable number for a scene's name."""
    return zlib.crc32(name.encode())
