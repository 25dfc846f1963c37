"""One registered original: what is known of it, and its files in the registry's folder.

Three files, named by the sha256 of the original: ``.mp4`` holds small grey pictures of it,
``.safetensors`` its fingerprint, ``.json`` the rest. The last is written last, so an original is
registered when that stands; what a kill left without it is written again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import safetensors
import safetensors.numpy
from numpy.typing import NDArray

from faceproof.core import canonical_json, fields, write_bytes
from faceproof.core.errors import RegistryError, StorageError
from faceproof.media import LIMITS
from faceproof.provenance.pdq import WORDS
from faceproof.provenance.registry.fingerprint import Fingerprint
from faceproof.provenance.registry.views import Window

FORMAT = 1
PREVIEWS_A_SECOND = 5
MOST_PREVIEWS = 2 * LIMITS.frames
_MOST_RECORD_BYTES = 1 << 16
_NAME = re.compile(r"([0-9a-f]{64})\.json")
# array: type, shape of one row, what rows are
_ARRAYS: Mapping[str, tuple[type, tuple[int, ...]]] = {
    "time_s": (np.float64, ()),
    "hash": (np.uint64, (WORDS,)),
    "window": (np.uint8, ()),
    "of": (np.int32, ()),
    "face_px": (np.float32, (4,)),
    "face_of": (np.int32, ()),
    "preview_s": (np.float64, ()),
}
# of a picture: time, hashes with their kind and picture, faces with theirs, two previews and more
_MOST_BYTES_A_PICTURE = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """What is known of a registered file.

    Attributes:
        name: what people call it.
        sha256: hex digest of the file.
        duration_s: how long it lasts; 0 for a still image.
        width, height: of its pictures.
        pictures: how many of them are hashed.
    """

    name: str
    sha256: str
    duration_s: float
    width: int
    height: int
    pictures: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Kept:
    """What is kept of an original beside its pictures.

    Attributes:
        fingerprint: its hashes; without those of mirror images.
        preview_s: when each picture of the preview was shown, float64 ``(p,)``.
    """

    fingerprint: Fingerprint
    preview_s: NDArray[np.float64]


def preview_path(folder: Path, sha256: str) -> Path:
    """Where the small pictures of an original are."""
    return folder / f"{sha256}.mp4"


def digests_in(folder: Path) -> tuple[str, ...]:
    """sha256 of every original that is registered, ascending; none where there is no folder.

    Raises:
        StorageError: the folder cannot be read.
    """
    try:
        names = [path.name for path in folder.iterdir()] if folder.is_dir() else []
    except OSError as error:
        raise StorageError(f"{folder}: cannot be read ({error.strerror or error})") from error
    return tuple(sorted(match[1] for match in map(_NAME.fullmatch, names) if match))


def write_entry(folder: Path, original: Original, kept: Kept) -> None:
    """Write fingerprint and record; the preview stands already.

    Raises:
        StorageError: the folder cannot be written, or the disk is full.
    """
    print_ = kept.fingerprint
    arrays: dict[str, NDArray[Any]] = {
        name: np.ascontiguousarray(
            kept.preview_s if name == "preview_s" else getattr(print_, name), kind
        )
        for name, (kind, _) in _ARRAYS.items()
    }
    write_bytes(folder / f"{original.sha256}.safetensors", safetensors.numpy.save(arrays))
    record = {"faceproof_registry": FORMAT} | asdict(original)
    write_bytes(folder / f"{original.sha256}.json", canonical_json(record) + b"\n")


def read_original(folder: Path, sha256: str) -> Original:
    """The record of an original.

    Raises:
        RegistryError: it is not what `write_entry` writes.
        StorageError: it cannot be read.
    """
    path = folder / f"{sha256}.json"
    data = _bounded(path, _MOST_RECORD_BYTES)
    try:
        value = fields.only(
            fields.parse_json(data), ("faceproof_registry", *Original.__dataclass_fields__)
        )
        if value["faceproof_registry"] != FORMAT or value["sha256"] != sha256:
            raise ValueError("another format, or the record of another file")  # noqa: TRY301
        return Original(
            name=fields.text(value["name"]),
            sha256=fields.digest(value["sha256"]),
            duration_s=fields.number(value["duration_s"]),
            width=fields.count(value["width"]),
            height=fields.count(value["height"]),
            pictures=fields.count(value["pictures"]),
        )
    except ValueError as error:
        raise _broken(path, error) from error


def read_kept(folder: Path, sha256: str) -> Kept:
    """The fingerprint of an original, checked number by number.

    Raises:
        RegistryError: it is not what `write_entry` writes.
        StorageError: it cannot be read.
    """
    path = folder / f"{sha256}.safetensors"
    data = _bounded(path, LIMITS.frames * _MOST_BYTES_A_PICTURE)
    try:
        arrays = safetensors.numpy.load(data)
        _check(arrays)
    except (ValueError, KeyError, TypeError, safetensors.SafetensorError) as error:
        raise _broken(path, error) from error
    preview_s = arrays.pop("preview_s")
    return Kept(fingerprint=Fingerprint(**arrays, mirrored=arrays["hash"][:0]), preview_s=preview_s)


def _check(arrays: Mapping[str, NDArray[Any]]) -> None:
    """Raises ValueError unless the arrays are those of one clip."""
    if arrays.keys() != _ARRAYS.keys():
        raise ValueError(f"holds {', '.join(sorted(arrays))}")
    for name, (kind, row) in _ARRAYS.items():
        if arrays[name].dtype != kind or arrays[name].shape[1:] != row or arrays[name].ndim < 1:
            raise ValueError(f"{name} is {arrays[name].dtype} {arrays[name].shape}")
    for name, most in (("time_s", LIMITS.frames), ("preview_s", MOST_PREVIEWS)):
        _check_times(name, arrays[name], most)
    pictures = len(arrays["time_s"])
    _check_members("of", arrays, ("hash", "window"), pictures)
    _check_members("face_of", arrays, ("face_px",), pictures)
    if (arrays["window"] > max(Window)).any() or not np.isfinite(arrays["face_px"]).all():
        raise ValueError("a window or a face is impossible")


def _check_times(name: str, times: NDArray[Any], most: int) -> None:
    if not 0 < len(times) <= most:
        raise ValueError(f"{name} has {len(times)} moments, expected 1 to {most}")
    if not np.isfinite(times).all() or times[0] < 0 or (np.diff(times) <= 0).any():
        raise ValueError(f"{name} does not ascend from 0")


def _check_members(
    name: str, arrays: Mapping[str, NDArray[Any]], others: tuple[str, ...], pictures: int
) -> None:
    numbers = arrays[name]
    if ((numbers < 0) | (numbers >= pictures)).any():
        raise ValueError(f"{name} names a picture that is not there")
    if any(len(arrays[other]) != len(numbers) for other in others):
        raise ValueError(f"{name} and {' and '.join(others)} differ in length")


def _bounded(path: Path, most: int) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(most + 1)
    except OSError as error:
        raise StorageError(
            f"{path}: cannot be read ({error.strerror or error}); remove the files of that name "
            "from the registry and add the original again"
        ) from error
    if len(data) > most:
        raise RegistryError(f"{path}: is over {most >> 10} KiB, not a registry's file")
    return data


def _broken(path: Path, error: Exception) -> RegistryError:
    return RegistryError(
        f"{path}: is not what a registry keeps of an original ({error}); remove the files of that "
        "name and add the original again"
    )
