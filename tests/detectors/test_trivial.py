"""What the trivial detectors see, and that it is nothing else."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
import pytest
from tiny_release import SIDE, put_clip

from actors import face_clip
from faceproof import detectors
from faceproof.detectors import DETECTORS, View
from faceproof.detectors.face_sharpness import sharpness
from faceproof.detectors.thumbnail import thumbnail
from faceproof.media import read_rgb

TRIVIAL = {name for name, kind in DETECTORS.items() if kind.trivial}


def test_the_trivial_ones_are_marked() -> None:
    looking = {"blend", "ensemble", "identity", "mesonet", "residual", "spectrum", "temporal"}
    assert set(DETECTORS) - TRIVIAL == looking


@pytest.mark.parametrize("name", ["file-size", "frame-rate", "thumbnail"])
def test_a_fact_of_the_clip_is_the_same_in_every_frame(name: str, view: View) -> None:
    features = detectors.get(name).describe(view)
    np.testing.assert_array_equal(features, features[:1].repeat(len(features), 0))


def test_file_size_counts_bytes(view: View) -> None:
    size = view.path.stat().st_size
    found = np.exp(detectors.get("file-size").describe(view)[0])
    np.testing.assert_allclose(found, [size, size / view.facts.frames], rtol=1e-5)


def test_frame_rate_reads_what_was_probed(view: View) -> None:
    other = replace(view, facts=replace(view.facts, fps=Fraction(30), frames=60))
    np.testing.assert_allclose(detectors.get("frame-rate").describe(other)[0], [30, 60, 2])


def test_face_size_is_that_of_the_tracked_face(view: View) -> None:
    row = view.track.row_of(view.facts.frames)[view.frame_index[0]]
    box = view.track.box_px[row]
    width, height = box[2:] - box[:2]
    found = detectors.get("face-size").describe(view)[0]
    np.testing.assert_allclose(np.exp(found[:2]), [width, height], rtol=1e-4)
    np.testing.assert_allclose(found[2:], [width / SIDE, height / SIDE], rtol=1e-4)


def test_a_blurred_face_is_less_sharp(view: View) -> None:
    soft = tuple(replace(r, rgb=cv2.GaussianBlur(r.rgb, (0, 0), 2)) for r in view.regions)
    detector = detectors.get("face-sharpness")
    assert (detector.describe(replace(view, regions=soft)) < detector.describe(view)).all()


def test_sharpness_is_the_mean_step_inside() -> None:
    ramp = np.zeros((2, 8, 3), np.uint8)
    ramp[:, :4] = np.arange(0, 40, 10, np.uint8)[:, None]
    inside = np.zeros((2, 8), bool)
    inside[:, :4] = True
    assert sharpness([ramp], inside) == pytest.approx(np.log(10.05))
    assert sharpness([ramp], ~inside & (np.arange(8) > 4)) == pytest.approx(np.log(0.05))
    assert sharpness([ramp], np.zeros((2, 8), bool)) == 0.0


def test_the_thumbnail_is_the_middle_frame(face_file: Path, view: View) -> None:
    middle = read_rgb(face_file)[view.facts.frames // 2]
    found = detectors.get("thumbnail").describe(view)[0]
    np.testing.assert_array_equal(found, thumbnail(middle))


def test_frozen_features_tell_faces_apart(view: View, tmp_path: Path) -> None:
    detector = detectors.get("frozen-features")
    found = detector.describe(view)
    another = put_clip(tmp_path / "other.mp4", face_clip(6, SIDE, SIDE, seed=4))
    (tmp_path / "views").mkdir()
    other = detectors.open_view(another, frames=4, folder=tmp_path / "views")
    within = np.abs(found - found.mean(0)).mean()
    assert np.abs(detector.describe(other) - found).mean() > 2 * within
    assert (found.std(0) > 0).all()
