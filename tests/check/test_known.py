"""A face is strange by how far it is from known ones, not by being a fake."""

from fractions import Fraction

import cv2
import numpy as np
import pytest

from actors import face_clip
from faceproof.check.known import Known, strangeness
from faceproof.core import Compression
from faceproof.detectors import FaceRegion, open_view
from faceproof.media import encode


def test_one_in_a_hundred_others_is_strange():
    rng = np.random.default_rng(0)
    mixed = rng.normal(0, 1, (8, 8))
    known, others, asked = (rng.normal(0, 1, (n, 8)) @ mixed + 3 for n in (4000, 4000, 4000))
    found = Known.of(known, others)
    far = np.array([found.strangeness(row) for row in asked])
    assert np.mean(far > 1) == pytest.approx(0.01, abs=0.006)
    # along the axis that hardly varies, the same step is a longer way
    _, axes = np.linalg.eigh(np.cov(known.T))
    short, long = (found.strangeness(found.mean + 2 * axes[:, k]) for k in (-1, 0))
    assert long > 2 * short


def test_what_is_no_photograph_is_strange(view_of_face: FaceRegion):
    flat = np.full_like(view_of_face.rgb, 200)
    smear = np.asarray(cv2.GaussianBlur(view_of_face.rgb, (0, 0), 40), np.uint8)
    drawn = strangeness(view_of_face)
    for rgb in (flat, smear):
        worse = FaceRegion(
            frame=0,
            rgb=rgb,
            origin_px=view_of_face.origin_px,
            landmarks_px=view_of_face.landmarks_px,
        )
        assert strangeness(worse) > max(1.0, drawn)


@pytest.fixture(scope="module")
def view_of_face(tmp_path_factory: pytest.TempPathFactory) -> FaceRegion:
    folder = tmp_path_factory.mktemp("known")
    file = folder / "face.mp4"
    encode(face_clip(4, 240, 240, seed=3), {Compression.C23: file}, fps=Fraction(25))
    (folder / "views").mkdir()
    return open_view(file, frames=1, folder=folder / "views").regions[0]
