"""What is there to see of a clip outside the region that any fake of its recording changed?

The region is the union of the masks of all fakes of the recording, over all frames. It is cut out
of the recording and of its fakes alike: a hole of its own would tell a clip apart. It is widened to
whole macroblocks and by two more, because a codec spreads what changes there to its neighbours
(16-pixel blocks, deblocking, prediction from the side; x264's motion search reaches 16 pixels).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from faceproof.core.errors import MediaError
from faceproof.media import Decoder, spread

Rgb = NDArray[np.uint8]
Keep = NDArray[np.bool_]

FRAMES = 8
"""Evenly spread over a clip; the same of a recording and of its fakes."""

BLOCK_PX = 16
MARGIN_BLOCKS = 2
LEAST_KEPT = 0.05
"""A recording whose background is a smaller share of the picture is not measured."""

_CHANGED = 8  # of 255: a mask's feather below it changes no level
_BORDER = 16  # lines from each side that a border may hide in
_QUALITY = 90  # of JPEG

COLOUR = ("red", "green", "blue", "red_spread", "green_spread", "blue_spread")
NOISE = ("noise_luma", "noise_red_blue")
EDGES = ("edge_across", "edge_down", "border_left", "border_right", "border_top", "border_bottom")
SIZE = ("jpeg_bytes",)
FEATURES = (*COLOUR, *NOISE, *EDGES, *SIZE)


def kept_region(masks: Iterable[Path], height: int, width: int) -> Keep:
    """Where no fake of a recording changed anything, by a wide margin ``(height, width)``.

    Raises:
        MediaError: a mask cannot be read, or has another size than the clips.
    """
    changed = np.zeros((height, width), np.uint8)
    for path in masks:
        with Decoder(path) as clip:
            for frame in clip:
                mask = frame.luma()
                if mask.shape != changed.shape:
                    raise MediaError(
                        f"{path.name}: is {mask.shape[1]}x{mask.shape[0]}, its clip "
                        f"{width}x{height}; run `faceproof release verify`"
                    )
                np.maximum(changed, mask, out=changed)
    return _outside(changed > _CHANGED)


def _outside(changed: Keep) -> Keep:
    height, width = changed.shape
    rows, columns = -(-height // BLOCK_PX), -(-width // BLOCK_PX)
    padded = np.zeros((rows * BLOCK_PX, columns * BLOCK_PX), np.bool_)
    padded[:height, :width] = changed
    blocks = padded.reshape(rows, BLOCK_PX, columns, BLOCK_PX).any(axis=(1, 3))
    side = 2 * MARGIN_BLOCKS + 1
    wide = cv2.dilate(np.asarray(blocks, np.uint8), np.ones((side, side), np.uint8))
    kept = np.repeat(np.repeat(wide == 0, BLOCK_PX, axis=0), BLOCK_PX, axis=1)
    return np.asarray(kept[:height, :width], np.bool_)


def sampled(path: Path, numbers: Sequence[int]) -> list[Rgb]:
    """Those frames of a clip that it has, RGB; decoding ends with the last of them."""
    wanted, found = set(numbers), []
    with Decoder(path) as clip:
        for frame in clip:
            if frame.index in wanted:
                found.append(frame.rgb())
            if len(found) == len(wanted):
                break
    return found


def frames_to_look_at(lengths: Iterable[int]) -> tuple[int, ...]:
    """The frames that all clips of these lengths have, evenly spread."""
    return spread(min(lengths), FRAMES)


def background_features(frames: Sequence[Rgb], keep: Keep) -> dict[str, float]:
    """Means of `FEATURES` over frames; colours in levels, noise, edges and size as logarithms.

    Args:
        frames: RGB ``(h, w, 3)``.
        keep: what is looked at ``(h, w)``.
    """
    rows = [_features(frame, keep) for frame in frames]
    return dict(zip(FEATURES, np.mean(rows, axis=0).tolist(), strict=True))


def _features(frame: Rgb, keep: Keep) -> list[float]:
    pixels = frame[keep].astype(np.float32)
    luma = _luma(frame)
    tint = frame[..., 0].astype(np.float32) - frame[..., 2]
    return [
        *pixels.mean(axis=0).tolist(),
        *pixels.std(axis=0).tolist(),
        _residual(luma, keep),
        _residual(tint, keep),
        *_steps(luma, keep),
        *_borders(luma, keep),
        _jpeg_size(frame, keep),
    ]


def _luma(frame: Rgb) -> NDArray[np.float32]:
    return np.asarray(cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY), np.float32)


def _residual(plane: NDArray[np.float32], keep: Keep) -> float:
    """How far pixels are from their surroundings' mean, away from the hole's rim."""
    away = cv2.erode(keep.astype(np.uint8), np.ones((3, 3), np.uint8)).astype(np.bool_)
    left = np.abs(plane - cv2.blur(plane, (3, 3)))[away]
    return float(np.log(left.mean() + 0.05)) if left.size else 0.0


def _steps(luma: NDArray[np.float32], keep: Keep) -> list[float]:
    across = np.abs(np.diff(luma, axis=1))[keep[:, 1:] & keep[:, :-1]]
    down = np.abs(np.diff(luma, axis=0))[keep[1:] & keep[:-1]]
    return [float(np.log(part.mean() + 0.05)) if part.size else 0.0 for part in (across, down)]


def _borders(luma: NDArray[np.float32], keep: Keep) -> list[float]:
    """The largest step from line to line near each side: left, right, top, bottom."""
    views = (luma.T, luma.T[::-1], luma, luma[::-1])
    kept = (keep.T, keep.T[::-1], keep, keep[::-1])
    return [_largest_step(view, part) for view, part in zip(views, kept, strict=True)]


def _largest_step(luma: NDArray[np.float32], keep: Keep) -> float:
    lines, both = luma[: _BORDER + 1], keep[: _BORDER + 1]
    shared = both[1:] & both[:-1]
    count = shared.sum(axis=1)
    steps = (np.diff(lines, axis=0) * shared).sum(axis=1) / np.maximum(count, 1)
    return float(np.abs(steps).max(initial=0.0))


def _jpeg_size(frame: Rgb, keep: Keep) -> float:
    filled = np.where(keep[..., None], frame, np.uint8(128))
    done, data = cv2.imencode(".jpg", filled, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
    if not done:
        raise MediaError(f"a picture of shape {frame.shape} cannot be coded as JPEG")
    return float(np.log(len(data)))
