"""Where are the decoded frames of a recording while a build makes its fakes?

Decoding a bit-exact file costs as much as compressing it to c40, and every recording is read for
several fakes. So while one build runs, and only where the disk has plenty of room, the frames lie
uncompressed among the work files, mapped into memory by every worker. No build trusts the copies of
an earlier one: they are deleted when it begins and when it ends. Without them it decodes again;
the bytes of the release are the same.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from faceproof.core import replacing
from faceproof.media import read_rgb
from faceproof.release.seal import WORK_FOLDER

Frames = NDArray[np.uint8]

COPIES_FOLDER = f"{WORK_FOLDER}/frames"
_BYTES_A_PIXEL = 3
_PLENTY = 4  # times what the copies take


def has_room_for_copies(pixels: int, *, free: int) -> bool:
    """Whether uncompressed copies are small beside the free bytes of the disk."""
    return pixels * _BYTES_A_PIXEL * _PLENTY <= free


@contextmanager
def fresh_copies(out: Path) -> Iterator[None]:
    """Copies may be trusted within this block; there are none before and after."""
    folder = out / COPIES_FOLDER
    shutil.rmtree(folder, ignore_errors=True)
    try:
        yield
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def keep_copy(path: Path, frames: Frames) -> None:
    """Keep the decoded frames of a recording, whole or not at all.

    Raises:
        StorageError: the disk is full.
    """
    with replacing(path) as temporary, temporary.open("wb") as file:
        np.save(file, frames, allow_pickle=False)


def copied_frames(path: Path, raw: Path) -> Frames:
    """The frames of a recording, read-only: its copy where there is one, else decoded."""
    try:
        return np.asarray(np.load(path, mmap_mode="r", allow_pickle=False), np.uint8)
    except FileNotFoundError:
        return read_rgb(raw)
