"""What do the originals, fakes and masks of a release look like? One picture, labels burnt in.

It draws what the manifest says made each clip; it sees no score. Every fake in it says FAKE,
for a preview may travel alone (DESIGN section 6).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from faceproof.core import Clip, ClipId, Compression, Manifest, Manipulated, Scope
from faceproof.core.errors import MediaError
from faceproof.datasets import clip_path, inside, read_manifest
from faceproof.faces.detector import detect
from faceproof.faces.picture import ArrayPicture
from faceproof.media import Decoder

Rgb = NDArray[np.uint8]

CELL_PX = 240
LEGEND_PX = 34
GAP_PX = 6
MOST_COLUMNS = 5
_PAPER = 255
_INK = (31, 41, 55)
_FAKE_BAND = (213, 94, 0)  # vermillion and blue of Okabe & Ito: told apart by the colour-blind
_REAL_BAND = (0, 94, 150)
_MASK_BAND = (75, 85, 99)
_FONT = cv2.FONT_HERSHEY_DUPLEX
_SURROUND = 1.9  # side of a cell in sizes of what the masks cover


class _Row(NamedTuple):
    original: Clip
    fakes: tuple[Clip, ...]


def contact_sheet(release: Path, *, targets: int = 4) -> Rgb | None:
    """Originals with their fakes by each method, masks beneath, one target a row pair.

    Test targets come first. All cells of a row show one region of one frame.

    Args:
        release: the release folder.
        targets: rows at most, each another person.

    Returns:
        RGB uint8 ``(h, w, 3)``, or None where there is no fake, or somebody who would be seen
        is not synthetic and has not allowed scope ``publish``.
    """
    manifest = read_manifest(release)
    rows = [row for row in _rows(manifest) if _may_be_shown(row, manifest)][:targets]
    if not rows:
        return None
    columns = 1 + max(len(row.fakes) for row in rows)
    return np.concatenate([_draw(row, release, columns) for row in rows])


def clip_picture(release: Path, clip_id: ClipId) -> Rgb | None:
    """One frame of a clip, cut around its principal face, labelled in the picture.

    Returns:
        RGB uint8 ``(240, 240, 3)``, or None where somebody who would be seen is not synthetic
        and has not allowed scope ``publish``.
    """
    manifest = read_manifest(release)
    clip = manifest.by_id[clip_id]
    if not _are_shown((clip,), manifest):
        return None
    made = clip.origin if isinstance(clip.origin, Manipulated) else None
    number = clip.media.frames // 2 if made is None else _middle(made.segments)
    picture = _frame(clip_path(release, clip), number)
    faces = detect(ArrayPicture(picture))
    height, width = picture.shape[:2]
    box = faces[0].box_px if faces else np.array([0, 0, width, height], np.float32)
    side = int(min(2.2 * max(box[2] - box[0], box[3] - box[1]), height, width))
    x0 = int(np.clip((box[0] + box[2] - side) / 2, 0, width - side))
    y0 = int(np.clip((box[1] + box[3] - side) / 2, 0, height - side))
    label = "RECORDING" if made is None else f"FAKE {made.method}"
    cell = _cell(picture, (x0, y0, x0 + side, y0 + side))
    return _banded(cell, label, _REAL_BAND if made is None else _FAKE_BAND)


def _may_be_shown(row: _Row, manifest: Manifest) -> bool:
    return _are_shown((row.original, *row.fakes), manifest)


def _are_shown(clips: Sequence[Clip], manifest: Manifest) -> bool:
    return Scope.PUBLISH in manifest.scopes or all(clip.synthetic for clip in clips)


def _rows(manifest: Manifest) -> list[_Row]:
    """One row for each target person that has fakes with masks; test people first."""
    level = next((level for level in Compression if _has(manifest, level)), Compression.RAW)
    fakes: dict[ClipId, dict[str, Clip]] = {}
    recordings: dict[ClipId, Clip] = {}
    for clip in sorted(manifest.clips, key=lambda clip: clip.id):
        if clip.compression is not level:
            continue
        if not isinstance(clip.origin, Manipulated):
            recordings[clip.original or clip.id] = clip
        elif clip.origin.mask is not None:
            fakes.setdefault(clip.origin.target, {}).setdefault(clip.origin.method, clip)
    test = set(manifest.splits.parts.get("test", ()))
    by_person: dict[str, _Row] = {}
    for original, methods in fakes.items():
        if original in recordings:
            shown = tuple(methods[name] for name in sorted(methods))[: MOST_COLUMNS - 1]
            row = _Row(recordings[original], shown)
            best = by_person.setdefault(row.original.target, row)
            if len(shown) > len(best.fakes):
                by_person[row.original.target] = row
    return sorted(
        by_person.values(), key=lambda row: (row.original.target not in test, row.original.id)
    )


def _has(manifest: Manifest, level: Compression) -> bool:
    """Whether fakes stand there at a level; the least compressed is shown."""
    return any(clip.is_fake and clip.compression is level for clip in manifest.clips)


def _draw(row: _Row, release: Path, columns: int) -> Rgb:
    origins = [clip.origin for clip in row.fakes if isinstance(clip.origin, Manipulated)]
    number = _middle(origins[0].segments)
    pictures = [_frame(clip_path(release, clip), number) for clip in (row.original, *row.fakes)]
    paths = [origin.mask for origin in origins if origin.mask is not None]
    masks = [_frame(inside(release, path), number)[..., 0] for path in paths]
    box = _region(masks, pictures[0].shape[:2])
    blank = np.full((CELL_PX, CELL_PX, 3), _PAPER, np.uint8)
    above = [_banded(_cell(pictures[0], box), "ORIGINAL", _REAL_BAND)]
    below = [_caption(blank.copy(), row.original)]
    for picture, mask, origin in zip(pictures[1:], masks, origins, strict=True):
        above.append(_banded(_cell(picture, box), f"FAKE {origin.method}", _FAKE_BAND))
        grey = np.repeat(mask[..., None], 3, axis=2)
        below.append(_banded(_cell(grey, box), f"mask: {origin.mask_kind}", _MASK_BAND))
    pad = [blank] * (columns - len(above))
    return np.concatenate([_line(above + pad), _line(below + pad, end=3 * GAP_PX)])


def _middle(segments: Sequence[tuple[int, int]]) -> int:
    start, end = max(segments, key=lambda s: s[1] - s[0], default=(0, 1))
    return (start + end) // 2


def _frame(path: Path, number: int) -> Rgb:
    with Decoder(path) as clip:
        for frame in clip:
            if frame.index == number:
                return frame.rgb()
    raise MediaError(f"{path.name}: has no frame {number}; run `faceproof release verify`")


def _region(masks: Sequence[Rgb], shape: tuple[int, ...]) -> tuple[int, int, int, int]:
    """A square around all that was changed, x0, y0, x1, y1 within the frame."""
    height, width = shape[:2]
    ys, xs = np.nonzero(np.maximum.reduce(list(masks)) > 8)
    if not len(xs):
        xs, ys = np.array([0, width - 1]), np.array([0, height - 1])
    changed = max(int(np.ptp(xs)), int(np.ptp(ys)), 32)
    side = min(int(_SURROUND * changed), height, width)
    x0 = int(np.clip((xs.min() + xs.max() - side) // 2, 0, width - side))
    below = side * LEGEND_PX // CELL_PX  # the label's foot covers as much
    y0 = int(np.clip((ys.min() + ys.max() + below - side) // 2, 0, height - side))
    return x0, y0, x0 + side, y0 + side


def _cell(picture: Rgb, box: tuple[int, int, int, int]) -> Rgb:
    x0, y0, x1, y1 = box
    way = cv2.INTER_AREA if x1 - x0 > CELL_PX else cv2.INTER_CUBIC
    return np.asarray(
        cv2.resize(picture[y0:y1, x0:x1], (CELL_PX, CELL_PX), interpolation=way), np.uint8
    )


def _banded(cell: Rgb, text: str, colour: tuple[int, int, int]) -> Rgb:
    """The label burnt into the picture's foot."""
    cell[-LEGEND_PX:] = colour
    _write(cell, text, (8, CELL_PX - 11), (255, 255, 255), CELL_PX - 16)
    return cell


def _caption(cell: Rgb, original: Clip) -> Rgb:
    kind = "synthetic actor" if original.synthetic else "consenting actor"
    for line, (text, colour) in enumerate(((original.target, _INK), (kind, _MASK_BAND))):
        _write(cell, text, (8, CELL_PX // 2 - 8 + 28 * line), colour, CELL_PX - 16)
    return cell


def _write(
    cell: Rgb, text: str, at: tuple[int, int], colour: tuple[int, int, int], room_px: int
) -> None:
    scale = 0.62
    while cv2.getTextSize(text, _FONT, scale, 1)[0][0] > room_px and scale > 0.3:
        scale -= 0.04
    cv2.putText(cell, text, at, _FONT, scale, colour, 1, cv2.LINE_AA)


def _line(cells: Sequence[Rgb], *, end: int = GAP_PX) -> Rgb:
    gap = np.full((CELL_PX, GAP_PX, 3), _PAPER, np.uint8)
    spaced = [part for cell in cells for part in (cell, gap)][:-1]
    line = np.concatenate(spaced, axis=1)
    foot = np.full((end, line.shape[1], 3), _PAPER, np.uint8)
    return np.concatenate([line, foot])
