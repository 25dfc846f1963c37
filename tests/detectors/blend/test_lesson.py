"""A pair differs where its heat says so, was treated alike, and hangs on its draw alone."""

import cv2
import numpy as np
import pytest
from drawn_faces import drawn_list

from faceproof.detectors.blend import degrade, lesson
from faceproof.detectors.blend.degrade import degraded
from faceproof.detectors.blend.faces import Face, cut_out, height_px, read_faces
from faceproof.detectors.blend.lesson import drawn_pair, mirrored
from faceproof.detectors.blend.masks import drawn_mask
from faceproof.detectors.blend.network import HEAT_PX, SIDE_PX
from faceproof.detectors.blend.pasted import changed, laid_on


@pytest.fixture(scope="module")
def faces(tmp_path_factory: pytest.TempPathFactory) -> list[Face]:
    root = tmp_path_factory.mktemp("faces")
    cut = [cut_out(one, root, root / "cache") for one in read_faces(drawn_list(root))]
    return [face for face in cut if face is not None]


@pytest.mark.parametrize("donors", [0, 3])
def test_a_pair_hangs_on_its_draw_alone(faces: list[Face], donors: int):
    for seed in range(6):
        first, again = (
            drawn_pair(faces[0], faces[1 : 1 + donors], np.random.default_rng(seed))
            for _ in range(2)
        )
        assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))
        assert first.genuine.shape == first.fake.shape == (SIDE_PX, SIDE_PX, 3)
        assert first.heat.shape == (HEAT_PX, HEAT_PX)
        assert lesson.LEAST_COVERED <= first.heat.mean() <= 1


def test_genuine_and_fake_differ_where_the_heat_is(
    faces: list[Face], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(lesson, "degraded", lambda pictures, _rng: list(pictures))
    inside, outside = [], []
    for seed in range(40):
        pair = drawn_pair(faces[seed % len(faces)], faces, np.random.default_rng(seed))
        off = np.abs(pair.genuine.astype(int) - pair.fake).max(2).astype(np.float32)
        places = cv2.resize(off, (HEAT_PX, HEAT_PX), interpolation=cv2.INTER_AREA)
        inside.append(places[pair.heat > 0.5].mean() if (pair.heat > 0.5).any() else np.nan)
        outside.append(np.median(places[pair.heat == 0]))
    assert np.nanmedian(inside) > 5
    assert np.median(outside) == 0  # but where the surround was changed instead


def test_whatever_the_heat_claims_was_put_in(faces: list[Face], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(lesson, "degraded", lambda pictures, _rng: list(pictures))
    for seed in range(120):
        pair = drawn_pair(faces[seed % len(faces)], faces, np.random.default_rng(seed))
        off = np.abs(pair.genuine.astype(int) - pair.fake).max(2).astype(np.float32)
        places = cv2.resize(off, (HEAT_PX, HEAT_PX), interpolation=cv2.INTER_AREA)
        assert places[pair.heat >= 0.6 * pair.heat.max()].mean() > 0.5, seed


def test_both_are_treated_alike(faces: list[Face]):
    for seed in range(30):
        first, second = degraded([faces[0].rgb, faces[0].rgb], np.random.default_rng(seed))
        assert np.array_equal(first, second)
        assert first.shape == faces[0].rgb.shape


def test_every_fate_of_a_picture_is_drawn(faces: list[Face], monkeypatch: pytest.MonkeyPatch):
    fates = []
    for name in ("_filmed", "_resized", "jpeg"):
        was = getattr(degrade, name)
        monkeypatch.setattr(
            degrade, name, lambda *a, was=was, name=name: (fates.append(name), was(*a))[1]
        )
    for seed in range(60):
        degraded([faces[0].rgb], np.random.default_rng(seed))
    assert set(fates) == {"_filmed", "_resized", "jpeg"}


def test_the_last_frame_of_a_film_is_the_picture(faces: list[Face]):
    rgb = faces[0].rgb
    for seed in range(8):
        (filmed,) = degrade._filmed([rgb], np.random.default_rng(seed))
        assert np.abs(filmed.astype(int) - rgb).mean() < 12
        moved = np.abs(filmed[4:-4, 4:-4].astype(int) - rgb[4:-4, 8:]).mean()
        assert np.abs(filmed[4:-4, 4:-4].astype(int) - rgb[4:-4, 4:-4]).mean() < moved


def test_a_poor_recording_keeps_its_size_and_loses_detail(faces: list[Face]):
    rgb = faces[0].rgb
    before = cv2.Laplacian(rgb, cv2.CV_32F).std()
    for seed in range(10):
        poor = degrade.filmed_poorly(rgb, np.random.default_rng(seed))
        assert poor.shape == rgb.shape
        assert cv2.Laplacian(poor, cv2.CV_32F).std() < before


def test_a_mirrored_face_keeps_its_points_by_name(faces: list[Face]):
    face, other = faces[0], mirrored(faces[0])
    right_corner, left_corner = 33, 263
    assert face.landmarks_px[right_corner, 0] < face.landmarks_px[left_corner, 0]
    assert other.landmarks_px[right_corner, 0] < other.landmarks_px[left_corner, 0]
    back = mirrored(other)
    assert np.array_equal(back.rgb, face.rgb)
    off = np.abs(back.landmarks_px - face.landmarks_px).max(1)
    assert np.median(off) == 0


def test_somebody_else_is_laid_on_the_face_and_nowhere_else(faces: list[Face]):
    target, donor = faces[0], faces[1]
    laid = laid_on(target, donor, np.random.default_rng(3))
    assert laid.shape == target.rgb.shape
    x, y = target.landmarks_px.mean(0).round().astype(int)
    assert np.abs(laid[y - 5 : y + 5, x - 5 : x + 5].astype(int) - target.rgb[y, x]).mean() > 1


def test_a_mask_is_soft_and_lies_on_the_face(faces: list[Face]):
    face = faces[0]
    low, high = face.landmarks_px.min(0), face.landmarks_px.max(0)
    reach = 0.4 * height_px(face)
    for seed in range(60):
        mask = drawn_mask(face, np.random.default_rng(seed))
        y, x = np.nonzero(mask > 2)
        if not len(x):
            continue
        assert low[0] - reach < x.min()
        assert x.max() < high[0] + reach
        assert low[1] - reach < y.min()
        assert y.max() < high[1] + reach
        assert len(np.unique(mask)) > 4


def test_a_change_keeps_size_and_leaves_its_input(faces: list[Face]):
    rgb = faces[0].rgb.copy()
    for seed in range(40):
        done = changed(faces[0].rgb, height_px(faces[0]), np.random.default_rng(seed))
        assert done.shape == rgb.shape
        assert done.dtype == np.uint8
    assert np.array_equal(rgb, faces[0].rgb)
