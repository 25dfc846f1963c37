"""Draw what each corruption does to a rendered actor's face, at its middle and strongest level.

    python tools/corruption_sheet.py docs/pictures/corruptions.jpg [--png FILE]

A take of 640x480 is filmed, written bit for bit, corrupted whole as `corrupt_clip` does it, and
then a square around the face is cut out, at its own pixels. With ``--png`` the same sheet is kept
without a second loss.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from faceproof.benchmark.corruptions import CORRUPTIONS, Corruption, corrupt_clip
from faceproof.core import Compression
from faceproof.faces import track_images
from faceproof.media import encode, png, read_rgb
from faceproof.sources.synthetic import Take, film

Rgb = NDArray[np.uint8]

TAKE = Take(seed=11, scene="kitchen_still", frames=24)
FPS, SEED = Fraction(25), 1
CELL_PX, BAND_PX, GAP_PX = 200, 20, 4
PAIRS_IN_A_ROW = 3
MOST_BYTES = 290_000


def cells(clip: Path, folder: Path, box: tuple[slice, slice]) -> Iterator[Rgb]:
    """The clip untouched and a gap, then every kind at its middle and strongest level."""
    untouched = banded(read_rgb(clip)[TAKE.frames // 2][box], "as filmed")
    yield from (untouched, np.full_like(untouched, 255))
    for kind, line in CORRUPTIONS.items():
        most = len(line.levels)
        for level in ((most + 1) // 2, most):
            one = Corruption(kind=kind, level=level)
            corrupt_clip(clip, folder / f"{one.name}.mp4", one, frames=1, seed=SEED)
            numbers = " ".join(f"{number:g}" for number in one.parameters)
            yield banded(read_rgb(folder / f"{one.name}.mp4")[0][box], f"{one.name}: {numbers}")


def around_face(image: Rgb) -> tuple[slice, slice]:
    """Rows and columns of a square of `CELL_PX` in the middle of the face."""
    x0, y0, x1, y1 = track_images([image])[0].box_px[0]
    top, left = int((y0 + y1 - CELL_PX) / 2), int((x0 + x1 - CELL_PX) / 2)
    return slice(top, top + CELL_PX), slice(left, left + CELL_PX)


def banded(picture: Rgb, text: str) -> Rgb:
    """The picture with its label beneath."""
    band = np.full((BAND_PX, CELL_PX, 3), 255, np.uint8)
    font, ink = cv2.FONT_HERSHEY_SIMPLEX, (31, 41, 55)
    cv2.putText(band, text, (2, BAND_PX - 6), font, 0.42, ink, 1, cv2.LINE_AA)
    cell = np.concatenate([picture, band])
    return np.pad(cell, ((0, GAP_PX), (0, GAP_PX), (0, 0)), constant_values=255)


def sheet(pictures: list[Rgb]) -> Rgb:
    """Cells in rows; the last row is filled up with white."""
    across = 2 * PAIRS_IN_A_ROW
    pictures += [np.full_like(pictures[0], 255)] * (-len(pictures) % across)
    rows = [
        np.concatenate(pictures[at : at + across], axis=1) for at in range(0, len(pictures), across)
    ]
    return np.concatenate(rows)


def jpeg(drawn: Rgb) -> bytes:
    """The sheet as JPEG, at the best quality that stays under `MOST_BYTES`."""
    bgr = np.ascontiguousarray(drawn[..., ::-1])
    for quality in range(92, 30, -2):
        data = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, quality])[1].tobytes()
        if len(data) < MOST_BYTES:
            return data
    raise SystemExit(f"a sheet of {drawn.shape} stays over {MOST_BYTES} bytes; draw smaller cells")


def main() -> None:
    """Film, corrupt, draw."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("--png", type=Path)
    asked = parser.parse_args()
    frames = list(film(TAKE))
    with tempfile.TemporaryDirectory() as temporary:
        clip = Path(temporary) / "clip.mp4"
        encode(frames, {Compression.RAW: clip}, fps=FPS)
        box = around_face(frames[TAKE.frames // 2])
        drawn = sheet(list(cells(clip, Path(temporary), box)))
    asked.out.write_bytes(jpeg(drawn))
    if asked.png:
        asked.png.write_bytes(png(drawn))
    print(f"{asked.out}: {asked.out.stat().st_size} bytes")


if __name__ == "__main__":
    main()
