"""A track file gives back its track; anything else is refused in one line."""

import io
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from faceproof.core import FaceTrack
from faceproof.core.errors import FaceError, StorageError
from faceproof.faces import read_track, write_track

Arrays = dict[str, NDArray[Any]]

FIELDS = ("frame", "box_px", "landmarks_px", "confidence")


def some_track(frames: int = 3) -> FaceTrack:
    rng = np.random.default_rng(0)
    return FaceTrack(
        frame=np.cumsum(rng.integers(1, 4, frames)),
        box_px=rng.uniform(0, 99, (frames, 4)).astype(np.float32),
        landmarks_px=rng.uniform(0, 99, (frames, 468, 2)).astype(np.float32),
        confidence=rng.uniform(0, 1, frames).astype(np.float32),
    )


def arrays_of(track: FaceTrack) -> Arrays:
    return {name: getattr(track, name) for name in FIELDS}


def saved(tmp_path: Path, arrays: Arrays, save: Callable[..., None] = np.savez) -> Path:
    path = tmp_path / "a.npz"
    save(path, **arrays)
    return path


@pytest.mark.parametrize("frames", [1, 2, 40])
def test_what_was_written_is_read(tmp_path: Path, frames: int):
    track = some_track(frames)
    write_track(tmp_path / "a.npz", track)
    read = read_track(tmp_path / "a.npz")
    for name in FIELDS:
        assert np.array_equal(getattr(read, name), getattr(track, name))
        assert getattr(read, name).dtype == getattr(track, name).dtype


def test_numpy_reads_it_too(tmp_path: Path):
    track = some_track()
    write_track(tmp_path / "a.npz", track)
    with np.load(tmp_path / "a.npz", allow_pickle=False) as arrays:
        assert set(arrays) == set(FIELDS)
        assert np.array_equal(arrays["box_px"], track.box_px)


def test_the_same_track_gives_the_same_bytes(tmp_path: Path):
    for name in ("a.npz", "b.npz"):
        write_track(tmp_path / name, some_track())
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda a: a.pop("confidence"), "confidence"),
        (lambda a: a.update(extra=np.zeros(3)), "5 arrays, expected 4"),
        (lambda a: a.update(frame=a["frame"].astype(np.float64)), "frame is not an array"),
        (lambda a: a.update(frame=a["frame"][::-1]), "ascending"),
        (lambda a: a.update(frame=a["frame"] - 9), "frame number is outside"),
        (lambda a: a.update(frame=a["frame"] + 10**9), "frame number is outside"),
        (lambda a: a.update(box_px=a["box_px"][:2]), "as many boxes"),
        (lambda a: a.update(box_px=a["box_px"] * np.nan), "not finite"),
        (lambda a: a.update(landmarks_px=a["landmarks_px"][:, :68]), "landmarks_px is not an"),
        (lambda a: a.update(confidence=a["confidence"] + 1), "confidence is outside 0 to 1"),
        (lambda a: a.update({n: v[:0] for n, v in a.items()}), "at least one frame"),
        (lambda a: a.update(frame=np.array([None] * 3)), "frame is not an array"),
    ],
)
def test_an_array_that_is_not_a_tracks_is_refused(
    tmp_path: Path, change: Callable[[Arrays], object], reason: str
):
    arrays = arrays_of(some_track())
    change(arrays)
    path = saved(tmp_path, arrays)
    with pytest.raises(FaceError, match=rf"a\.npz: not a face track .*{reason}"):
        read_track(path)


def test_a_compressed_file_is_refused_before_it_is_unpacked(tmp_path: Path):
    path = saved(tmp_path, arrays_of(some_track()), np.savez_compressed)
    with pytest.raises(FaceError, match="is compressed"):
        read_track(path)


def test_a_header_that_claims_more_frames_than_are_there_is_refused(tmp_path: Path):
    path = tmp_path / "a.npz"
    write_track(path, some_track())
    forged = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(forged, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"(3, 468, 2)", b"(9, 468, 2)"))
    path.write_bytes(forged.getvalue())
    with pytest.raises(FaceError, match="landmarks_px is not an array"):
        read_track(path)


def test_a_missing_file_is_named(tmp_path: Path):
    with pytest.raises(StorageError, match=r"gone\.npz: cannot be read"):
        read_track(tmp_path / "gone.npz")


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    path = tmp_path_factory.mktemp("tracks") / "a.npz"
    write_track(path, some_track(1))
    return path, path.read_bytes()


@given(data=st.data())
def test_damaged_files_are_read_whole_or_refused(written: tuple[Path, bytes], data: st.DataObject):
    path, whole = written
    damaged = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 4))):
        damaged[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.sampled_from([None, data.draw(st.integers(0, len(whole)))]))
    path.write_bytes(damaged[:cut])
    with suppress(FaceError):
        assert read_track(path).landmarks_px.shape == (1, 468, 2)


@given(st.binary(max_size=200))
def test_other_bytes_are_refused(written: tuple[Path, bytes], junk: bytes):
    path, _ = written
    path.write_bytes(junk)
    with pytest.raises(FaceError):
        read_track(path)
