"""How does a foreign video come into a release? Linked or copied as it is, then measured.

Its bytes stay what they were. A video that is a list of pictures becomes one bit-exact file, at
25 frames a second, since such lists state no rate.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from faceproof.core import Compression, MediaFacts, clip_to_json, replacing, sha256_file
from faceproof.datasets.foreign_tree import TreeClip
from faceproof.engine import Done
from faceproof.media import encode, encode_masks, even, probe, read_rgb

MEDIA_FOLDER = "media"
_FRAMES_FOLDER = f"{MEDIA_FOLDER}/frames"
_RATE = Fraction(25)


def take_in(clip: TreeClip, root: Path, folder: Path, copy: bool) -> Done:
    """Bring one video and its mask into a release; the job of `import_tree`.

    Args:
        clip: as its reader found it.
        root: of the foreign tree.
        folder: the release.
        copy: copy files even where they could be hard-linked.

    A mask of another size, length or rate than its clip is left out: nobody could say which of
    its frames belongs to which. The result says so, beside the clip's record.

    Raises:
        MediaError, LimitError: a file cannot be read.
    """
    if clip.listed:
        path = f"{_FRAMES_FOLDER}/{clip.id}.mp4"
        pictures = _pictures(root, clip.paths)
        media = encode(pictures, {Compression.RAW: folder / path}, fps=_RATE)[Compression.RAW]
    else:
        path = f"{MEDIA_FOLDER}/{clip.paths[0]}"
        bring(root / clip.paths[0], folder / path, copy=copy)
        media = probe(folder / path)
    mask = _mask(clip, root, folder, media, copy=copy) if clip.masks else None
    record = clip.measured(path, sha256_file(folder / path), media, mask)
    unfit = clip.masks[0] if clip.masks and mask is None else None
    return Done({"clip": clip_to_json(record), "unfit_mask": unfit})


def bring(file: Path, to: Path, *, copy: bool) -> None:
    """Hard-link a file, or copy it where that cannot be or is asked for.

    A file that is there already is the same one: a mask that several compressions share.
    """
    to.parent.mkdir(parents=True, exist_ok=True)
    if to.exists():
        return
    if not copy:
        try:
            os.link(file.resolve(), to)
        except FileExistsError:
            return
        except OSError:  # another disk, or one without links: the bytes are the same when copied
            pass
        else:
            return
    with replacing(to) as temporary:
        shutil.copyfile(file, temporary)


def _mask(clip: TreeClip, root: Path, folder: Path, media: MediaFacts, *, copy: bool) -> str | None:
    if not clip.listed:
        path = f"{MEDIA_FOLDER}/{clip.masks[0]}"
        if _shape(probe(root / clip.masks[0])) != _shape(media):
            return None
        bring(root / clip.masks[0], folder / path, copy=copy)
        return path
    path = f"{_FRAMES_FOLDER}/{clip.id}.mask.mp4"
    grey = (picture.max(axis=2) for picture in _pictures(root, clip.masks))
    encode_masks(grey, folder / path, fps=media.fps)
    if _shape(probe(folder / path)) != _shape(media):
        (folder / path).unlink()
        return None
    return path


def _pictures(root: Path, paths: Sequence[str]) -> Iterator[NDArray[np.uint8]]:
    for path in paths:
        yield even(read_rgb(root / path)[0])


def _shape(media: MediaFacts) -> tuple[object, ...]:
    return media.frames, media.fps, media.width, media.height
