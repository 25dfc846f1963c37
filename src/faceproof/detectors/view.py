"""What a detector may see of a clip: a neutral file, one face, and no label."""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from faceproof.core import FaceTrack, MediaFacts
from faceproof.core.errors import StorageError
from faceproof.faces import aligned_crop

VIEW_VERSION = "1"
"""Raised whenever other frames or other pixels are shown; part of every cache key."""

CROP_PX = 256
_KNOWN = {".mp4", ".mkv", ".mov", ".avi", ".webm", ".mpg", ".gif", ".png", ".jpg", ".jpeg", ".webp"}
_SOME_DAY = 1_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FaceRegion:
    """A face and its surround at the camera's own resolution, neither scaled nor turned.

    Attributes:
        frame: frame number.
        rgb: RGB uint8 ``(h, w, 3)``, read only.
        origin_px: x, y of its corner in the full frame, so codec grids stay known.
        landmarks_px: x, y of the 468 points within ``rgb``, float32 ``(468, 2)``.
    """

    frame: int
    rgb: NDArray[np.uint8]
    origin_px: tuple[int, int]
    landmarks_px: NDArray[np.float32]


@dataclass(frozen=True, kw_only=True, eq=False)
class View:
    """One clip as a detector sees it.

    Attributes:
        path: a copy under a neutral name in a private folder, with a constant time.
        facts: measured by the probe.
        track: the principal face over the whole clip.
        regions: that face in evenly spread frames.
    """

    path: Path
    facts: MediaFacts
    track: FaceTrack
    regions: tuple[FaceRegion, ...]

    @property
    def frame_index(self) -> tuple[int, ...]:
        """Frame numbers of ``regions`` and `crops`, ascending."""
        return tuple(region.frame for region in self.regions)

    @cached_property
    def _crops(self) -> NDArray[np.uint8]:
        crops = [aligned_crop(r.rgb, r.landmarks_px, size=CROP_PX) for r in self.regions]
        stacked = np.stack(crops)
        stacked.setflags(write=False)
        return stacked

    def crops(self) -> NDArray[np.uint8]:
        """The face turned upright and scaled, RGB uint8 ``(n, 256, 256, 3)``, read only."""
        return self._crops


def neutral_copy(file: Path, folder: Path) -> Path:
    """A copy named ``clip`` in a new folder of mode 0700 with a random name under ``folder``.

    Never a link: a link tells where it points. The ending stays if it is one of the usual.

    Raises:
        StorageError: the file cannot be read or the copy not written.
    """
    ending = file.suffix.lower()
    try:
        private = Path(tempfile.mkdtemp(dir=folder, prefix=""))
        copy = private / f"clip{ending if ending in _KNOWN else ''}"
        shutil.copyfile(file, copy)
        os.utime(copy, (_SOME_DAY, _SOME_DAY))
    except OSError as error:
        raise StorageError(
            f"{file}: cannot be copied for a detector ({error.strerror or error}); "
            "is it a readable file, and is there space for a copy?"
        ) from error
    return copy
