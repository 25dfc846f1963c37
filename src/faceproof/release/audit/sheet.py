"""What do a few fakes of each method look like, beside their recording, mask and difference?

A seeded random sample for the eyes of whoever lets a release out: the worst faults are seen at a
glance and measured by nobody. Everything on it is labelled, for a picture may travel alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from faceproof.core import Clip, Compression, Manipulated
from faceproof.core.errors import MediaError
from faceproof.datasets import clip_path, inside
from faceproof.media import Decoder
from faceproof.release.audit.groups import Group, Grouping

Rgb = NDArray[np.uint8]

ROWS_EACH = 2
CELL_PX = 240
_FOOT_PX = 26
_GAP_PX = 4
_STRONGER = 4  # times the difference, so that a few levels are seen
_FONT = cv2.FONT_HERSHEY_DUPLEX
_INK, _PAPER = (255, 255, 255), 255
_REAL, _FAKE, _OTHER = (0, 94, 150), (213, 94, 0), (75, 85, 99)


class _Sample(NamedTuple):
    original: Clip
    fake: Clip
    frame: int


def audit_sheet(root: Path, grouping: Grouping, *, rng: np.random.Generator) -> Rgb:
    """A row for each sampled fake: recording, fake, mask, difference four times as strong.

    Args:
        root: the release folder.
        grouping: its fakes with their recordings; of the first level that it has.
        rng: picks fakes; and of those without a mask the frame, else it is that of the largest.

    Returns:
        RGB uint8 ``(h, w, 3)``.

    Raises:
        MediaError: a clip or mask does not hold the frame.
    """
    return np.concatenate([_row(root, sample) for sample in _sampled(root, grouping, rng)])


def _sampled(root: Path, grouping: Grouping, rng: np.random.Generator) -> Iterator[_Sample]:
    levels = {group.compression for group in grouping.groups}
    best = min(levels, key=list(Compression).index)
    pairs = [(g, fake) for g in grouping.groups if g.compression is best for fake in g.fakes]
    methods = sorted({str(fake.method) for _, fake in pairs})
    for method in methods:
        yield from _of_method(root, [(g, f) for g, f in pairs if f.method == method], rng)


def _of_method(
    root: Path, pairs: Sequence[tuple[Group, Clip]], rng: np.random.Generator
) -> Iterator[_Sample]:
    count = min(ROWS_EACH, len(pairs))
    for k in sorted(rng.choice(len(pairs), count, replace=False).tolist()):
        group, fake = pairs[k]
        frames = min(fake.media.frames, group.original.media.frames)
        yield _Sample(group.original, fake, _telling_frame(root, fake, frames, rng))


def _telling_frame(root: Path, fake: Clip, frames: int, rng: np.random.Generator) -> int:
    """Among the frames that the fake says it changed, the one with the largest mask."""
    origin = fake.origin
    segments = origin.segments if isinstance(origin, Manipulated) else ()
    changed = [n for start, stop in segments for n in range(start, min(stop, frames))]
    changed = changed or list(range(frames))
    if not isinstance(origin, Manipulated) or origin.mask is None:
        return int(rng.choice(changed))
    with Decoder(inside(root, origin.mask)) as masks:
        area = {mask.index: int(mask.luma().sum(dtype=np.int64)) for mask in masks}
    return max(changed, key=lambda n: area.get(n, 0))


def _row(root: Path, sample: _Sample) -> Rgb:
    original = _frame(clip_path(root, sample.original), sample.frame)
    fake = _frame(clip_path(root, sample.fake), sample.frame)
    if fake.shape != original.shape:
        raise MediaError(
            f"{sample.fake.path}: is {fake.shape[1]}x{fake.shape[0]}, its recording "
            f"{original.shape[1]}x{original.shape[0]}; audit it without --sheet"
        )
    strength = np.abs(fake.astype(np.int16) - original) * _STRONGER
    difference = np.minimum(strength, 255).astype(np.uint8)
    cells = [
        _cell(original, f"ORIGINAL {sample.original.id}", _REAL),
        _cell(fake, f"FAKE {sample.fake.method}, frame {sample.frame}", _FAKE),
        _mask_cell(root, sample, fake),
        _cell(difference, f"difference x{_STRONGER}", _OTHER),
    ]
    return _line(cells)


def _mask_cell(root: Path, sample: _Sample, fake: Rgb) -> Rgb:
    origin = sample.fake.origin
    if not isinstance(origin, Manipulated) or origin.mask is None:
        return _cell(np.full_like(fake, 128), "no mask", _OTHER)
    mask = _frame(inside(root, origin.mask), sample.frame)
    return _cell(mask, f"mask: {origin.mask_kind}", _OTHER)


def _frame(path: Path, number: int) -> Rgb:
    with Decoder(path) as clip:
        for frame in clip:
            if frame.index == number:
                return frame.rgb()
    raise MediaError(f"{path.name}: has no frame {number}; run `faceproof release verify`")


def _cell(picture: Rgb, text: str, colour: tuple[int, int, int]) -> Rgb:
    """The picture at the sheet's height, its label below."""
    width = round(picture.shape[1] * CELL_PX / picture.shape[0])
    cell = np.empty((CELL_PX + _FOOT_PX, width, 3), np.uint8)
    cell[:CELL_PX] = cv2.resize(picture, (width, CELL_PX), interpolation=cv2.INTER_AREA)
    cell[CELL_PX:] = colour
    scale = 0.5
    while cv2.getTextSize(text, _FONT, scale, 1)[0][0] > width - 12 and scale > 0.25:
        scale -= 0.05
    cv2.putText(cell, text, (6, CELL_PX + 18), _FONT, scale, _INK, 1, cv2.LINE_AA)
    return cell


def _line(cells: Sequence[Rgb]) -> Rgb:
    gap = np.full((CELL_PX + _FOOT_PX, _GAP_PX, 3), _PAPER, np.uint8)
    line = np.concatenate([part for cell in cells for part in (cell, gap)][:-1], axis=1)
    return np.concatenate([line, np.full((_GAP_PX, line.shape[1], 3), _PAPER, np.uint8)])
