"""Which source frame dresses each target frame: alike in pose and expression, seldom changing."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from faceproof.manipulations.head import Head

POSE_WEIGHT = 6.0  # a sine of the nose's direction
MOUTH_WEIGHT = 8.0  # an eye distance of mouth opening
EYES_WEIGHT = 15.0
USUAL_EYES = 0.7  # quantile: eyes are open more often than not
COVERED_WEIGHT = 60.0  # the covered share of the source's face
JUMP_COST = 0.12  # what a better frame must save before the texture jumps to it


def choose_frames(target: Head, source: Head, covered: NDArray[np.floating]) -> NDArray[np.int64]:
    """A source frame number for each of ``target.frames``, by dynamic programming.

    Staying on a frame and playing on to the next one are free, any other step costs
    `JUMP_COST`; the path with the least sum of unlikeness and jumps is taken.

    Args:
        target: whose frames are dressed; seen in some frame.
        source: whose frames are chosen from; seen in some frame.
        covered: share of the source's face behind a hand, for each of ``source.frames``.
    """
    unlike = _unlikeness(target, source) + COVERED_WEIGHT * covered
    steps, choices = unlike.shape
    came_from = np.empty((steps, choices), np.int64)
    total = unlike[0].copy()
    here = np.arange(choices)
    played_on = np.r_[0, here[:-1]]
    gap = np.diff(source.frames, prepend=source.frames[0]) != 1
    for t in range(1, steps):
        best = int(total.argmin())
        offers = np.stack(
            [total, np.where(gap, np.inf, total[played_on]), np.full(choices, total[best])]
        )
        offers[2] += JUMP_COST
        pick = offers.argmin(axis=0)
        came_from[t] = np.choose(pick, [here, played_on, np.full(choices, best)])
        total = offers[pick, here] + unlike[t]
    path = np.empty(steps, np.int64)
    path[-1] = total.argmin()
    for t in range(steps - 1, 0, -1):
        path[t - 1] = came_from[t, path[t]]
    return source.frames[path]


def _unlikeness(target: Head, source: Head) -> NDArray[np.float64]:
    """Squared weighted distance of pose and openings, ``(target frames, source frames)``."""
    a, b = _traits(target), _traits(source)
    return np.asarray(((a[:, None] - b[None]) ** 2).sum(axis=2), np.float64)


def _traits(head: Head) -> NDArray[np.float64]:
    """Weighted pose, mouth, and lids ``(t, 5)``."""
    mouth = head.openings()[head.seen, :1]
    pose = POSE_WEIGHT * head.pose[head.seen].astype(np.float64)
    return np.concatenate([pose, MOUTH_WEIGHT * mouth, -EYES_WEIGHT * lids(head)], axis=1)


def lids(head: Head) -> NDArray[np.float64]:
    """How much lower than usual each lid is, in eye distances ``(t, 2)``; a blink is 0.04."""
    opening = head.openings()[head.seen, 1:].astype(np.float64)
    return np.asarray(np.quantile(opening, USUAL_EYES, axis=0) - opening)
