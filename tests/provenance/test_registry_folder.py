"""The registry's folder: added to, never torn, and read with distrust."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import safetensors.numpy
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from faceproof.core import sha256_file
from faceproof.core.errors import MediaError, RegistryError, StorageError
from faceproof.media import write_picture
from faceproof.provenance.registry import Registry
from faceproof.provenance.registry import add as adding
from faceproof.provenance.registry.entry import read_kept
from faceproof.provenance.registry.index import INDEX, read_index
from faceproof.provenance.registry.search import nearest
from films import filmed, written

FRAMES = 12
Change = Callable[[dict[str, NDArray[Any]]], dict[str, NDArray[Any]]]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A registry of one film, and the film beside it."""
    root = tmp_path_factory.mktemp("made")
    Registry(root / "registry").add(written(root / "film.mp4", filmed(1, FRAMES)))
    return root


@pytest.fixture
def registry(made: Path, tmp_path: Path) -> Registry:
    shutil.copytree(made / "registry", tmp_path / "registry")
    return Registry(tmp_path / "registry")


def digest(registry: Registry) -> str:
    (original,) = registry.originals()
    return original.sha256


def test_what_is_added_is_listed(made: Path, registry: Registry):
    (original,) = registry.originals()
    assert original.name == "film.mp4"
    assert original.sha256 == sha256_file(made / "film.mp4")
    assert (original.width, original.height) == (320, 240)
    assert original.duration_s == pytest.approx(FRAMES / 20)
    kept = read_kept(registry.folder, original.sha256)
    assert kept.fingerprint.time_s.tolist() == [0.0, 0.5]
    assert kept.preview_s == pytest.approx([0.0, 0.2, 0.4])
    assert len(kept.fingerprint.face_px) == 2


def test_adding_the_same_file_again_changes_nothing(made: Path, registry: Registry, tmp_path: Path):
    before = {path.name: path.stat().st_mtime_ns for path in registry.folder.iterdir()}
    copy = shutil.copyfile(made / "film.mp4", tmp_path / "renamed.mp4")
    assert registry.add(copy, name="another name").name == "film.mp4"
    assert {path.name: path.stat().st_mtime_ns for path in registry.folder.iterdir()} == before


