"""The hand-made features see what they claim to see."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.fft import dctn

from faceproof.core.errors import FaceError
from faceproof.detectors import FaceRegion, get
from faceproof.detectors.residual import cooccurrence, noise_of, patterns, residual_statistics
from faceproof.detectors.spectrum import block_power, radial_power
from faceproof.detectors.zones import zones

Rng = np.random.Generator


def oval_face(picture: NDArray[np.uint8], radius: float = 40.0) -> FaceRegion:
    """468 points on and within a circle in the middle of a picture."""
    angle = np.linspace(0, 40 * np.pi, 468)
    reach = radius * np.minimum(1, np.linspace(0, 1.2, 468))
    points = np.stack([np.cos(angle), np.sin(angle)], 1) * reach[:, None]
    middle = np.array(picture.shape[1::-1]) / 2
    return FaceRegion(
        frame=0,
        rgb=picture,
        origin_px=(0, 0),
        landmarks_px=(points + middle).astype(np.float32),
    )


def noise(rng: Rng, size: int = 160) -> NDArray[np.uint8]:
    return np.clip(rng.normal(128, 12, (size, size, 3)), 0, 255).astype(np.uint8)


def test_zones_part_a_region_by_its_outline() -> None:
    zone = zones(oval_face(noise(np.random.default_rng(0))))
    assert not (zone.inside & zone.seam).any()
    assert (zone.inside | zone.seam | zone.around).all()
    assert zone.inside[80, 80]
    assert zone.seam[80, 120]
    assert zone.around[5, 5]


@pytest.mark.parametrize("side", [160, 84, 60])
def test_zones_are_the_same_however_much_is_around_and_where_the_face_is_cut(side: int) -> None:
    whole = np.zeros((240, 240, 3), np.uint8)
    face = oval_face(whole)
    low = (240 - side) // 2
    cut = oval_face(whole[:side, :side])
    zone, wide = zones(cut), zones(face)
    within = np.s_[low : low + side, low : low + side]
    assert np.array_equal(zone.seam | zone.inside, (wide.seam | wide.inside)[within])
    if side > 84:
        assert np.array_equal(zone.inside, wide.inside[within])


def test_too_small_a_face_is_refused_by_size() -> None:
    with pytest.raises(
        FaceError, match="pixels of the face are in the picture, expected at least 64"
    ):
        zones(oval_face(noise(np.random.default_rng(0)), radius=5))


def test_white_noise_has_a_flat_spectrum_of_its_own_power() -> None:
    plane = np.random.default_rng(1).normal(0, 5, (256, 256)).astype(np.float32)
    power = radial_power(plane, np.ones(plane.shape, bool))
    np.testing.assert_allclose(power, np.log(25 + 1 / 12), atol=0.1)


def test_a_wave_stands_at_its_frequency() -> None:
    x = np.arange(128, dtype=np.float32)
    plane = np.broadcast_to(20 * np.sin(2 * np.pi * x * 5 / 16), (128, 128)).astype(np.float32)
    assert int(radial_power(plane, np.ones(plane.shape, bool)).argmax()) == 5 - 1


def test_blocks_lie_on_the_frames_grid_wherever_the_region_is() -> None:
    plane = np.random.default_rng(2).normal(128, 9, (96, 96)).astype(np.float32)
    full = np.ones(plane.shape, bool)
    cut = plane[3:, 5:]
    inner = block_power(plane[8:, 8:], full[8:, 8:], (8, 8))
    np.testing.assert_allclose(block_power(cut, full[3:, 5:], (5, 3)), inner, rtol=1e-4)


def test_block_power_equals_a_loop_over_blocks() -> None:
    plane = np.random.default_rng(3).normal(128, 9, (32, 40)).astype(np.float32)
    blocks = [plane[y : y + 8, x : x + 8] for y in range(0, 32, 8) for x in range(0, 40, 8)]
    mean = plane.mean()
    square = np.mean([dctn(b - mean, norm="ortho") ** 2 for b in blocks], axis=0)
    expected = np.log((square + square.T)[np.triu_indices(8)] / 2 + 1 / 12)
    found = block_power(plane, np.ones(plane.shape, bool), (0, 0))
    np.testing.assert_allclose(found, expected, rtol=1e-4)


def test_cooccurrence_pools_a_pattern_its_reverse_and_its_negative() -> None:
    row = np.array([[0, 0, 1, 1.0]], np.float32)
    first = cooccurrence(patterns(row, 1)[0])
    for twin in (row[:, ::-1], -row, -row[:, ::-1]):
        np.testing.assert_array_equal(cooccurrence(patterns(twin, 1)[0]), first)
    assert first.sum() == 1
    assert len(first) == 25
    assert (cooccurrence(patterns(np.abs(row[:, [2, 2, 2, 2]]), 1)[0]) != first).any()


def test_patterns_are_told_apart_as_by_hand() -> None:
    residual = np.random.default_rng(0).normal(0, 1, (20, 20)).astype(np.float32)
    by_hand: dict[tuple[int, ...], set[int]] = {}
    for row, found in zip(residual, patterns(residual, 1), strict=True):
        for k, kind in enumerate(found):
            four = tuple(int(np.clip(np.rint(v), -1, 1)) for v in row[k : k + 4])
            turned = four[::-1]
            alike = [four, turned, tuple(-v for v in four), tuple(-v for v in turned)]
            by_hand.setdefault(min(alike), set()).add(int(kind))
    kinds = [kind for found in by_hand.values() for kind in found]
    assert len(kinds) == len(set(kinds)) == len(by_hand) > 15


def test_statistics_do_not_look_outside_their_mask() -> None:
    rng = np.random.default_rng(0)
    grey = rng.normal(128, 8, (60, 60)).astype(np.float32)
    mask = np.zeros((60, 60), bool)
    mask[20:40, 20:40] = True
    other = grey.copy()
    other[:, :10] = 0
    np.testing.assert_array_equal(
        residual_statistics(noise_of(grey), mask), residual_statistics(noise_of(other), mask)
    )


@pytest.mark.parametrize("name", ["residual", "spectrum"])
def test_a_resampled_face_moves_the_contrast_and_a_blurred_picture_does_not(name: str) -> None:
    """What differs from the surround is seen as such, whatever the camera."""
    rng = np.random.default_rng(5)
    picture = noise(rng)
    swapped = picture.copy()
    swapped[48:112, 48:112] = cv2.GaussianBlur(picture, (0, 0), 1)[48:112, 48:112]
    soft = cv2.GaussianBlur(picture, (0, 0), 1)
    detector = get(name)
    whole, fake, blurred = (
        detector.describe_face(oval_face(p))  # type: ignore[attr-defined]
        for p in (picture, swapped, soft)
    )
    half = slice(len(whole) // 2, None) if name == "spectrum" else slice(len(whole) // 3, None)
    quiet = np.abs(blurred[half] - whole[half]).mean()
    assert np.abs(fake[half] - whole[half]).mean() > 3 * quiet


@pytest.mark.parametrize("name", ["residual", "spectrum"])
def test_a_face_that_fills_the_picture_has_no_contrast(name: str) -> None:
    face = oval_face(noise(np.random.default_rng(0), size=90), radius=70)
    features = get(name).describe_face(face)  # type: ignore[attr-defined]
    assert np.isfinite(features).all()
    third = len(features) // (2 if name == "spectrum" else 3)
    np.testing.assert_array_equal(features[third : 2 * third], 0)
