"""Classical: does a face move as faces do, from frame to frame?"""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from faceproof.core import FaceTrack
from faceproof.core.errors import FaceError
from faceproof.detectors.linear import WholeClip
from faceproof.detectors.view import View
from faceproof.manipulations.head import Head, head_of
from faceproof.manipulations.mean_face import LEFT_EYE, OUTER_LIPS, OVAL, RIGHT_EYE, STABLE

LEAST_FRAMES = 8
"""Of fewer in a row, nothing is said."""

_FLOOR = 1e-4  # of an eye distance, so that what stands still has a logarithm
_NOSE = (168, 6, 197, 195, 5, 4, 1, 2, 98, 327)
_REGIONS = (RIGHT_EYE, LEFT_EYE, OUTER_LIPS, OVAL, _NOSE, STABLE)
_PAIRS = ((0, 1), (0, 2), (1, 2), (2, 3), (2, 4), (3, 4))


class Temporal(WholeClip):
    """Trembling, speed and accord of landmarks over a clip.

    A face that is painted frame by frame trembles otherwise than one that was filmed, and a
    mouth that follows somebody else's moves apart from its jaw. What it measures is the tracker's
    landmarks: compression and small faces make them tremble too.
    """

    name: ClassVar[str] = "temporal"
    family: ClassVar[str] = "motion"
    version: ClassVar[str] = "1"
    reference: ClassVar[str] = (
        "Sun et al. 2021, Improving the Efficiency and Robustness of Deepfakes Detection through "
        "Precise Geometric Features (LRNet), CVPR; Agarwal et al. 2019, Protecting World Leaders "
        "Against Deep Fakes, CVPR workshop (accord of movements)"
    )
    dimensions: ClassVar[int] = 3 * len(_REGIONS) + 2 * len(_PAIRS) + 12

    def describe_clip(self, view: View) -> NDArray[np.float32]:
        """Logs of trembling and speed, then correlations, then head and lids ``(42,)``.

        Raises:
            FaceError: the clip is a picture, or hardly longer.
        """
        return motion(view.track, frames=view.facts.frames, fps=float(view.facts.fps))


def motion(track: FaceTrack, *, frames: int, fps: float) -> NDArray[np.float32]:
    """Features of a track ``(Temporal.dimensions,)``.

    Args:
        track: a face, in pixels.
        frames: of the clip.
        fps: frames a second; speeds are told by the second.

    Raises:
        FaceError: it is in sight in too few frames, or never in two that follow each other.
    """
    head = head_of(track, frames)
    numbers = head.frames[np.isin(head.frames, track.frame)]
    steps = np.flatnonzero(np.diff(numbers) == 1)
    if len(steps) < LEAST_FRAMES - 1:
        raise FaceError(
            f"a face in {len(numbers)} frames, {len(steps)} times in two in a row, does not move "
            f"long enough to be judged by; expected {LEAST_FRAMES} frames"
        )
    unit = head.eye_px[numbers][:, None, None]
    given = track.landmarks_px[track.row_of(frames)[numbers]]
    tremble = (given - head.landmarks_px[numbers]) / unit
    shape = head.shape()[numbers]
    velocity = (shape[steps + 1] - shape[steps]) * fps
    trembling = [_length(tremble[:, list(r)]).mean() for r in _REGIONS]
    speed = [_length(velocity[:, list(r)]).mean() / 25 for r in _REGIONS]
    peaks = [np.quantile(_length(velocity[:, list(r)]).mean(1), 0.95) / 25 for r in _REGIONS]
    moves = [velocity[:, list(r)].mean(1) for r in _REGIONS]
    shakes = [tremble[:, list(r)].mean(1) for r in _REGIONS]
    accord = [_correlation(moves[a], moves[b]) for a, b in _PAIRS]
    accord += [_correlation(shakes[a], shakes[b]) for a, b in _PAIRS]
    logs = np.log(np.array([*trembling, *speed, *peaks]) + _FLOOR)
    return np.array([*logs, *accord, *_of_head(head, numbers, steps, fps)], np.float32)


def _of_head(
    head: Head, numbers: NDArray[np.int64], steps: NDArray[np.int64], fps: float
) -> list[float]:
    """How the head turns, lids close and the mouth opens."""
    pose, opening = head.pose[numbers], head.openings()[numbers]
    turning = np.abs(pose[steps + 1] - pose[steps]).mean(0) * fps / 25
    opens = (opening[steps + 1] - opening[steps]) * fps / 25
    usual = np.median(opening[:, 1:], axis=0)
    closed = (opening[:, 1:] < 0.6 * usual).mean(0)
    place = head.cameras[numbers][..., 3] / head.eye_px[numbers][:, None]
    drift = np.abs(place[steps + 1] - place[steps]).mean(0) * fps / 25
    return [
        *np.log(turning + _FLOOR),
        *np.log(drift + _FLOOR),
        *np.log(np.abs(opens).mean(0) + _FLOOR),
        float(opening[:, 0].std()),
        *closed,
        _correlation(opening[:, 1:2], opening[:, 2:3]),
        _correlation(opens[:, 1:2], opens[:, 2:3]),
    ]


def _length(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(np.sqrt((vectors**2).sum(-1)), np.float32)


def _correlation(a: NDArray[np.floating], b: NDArray[np.floating]) -> float:
    """Of two movements ``(t, k)``, both axes together; 0 where one stands still."""
    a, b = a - a.mean(0), b - b.mean(0)
    size = float(np.sqrt((a**2).sum() * (b**2).sum()))
    return float((a * b).sum()) / size if size > 1e-12 else 0.0
