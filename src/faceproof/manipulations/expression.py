"""What does a face do, apart from how its head moves, and how is that played on another face?"""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from faceproof.manipulations.head import Head
from faceproof.manipulations.mean_face import INNER_LIPS, mean_face
from faceproof.manipulations.occlusion import clear_of_hands
from faceproof.manipulations.texture import flatten_all, texels

LARGEST_MOVE = 0.5  # eye distances; farther than a face can move
TURNED, SIDE_ON = 0.45, 0.75  # sines of turning over which moves across are no longer trusted
DOUBTED = 0.175  # eye distances turned away at which a landmark's mirror image alone is believed
SEEN, UNSEEN = 0.27, 0.5  # likewise, where it begins to be out of sight, and is
NEUTRAL_SHARE = 0.25  # of the frames, those with the mouth most closed, show the face at rest


def own_expression(head: Head) -> NDArray[np.float32]:
    """How landmarks depart from the face at rest, in the head's own frame ``(t, 468, 2)``.

    Landmarks on the far side of a turned head are guesses: there the near side is mirrored. Seen
    from the side, depth looks like width, so moves across the face are left out.
    """
    shape, opening = head.shape()[head.seen], head.openings()[head.seen, 0]
    at_rest = opening <= np.quantile(opening, NEUTRAL_SHARE)
    departed = shape - np.median(shape[at_rest], axis=0)
    sideways = np.abs(head.pose[head.seen, 0])
    departed[..., 0] *= np.clip((SIDE_ON - sideways) / (SIDE_ON - TURNED), 0, 1)[:, None]
    trusted = np.clip(1 - _turned_away(head) / DOUBTED, 0, 1)[..., None]
    mirrored = departed[:, opposite()] * np.array([-1, 1], np.float32)
    return np.asarray(trusted * departed + (1 - trusted) * mirrored, np.float32)


def _turned_away(head: Head) -> NDArray[np.float32]:
    """How far turning takes each landmark from the camera, in eye distances ``(t, 468)``.

    0 on the near side; it grows evenly from the nose's line, so that no landmark parts from its
    neighbours.
    """
    sideways = head.pose[head.seen, :1]
    return np.asarray(np.maximum(sideways * mean_face()[:, 0], 0), np.float32)


@cache
def opposite() -> NDArray[np.int64]:
    """Each landmark's number on the other side of the face ``(468,)``."""
    face = mean_face().astype(np.float64)
    mirrored = face * [-1, 1, 1]
    return np.asarray(((mirrored[:, None] - face[None]) ** 2).sum(axis=2).argmin(axis=1))


def played_expression(frames: NDArray[np.uint8], actor: Head) -> NDArray[np.float32]:
    """`own_expression` with what happens behind a hand left out."""
    clear = clear_of_hands(flatten_all(frames, actor, actor.frames), actor)
    return own_expression(actor) * shown_landmarks(clear)[..., None]


def movable(clear: NDArray[np.float32], head: Head) -> NDArray[np.float32]:
    """How far each landmark may be moved: in sight, and no hand around it ``(t, 468)``."""
    in_sight = np.clip((UNSEEN - _turned_away(head)) / (UNSEEN - SEEN), 0, 1)
    return np.asarray(shown_landmarks(clear) * in_sight, np.float32)


def shown_landmarks(clear: NDArray[np.float32]) -> NDArray[np.float32]:
    """How far each landmark's surroundings are free of hands, ``(t, 468)``."""
    x, y = np.round(texels()).astype(int).T
    return np.stack([cv2.blur(c, (15, 15))[y, x] for c in clear])


def source_times(frames: NDArray[np.int64], rate: float, length: int) -> NDArray[np.float64]:
    """Places in a source of some length at the target's frames, to and fro where it is shorter.

    >>> source_times(np.arange(5), 1.0, 3).tolist()
    [0.0, 1.0, 2.0, 1.0, 0.0]
    """
    last = max(length - 1, 1)
    when = (frames - frames[0]) * rate % (2 * last)
    return np.asarray(np.minimum(np.minimum(when, 2 * last - when), length - 1), np.float64)


def between(played: NDArray[np.float32], at: NDArray[np.float64]) -> NDArray[np.float32]:
    """Values at places between rows, linearly."""
    row = np.floor(at).astype(np.int64)
    share = (at - row).astype(np.float32)[:, None, None]
    following = played[np.minimum(row + 1, len(played) - 1)]
    mixed: NDArray[np.float32] = (1 - share) * played[row] + share * following
    return mixed


def limited(moves: NDArray[np.float32]) -> NDArray[np.float32]:
    """The moves ``(t, 468, 2)``, none longer than `LARGEST_MOVE`."""
    length = np.linalg.norm(moves, axis=2, keepdims=True)
    shorter: NDArray[np.float32] = moves * np.minimum(1, LARGEST_MOVE / np.maximum(length, 1e-6))
    return shorter


def lips_apart(moves: NDArray[np.float32], head: Head) -> NDArray[np.float32]:
    """The moves of ``head.frames``, with lips that would pass each other meeting half-way."""
    moves = moves.copy()
    upper, lower = list(INNER_LIPS[:10:-1]), list(INNER_LIPS[1:10])
    y = (head.shape()[head.seen] + mean_face()[:, :2] + moves)[..., 1]
    passed = np.maximum(y[:, upper] - y[:, lower], 0)
    moves[:, upper, 1] -= passed / 2
    moves[:, lower, 1] += passed / 2
    return moves
