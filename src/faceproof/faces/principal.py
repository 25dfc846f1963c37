"""Whom is this clip about?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from faceproof.core import FaceTrack
from faceproof.core.errors import FaceError

_LEAST_COVERAGE = 0.1  # of the clip's frames, for a face that the clip is about
_RIVAL_COVERAGE = 0.3  # from here a second face is somebody,
_RIVAL_AREA = 0.4  # if it is at least so large beside the first


def principal_track(
    tracks: Sequence[FaceTrack],
    *,
    frames: int,
    width: int,
    height: int,
    name: str,
    near_px: tuple[float, float] | None = None,
) -> FaceTrack:
    """The one person the clip is about: largest, surest, longest in sight.

    A second face is left aside when it is small, brief, or cut by the frame's edge.

    Args:
        tracks: every face of the clip.
        frames: number of frames of the clip.
        width: pixels across.
        height: pixels down.
        name: of the clip, for the error.
        near_px: x, y of the person meant; the face nearest to it is taken without a question.

    Raises:
        FaceError: nobody, only a glimpse of somebody, or several comparable faces.
    """
    lasting = [track for track in tracks if len(track) >= _LEAST_COVERAGE * frames]
    if not lasting:
        raise FaceError(_nobody(tracks, frames, name))
    if near_px is not None:
        return min(lasting, key=lambda track: _distance(track, near_px))
    principal = max(lasting, key=lambda track: _weight(track, width, height))
    area = _median_area(principal, width, height)
    rivals = [
        track
        for track in lasting
        if track is not principal
        and len(track) > _RIVAL_COVERAGE * frames
        and _median_area(track, width, height) >= _RIVAL_AREA * area
        and not _is_cut(track, width, height)
    ]
    if rivals:
        places = ", ".join(_place(track) for track in (principal, *rivals))
        raise FaceError(
            f"{name}: {1 + len(rivals)} faces of like size ({places}), expected one person; "
            "name the one meant with face_at_px = [x, y], or crop the clip"
        )
    return principal


def _nobody(tracks: Sequence[FaceTrack], frames: int, name: str) -> str:
    seen = max((len(track) for track in tracks), default=0)
    found = "no face found" if seen == 0 else f"a face in only {seen} of {frames} frames"
    return (
        f"{name}: {found}, expected one person in view; give a clip that shows a face at least "
        "a twentieth of the picture wide"
    )


def _weight(track: FaceTrack, width: int, height: int) -> float:
    return float((_area(track, width, height) * track.confidence).sum())


def _median_area(track: FaceTrack, width: int, height: int) -> float:
    return float(np.median(_area(track, width, height)))


def _area(track: FaceTrack, width: int, height: int) -> NDArray[np.float32]:
    """Of each box as far as it lies in the frame."""
    inside = np.clip(track.box_px, 0, np.tile(np.asarray((width, height), np.float32), 2))
    return np.asarray(np.prod(inside[:, 2:] - inside[:, :2], axis=1), np.float32)


def _is_cut(track: FaceTrack, width: int, height: int) -> bool:
    """Whether the frame's edge runs through the face in most of its frames."""
    x0, y0, x1, y1 = track.box_px.T
    return bool(np.mean((x0 < 0) | (y0 < 0) | (x1 > width) | (y1 > height)) > 0.5)


def _middle(track: FaceTrack) -> NDArray[np.float32]:
    return np.asarray((track.box_px[:, :2] + track.box_px[:, 2:]) / 2, np.float32)


def _distance(track: FaceTrack, near_px: tuple[float, float]) -> float:
    return float(np.median(np.hypot(*(_middle(track) - np.asarray(near_px, np.float32)).T)))


def _place(track: FaceTrack) -> str:
    x, y = np.median(_middle(track), axis=0)
    return f"{track.width_px:.0f} px wide at {x:.0f}, {y:.0f}"
