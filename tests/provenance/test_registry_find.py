"""A copy of a registered film is found, and what was changed in it is told."""

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from faceproof.core.errors import MediaError, RegistryError
from faceproof.media import write_picture
from faceproof.provenance.registry import Found, Registry
from films import FACE, filmed, swapped, written

Film = NDArray[np.uint8]
Change = Callable[[Film], Film]
Ask = Callable[..., Found | None]


@pytest.fixture(scope="module")
def films() -> dict[int, Film]:
    return {seed: filmed(seed) for seed in (1, 2, 3)}


@pytest.fixture(scope="module")
def registry(films: dict[int, Film], tmp_path_factory: pytest.TempPathFactory) -> Registry:
    root = tmp_path_factory.mktemp("registry")
    registry = Registry(root / "originals")
    for seed in (1, 2):
        registry.add(written(root / f"{seed}.mp4", films[seed], crf=18), name=f"film {seed}")
    return registry


@pytest.fixture
def ask(registry: Registry, tmp_path: Path) -> Ask:
    def asked(film: Film, crf: int = 30) -> Found | None:
        return registry.find(written(tmp_path / "copy.mp4", film, crf))

    return asked


def overlap(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    low, high = np.maximum(one[:2], other[:2]), np.minimum(one[2:], other[2:])
    both = np.prod(np.maximum(high - low, 0))
    areas = sum(np.prod(np.subtract(box[2:], box[:2])) for box in (one, other))
    return float(both / (areas - both))


def test_a_recompressed_copy_is_found_and_not_altered(films: dict[int, Film], ask: Ask):
    match = ask(films[1]).match
    assert match.original == "film 1"
    assert match.altered is False
    assert match.region_px is None
    assert match.altered_s == ()
    assert match.similarity > 0.99
    assert match.seconds == match.at_s == (0.0, 2.0)
    assert not match.mirrored


def test_what_was_never_registered_is_not_found(films: dict[int, Film], ask: Ask):
    assert ask(films[3]) is None


@pytest.mark.parametrize(
    "change",
    [
        lambda film: film[:, 24:, 32:],
        lambda film: film[:, 12:-12, 16:-16],
        lambda film: np.pad(film, ((0, 0), (30, 30), (20, 20), (0, 0))),
        lambda film: np.stack([cv2.resize(f, (240, 180)) for f in film]),
    ],
    ids=["crop 90% corner", "crop 90%", "border", "smaller"],
)
def test_crop_border_and_size_are_no_alterations(change: Change, films: dict[int, Film], ask: Ask):
    match = ask(change(films[1])).match
    assert (match.original, match.altered) == ("film 1", False)


def test_a_mirrored_copy_is_found_as_such(films: dict[int, Film], ask: Ask):
    match = ask(films[2][:, :, ::-1]).match
    assert (match.original, match.mirrored, match.altered) == ("film 2", True, False)


def test_a_cut_names_its_seconds(films: dict[int, Film], ask: Ask):
    match = ask(films[1][12:32]).match
    assert match.seconds == pytest.approx((0.6, 1.6), abs=0.01)
    assert match.at_s == (0.0, 1.0)
    assert match.altered is False


def test_a_swapped_face_is_found_where_it_is(films: dict[int, Film], ask: Ask):
    found = ask(swapped(films[1], films[3]))
    assert found.match.original == "film 1"
    assert found.match.altered is True
    assert overlap(found.match.region_px, FACE) > 0.5
    assert found.match.similarity < 0.98
    assert found.picture.shape == films[1].shape[1:]
    rim = (np.abs(found.picture.astype(int) - np.array([255, 40, 40])) < 10).all(axis=-1)
    y, x = np.nonzero(rim)
    x0, y0, x1, y1 = found.match.region_px
    assert len(x) > 50
    assert x0 - 3 <= x.min()
    assert x.max() <= x1 + 3
    assert y0 - 3 <= y.min()
    assert y.max() <= y1 + 3


def test_a_swap_in_a_mirrored_copy_is_boxed_where_it_is_seen(films: dict[int, Film], ask: Ask):
    cut_off = swapped(films[1], films[3])[:, :, 60:]
    match = ask(cut_off[:, :, ::-1]).match
    assert (match.mirrored, match.altered) == (True, True)
    width = cut_off.shape[2]
    face = (width - (FACE[2] - 60), FACE[1], width - (FACE[0] - 60), FACE[3])
    assert overlap(match.region_px, face) > 0.5


def test_a_swap_of_some_seconds_names_them(films: dict[int, Film], ask: Ask):
    film = films[1].copy()
    film[20:] = swapped(films[1], films[3])[20:]
    match = ask(film).match
    assert match.altered is True
    assert match.altered_s == ((1.0, 2.0),)


def test_where_little_is_left_nothing_is_said(films: dict[int, Film], ask: Ask):
    match = ask(films[1], crf=46).match
    assert match.original == "film 1"
    assert match.altered is None


@pytest.mark.parametrize("fake", [False, True])
def test_a_still_image_is_found_in_a_film(
    fake: bool, films: dict[int, Film], registry: Registry, tmp_path: Path
):
    film = swapped(films[1], films[3]) if fake else films[1]
    write_picture(tmp_path / "still.png", film[8])
    match = registry.find(tmp_path / "still.png").match
    assert match.original == "film 1"
    assert match.at_s == (0.0, 0.0)
    assert match.seconds == (0.4, 0.4)
    assert bool(match.altered) is fake


def test_a_still_image_is_an_original_too(films: dict[int, Film], tmp_path: Path):
    registry = Registry(tmp_path / "originals")
    write_picture(tmp_path / "still.png", films[1][8])
    assert registry.add(tmp_path / "still.png").duration_s == 0.0
    cv2.imwrite(str(tmp_path / "copy.jpg"), films[1][8][..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 60])
    match = registry.find(tmp_path / "copy.jpg").match
    assert (match.original, match.altered, match.seconds) == ("still.png", False, (0.0, 0.0))
    write_picture(tmp_path / "fake.png", swapped(films[1], films[3])[8])
    assert registry.find(tmp_path / "fake.png").match.altered is True


def test_an_empty_registry_and_a_broken_file_are_one_line(registry: Registry, tmp_path: Path):
    (tmp_path / "broken.mp4").write_bytes(b"no film")
    with pytest.raises(MediaError):
        registry.find(tmp_path / "broken.mp4")
    with pytest.raises(RegistryError, match="no originals are registered"):
        Registry(tmp_path / "nowhere").find(tmp_path / "broken.mp4")
