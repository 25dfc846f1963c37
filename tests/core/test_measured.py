"""Tracks that are malformed cannot be built; figures say how sure they are."""

from __future__ import annotations

import numpy as np
import pytest

from faceproof.core import Estimate, FaceTrack
from faceproof.core.errors import FaceError


def track(frame: list[int], rows: int | None = None, points: int = 468) -> FaceTrack:
    t = len(frame) if rows is None else rows
    boxes = np.tile(np.array([10, 20, 40, 60], np.float32), (t, 1))
    return FaceTrack(
        frame=np.array(frame, np.int64),
        box_px=boxes,
        landmarks_px=np.zeros((t, points, 2), np.float32),
        confidence=np.ones(t, np.float32),
    )


def test_rows_are_found_by_frame_and_gaps_are_minus_one():
    assert track([1, 2, 5]).row_of(5).tolist() == [-1, 0, 1, -1, -1]
    assert len(track([1, 2, 5])) == 3
    assert track([1, 2]).width_px == 30


@pytest.mark.parametrize(("frame", "rows"), [([], 0), ([1, 1], 2), ([2, 1], 2), ([1, 2], 3)])
def test_a_malformed_track_cannot_be_built(frame: list[int], rows: int):
    with pytest.raises(FaceError, match="malformed"):
        track(frame, rows)


def test_a_track_is_read_only():
    with pytest.raises(ValueError, match="read-only"):
        track([1]).box_px[0, 0] = 3


@pytest.mark.parametrize(
    ("estimate", "text"),
    [
        (Estimate(value=0.8123, low=0.7, high=1.0, n=9, clusters=5), ".812 [.700, 1.000]"),
        (Estimate(value=0.5, low=None, high=None, n=9, clusters=3), ".500 [no interval: 3 actors]"),
        (Estimate(value=None, low=None, high=None, n=9, clusters=3), "not measurable"),
        (Estimate(value=-0.25, low=-0.5, high=12.0, n=9, clusters=4), "-0.250 [-0.500, 12.000]"),
    ],
)
def test_a_figure_stands_with_its_interval(estimate: Estimate, text: str):
    assert str(estimate) == text
    assert list(estimate.as_json()) == ["value", "low", "high", "n", "clusters"]