def test_a_kill_between_files_loses_nothing_and_registers_nothing_half(
    registry: Registry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def killed(*_args: object) -> None:
        raise KeyboardInterrupt

    film = written(tmp_path / "other.mp4", filmed(2, FRAMES))
    with monkeypatch.context() as patched:
        patched.setattr(adding, "write_entry", killed)  # the preview stands, the rest does not
        with pytest.raises(KeyboardInterrupt):
            registry.add(film)
    assert [one.name for one in registry.originals()] == ["film.mp4"]
    assert len(read_index(registry.folder).digests) == 1
    registry.add(film)
    assert {one.name for one in registry.originals()} == {"film.mp4", "other.mp4"}
    assert len(read_index(registry.folder).digests) == 2


def test_the_index_is_only_a_copy(made: Path, registry: Registry):
    first = read_index(registry.folder)
    (registry.folder / INDEX).write_bytes(b"torn")
    again = read_index(registry.folder)
    assert again.digests == first.digests
    for one, other in zip(first.rows, again.rows, strict=True):
        assert (one == other).all()
    assert registry.find(made / "film.mp4").match.original == "film.mp4"


@pytest.mark.parametrize(
    "change",
    [
        lambda arrays: arrays | {"hash": arrays["hash"][:, :2].copy()},
        lambda arrays: arrays | {"hash": arrays["hash"].astype(np.int64)},
        lambda arrays: arrays | {"of": arrays["of"] + np.int32(9)},
        lambda arrays: arrays | {"of": arrays["of"][1:]},
        lambda arrays: arrays | {"window": arrays["window"] + np.uint8(4)},
        lambda arrays: arrays | {"time_s": arrays["time_s"][::-1].copy()},
        lambda arrays: arrays | {"time_s": arrays["time_s"] * np.nan},
        lambda arrays: arrays | {"preview_s": arrays["preview_s"][:0]},
        lambda arrays: arrays | {"face_px": arrays["face_px"] + np.float32(np.inf)},
        lambda arrays: arrays | {"more": arrays["of"]},
        lambda arrays: {name: arrays[name] for name in arrays if name != "of"},
    ],
)
def test_a_fingerprint_that_is_none_is_refused(change: Change, registry: Registry):
    path = registry.folder / f"{digest(registry)}.safetensors"
    arrays = change(safetensors.numpy.load(path.read_bytes()))
    whole = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
    path.write_bytes(safetensors.numpy.save(whole))
    with pytest.raises(RegistryError, match="remove the files of that name") as error:
        read_kept(registry.folder, digest(registry))
    assert "\n" not in str(error.value)


@given(place=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_no_flipped_bit_of_a_fingerprint_crashes(made: Path, place: int, bit: int):
    registry = Registry(made / "registry")
    data = bytearray((registry.folder / f"{digest(registry)}.safetensors").read_bytes())
    data[place % len(data)] ^= 1 << bit
    folder = made / "flipped"
    folder.mkdir(exist_ok=True)
    (folder / f"{digest(registry)}.safetensors").write_bytes(bytes(data))
    try:
        read_kept(folder, digest(registry))
    except RegistryError as error:
        assert "\n" not in str(error)  # noqa: PT017 - it may as well be read


@pytest.mark.parametrize(
    "change",
    [
        {"name": "two\nlines"},
        {"sha256": "0" * 64},
        {"duration_s": "long"},
        {"width": -1},
        {"faceproof_registry": 2},
        {"more": 1},
    ],
)
def test_a_record_that_is_none_is_refused(change: dict[str, object], registry: Registry):
    path = registry.folder / f"{digest(registry)}.json"
    path.write_text(json.dumps(json.loads(path.read_bytes()) | change))
    with pytest.raises(RegistryError, match="is not what a registry keeps"):
        registry.originals()


@pytest.mark.parametrize("ending", ["safetensors", "mp4"])
def test_a_missing_file_is_one_line(ending: str, made: Path, registry: Registry):
    (registry.folder / f"{digest(registry)}.{ending}").unlink()
    with pytest.raises((StorageError, MediaError)) as error:
        registry.find(made / "film.mp4")
    assert "\n" not in str(error.value)


def test_a_preview_of_another_film_is_refused(made: Path, registry: Registry, tmp_path: Path):
    written(registry.folder / f"{digest(registry)}.mp4", filmed(1, 2))
    with pytest.raises(RegistryError, match="holds 2 of 3 pictures"):
        registry.find(made / "film.mp4")


def test_a_blank_picture_cannot_be_registered(tmp_path: Path):
    write_picture(tmp_path / "blank.png", np.full((60, 80, 3), 128, np.uint8))
    registry = Registry(tmp_path / "registry")
    with pytest.raises(MediaError, match="nothing that could be found again"):
        registry.add(tmp_path / "blank.png")
    assert registry.originals() == ()


def test_a_name_that_cannot_be_printed_is_refused(made: Path, tmp_path: Path):
    registry = Registry(tmp_path / "registry")
    with pytest.raises(RegistryError, match="control character"):
        registry.add(made / "film.mp4", name="a\x1bname")
    assert registry.originals() == ()


def test_the_search_is_numpys(tmp_path: Path):
    rng = np.random.default_rng(0)
    rows = rng.integers(0, 1 << 63, (3000, 4), np.uint64)
    starts = np.array([0, 1, 1, 1500, 3000])
    queries = rng.integers(0, 1 << 63, (7, 4), np.uint64)
    queries[3] = rows[1234] ^ np.uint64(5)
    found = nearest(queries, rows, starts)
    away = np.bitwise_count(queries[:, None] ^ rows[None]).sum(-1).astype(np.int64)
    assert (found.distance[:, 1] == 257).all()  # it has no hashes
    assert (found.row[:, 1] == -1).all()
    for original in (0, 2, 3):
        part = away[:, starts[original] : starts[original + 1]]
        assert (found.distance[:, original] == part.min(axis=1)).all()
        assert (found.row[:, original] == starts[original] + part.argmin(axis=1)).all()
    assert (found.distance[3, 2], found.row[3, 2]) == (8, 1234)
