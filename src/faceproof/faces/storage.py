"""A face track as a file: four plain arrays, the same bytes from the same track."""

from __future__ import annotations

import io
import math
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from faceproof.core import FaceTrack, write_bytes
from faceproof.core.errors import FaceError, StorageError
from faceproof.faces.mesh import POINTS
from faceproof.media import LIMITS

# name: type and what one frame holds
_ARRAYS: dict[str, tuple[str, tuple[int, ...]]] = {
    "frame": ("<i8", ()),
    "box_px": ("<f4", (4,)),
    "landmarks_px": ("<f4", (POINTS, 2)),
    "confidence": ("<f4", ()),
}
_FRAME_BYTES = sum(np.dtype(kind).itemsize * math.prod(of) for kind, of in _ARRAYS.values())
_HEADERS_BYTES = 4096
# what zipfile and the checks below raise for bytes that are something else
_MALFORMED = (ValueError, KeyError, EOFError, NotImplementedError, RuntimeError, FaceError)


def write_track(path: Path, track: FaceTrack) -> None:
    """Write a track as ``.npz``, uncompressed and without pickle; whole or not at all.

    Raises:
        StorageError: the folder cannot be written, or the disk is full.
    """
    arrays = {
        name: np.ascontiguousarray(getattr(track, name), kind)
        for name, (kind, _) in _ARRAYS.items()
    }
    file = io.BytesIO()
    np.savez(file, allow_pickle=False, **arrays)
    write_bytes(path, file.getvalue())


def read_track(path: Path) -> FaceTrack:
    """The track in a file that `write_track` wrote.

    Nothing is unpacked or parsed: sizes give the number of frames, and every header must be the
    one that so many frames have.

    Raises:
        FaceError: it is anything else.
        StorageError: it cannot be read.
    """
    try:
        data = _bytes(path)
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            arrays = {name: _array(archive, name) for name in _ARRAYS}
            if len(archive.infolist()) != len(_ARRAYS):
                raise ValueError(f"{len(archive.infolist())} arrays, expected {len(_ARRAYS)}")
        _check(arrays)
        return FaceTrack(**arrays)
    except OSError as error:
        raise StorageError(f"{path}: cannot be read ({error.strerror or error})") from error
    except (zipfile.BadZipFile, *_MALFORMED) as error:
        raise FaceError(f"{path.name}: not a face track ({error}); track the clip again") from error


def _bytes(path: Path) -> bytes:
    most = LIMITS.frames * _FRAME_BYTES + _HEADERS_BYTES
    with path.open("rb") as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise ValueError(f"over {most} bytes, as {LIMITS.frames} frames would be")
    return data


def _array(archive: zipfile.ZipFile, name: str) -> NDArray[Any]:
    kind, of = _ARRAYS[name]
    member = archive.getinfo(f"{name}.npy")
    if member.compress_type != zipfile.ZIP_STORED:
        raise ValueError(f"{name} is compressed")
    data = archive.read(member)
    frame_bytes = np.dtype(kind).itemsize * math.prod(of)
    frames = (len(data) - len(_header(kind, (0, *of)))) // frame_bytes
    header = _header(kind, (max(frames, 0), *of))
    if data[: len(header)] != header or len(data) != len(header) + frames * frame_bytes:
        raise ValueError(f"{name} is not an array of {kind} (t, {str(of)[1:]}")
    return np.frombuffer(data, kind, offset=len(header)).reshape(frames, *of).copy()


def _header(kind: str, shape: tuple[int, ...]) -> bytes:
    file = io.BytesIO()
    entry = {"descr": kind, "fortran_order": False, "shape": shape}
    np.lib.format.write_array_header_1_0(file, entry)
    return file.getvalue()


def _check(arrays: Mapping[str, NDArray[Any]]) -> None:
    if not all(np.isfinite(array).all() for array in arrays.values()):
        raise ValueError("a number in it is not finite")
    if (arrays["frame"] < 0).any() or (arrays["frame"] >= LIMITS.frames).any():
        raise ValueError(f"a frame number is outside 0 to {LIMITS.frames}")
    if ((arrays["confidence"] < 0) | (arrays["confidence"] > 1)).any():
        raise ValueError("a confidence is outside 0 to 1")
