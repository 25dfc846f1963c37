"""Whose genuine faces may be learned from? A list that says so line by line, and the faces cut out.

::

    path,identity,licence,scopes,sha256
    portraits/anna.jpg,anna,CC-BY-4.0,train manipulate,3c0e...

Columns beside these are not read, but for ``label``: lines that are not ``real`` are left out.
"""

from __future__ import annotations

import csv
import hashlib
import io
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import NamedTuple

import cv2
import numpy as np
import safetensors
import safetensors.numpy
from numpy.typing import NDArray

from faceproof.core import Scope, fields, sha256_file, write_bytes
from faceproof.core.errors import ConsentError, FaceError, ManifestError, MediaError
from faceproof.datasets import inside, read_capped
from faceproof.detectors.looking import open_view
from faceproof.detectors.view import VIEW_VERSION

TALLEST_PX = 320
"""Larger faces are made smaller: hardly any in a video is larger."""

HELD_ONE_IN = 3
"""One person in so many is never learned from."""

_LARGEST_LIST = 16 << 20
_REAL = "real"
_NEEDED = ("path", "identity", "licence", "scopes", "sha256")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A line of the list.

    Attributes:
        path: relative to the folder of files.
        identity: who is shown.
        scopes: what may be done with the face.
    """

    path: str
    identity: str
    licence: str
    scopes: frozenset[Scope]
    sha256: str

    @property
    def domain(self) -> str:
        """The folder it lies in; pictures of one source resemble each other."""
        return str(PurePosixPath(self.path).parent)

    @property
    def is_held(self) -> bool:
        """Whether the person is kept for measuring.

        By the last word of the name, so that one person under two first names, and most who are
        related, stand on one side.
        """
        surname = self.identity.replace(" ", "-").rsplit("-", 1)[-1].casefold()
        return int(hashlib.sha256(surname.encode()).hexdigest(), 16) % HELD_ONE_IN == 0


class Face(NamedTuple):
    """A genuine face with its surround.

    Attributes:
        rgb: uint8 ``(h, w, 3)``.
        landmarks_px: x, y of the 468 points in it, float32 ``(468, 2)``.
    """

    rgb: NDArray[np.uint8]
    landmarks_px: NDArray[np.float32]


def read_faces(path: Path) -> list[Listed]:
    """The lines of a list.

    Raises:
        ManifestError: it is malformed; the line is named.
        ConsentError: a face on it may not be learned from.
    """
    if not path.is_file():
        raise ManifestError(f"{path}: is no file; expected a list of faces, CSV")
    try:
        text = read_capped(path, largest=_LARGEST_LIST).decode("utf-8-sig")
        reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
        rows = [(reader.line_num, row) for row in reader]
    except (UnicodeDecodeError, csv.Error) as error:
        raise ManifestError(f"{path.name}: is not CSV in UTF-8 ({error})") from error
    if not rows or any(name not in rows[0][1] for name in _NEEDED):
        raise ManifestError(
            f"{path.name}: expected columns {', '.join(_NEEDED)} and a line for each face"
        )
    found: dict[str, Listed] = {}
    for number, row in rows:
        if row.get("label", _REAL) != _REAL:
            continue
        try:
            one = _listed(row)
        except ValueError as error:
            raise ManifestError(f"{path.name}, line {number}: {error}") from error
        if Scope.TRAIN not in one.scopes:
            raise ConsentError(
                f"{path.name}, line {number}: {one.identity} has not allowed scope train; leave "
                "the line out"
            )
        if one.sha256 in found:
            raise ManifestError(f"{path.name}, line {number}: the file stands there already")
        found[one.sha256] = one
    return list(found.values())


def _listed(row: dict[str, str]) -> Listed:
    missing = [name for name in _NEEDED if not row[name]]
    if missing:
        raise ValueError(f"no {missing[0]}; fill it in")
    return Listed(
        path=row["path"],
        identity=row["identity"],
        licence=row["licence"],
        scopes=frozenset(map(Scope, row["scopes"].split())),
        sha256=fields.digest(row["sha256"]),
    )


def cut_out(listed: Listed, data: Path, cache: Path) -> Face | None:
    """The face of a line, from the cache or looked for; None where none is found.

    Args:
        listed: the line.
        data: folder of files.
        cache: folder of faces that were cut out before.

    Raises:
        ManifestError: the file is another than the list says.
    """
    kept = cache / f"{listed.sha256}-{VIEW_VERSION}.safetensors"
    if not kept.exists():
        file = inside(data, listed.path)
        if not file.exists() or sha256_file(file) != listed.sha256:
            raise ManifestError(f"{file}: is absent, or not the file that the list names")
        write_bytes(kept, _packed(_looked_for(file)))
    arrays = safetensors.numpy.load(kept.read_bytes())
    return Face(arrays["rgb"], arrays["landmarks_px"]) if arrays else None


def _packed(face: Face | None) -> bytes:
    return bytes(safetensors.numpy.save({} if face is None else face._asdict()))


def _looked_for(file: Path) -> Face | None:
    try:
        with tempfile.TemporaryDirectory() as folder:
            region = open_view(file, frames=1, folder=Path(folder)).regions[0]
    except (FaceError, MediaError):
        return None
    return shrunk(Face(region.rgb, region.landmarks_px), TALLEST_PX)


def height_px(face: Face) -> float:
    """From the highest landmark to the lowest."""
    return float(np.ptp(face.landmarks_px[:, 1]))


def shrunk(face: Face, tallest_px: float) -> Face:
    """The same face, at most so tall; each pixel the mean of those it covers."""
    scale = tallest_px / height_px(face)
    if scale >= 1:
        return Face(np.ascontiguousarray(face.rgb), face.landmarks_px)
    height, width = face.rgb.shape[:2]
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    rgb = cv2.resize(face.rgb, size, interpolation=cv2.INTER_AREA)
    scales = np.array([size[0] / width, size[1] / height], np.float32)
    return Face(np.asarray(rgb, np.uint8), (face.landmarks_px + 0.5) * scales - 0.5)


def cut_out_all(listed: Iterable[Listed], data: Path, cache: Path) -> list[tuple[Listed, Face]]:
    """Every line in whose file one face is found; see `cut_out`."""
    found = ((one, cut_out(one, data, cache)) for one in listed)
    return [(one, face) for one, face in found if face is not None]
