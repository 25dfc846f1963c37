"""Where are the decoded frames of a recording while a build makes its fakes?

Decoding a bit-exact file costs as much as compressing it to c40, and every recording is read for
several fakes. So while one build runs, the frames lie uncompressed among the work files, of as many
recordings as half of the free disk holds, mapped into memory by every worker. No build trusts the
copies of an earlier one: they are deleted when it begins and when it ends, and made again by
whoever needs them first. The others are decoded each time; the bytes of the release are the same.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
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
_SHARE = 0.5  # of the free disk


def affordable_copies(pixels: Mapping[str, int], *, free: int) -> frozenset[str]:
    """The recordings, by stem, whose uncompressed copies half of the free bytes hold.

    Args:
        pixels: of each recording by its stem, all frames together.
        free: bytes.

    >>> sorted(affordable_copies({"01__a": 10, "02__a": 10, "03__a": 10}, free=120))
    ['01__a', '02__a']
    """
    stems = list(pixels)
    taken = np.cumsum([pixels[stem] * _BYTES_A_PIXEL for stem in stems])
    return frozenset(stems[: int((taken <= _SHARE * free).sum())])


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


def copied_frames(path: Path, raw: Path, *, keep: bool) -> Frames:
    """The frames of a recording, read-only: its copy where there is one, else decoded.

    Args:
        path: where its copy is, or would be.
        raw: its bit-exact file.
        keep: whether to leave a copy for the next who asks.
    """
    try:
        return np.asarray(np.load(path, mmap_mode="r", allow_pickle=False), np.uint8)
    except FileNotFoundError:
        frames = read_rgb(raw)
    if keep:
        keep_copy(path, frames)
    return frames
