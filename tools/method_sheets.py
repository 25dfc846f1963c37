"""Draw what each method of a release does: target, source, fake and mask, a row a scene.

    python tools/method_sheets.py RELEASE docs/pictures/methods [--png FOLDER]

One picture a method, ``faceswap.jpg`` and so on, each under `MOST_BYTES`. Only rendered actors are
drawn. A row shows another target in another scene, those of `FIRST` before others, in the frame
that the method changed most, or while a thing passes before the face. Every picture of a fake says
FAKE. With ``--png`` the same sheets are kept as PNG too, to be looked at without a second loss.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from faceproof.core import Clip, ClipId, Compression, Manifest, Manipulated, Recorded
from faceproof.datasets import clip_path, inside, read_manifest
from faceproof.media import png, read_rgb

Rgb = NDArray[np.uint8]

FIRST = (
    "talking_angry_couch",  # a hand passes
    "meeting_serious",  # the head turns far
    "exit_phone_room",  # a phone passes
    "podium_speech_happy",
    "walking_down_street_outside_angry",
    "kitchen_pan",  # a cup passes
)
PASSING = {"talking_angry_couch", "exit_phone_room", "kitchen_pan"}
PASSES_AT = 0.45  # of a take of 96 frames, in which the thing is before the face
ROWS = 5
CELL_PX, BAND_PX, GAP_PX = 200, 22, 4
SURROUND = 1.5  # side of a cell in sizes of what the mask covers, or of the face it came from
MOST_BYTES = 250_000
BANDS = {"target": (0, 94, 150), "source": (75, 85, 99), "FAKE": (213, 94, 0), "mask": (75, 85, 99)}


def fakes_by_method(manifest: Manifest) -> dict[str, list[Clip]]:
    """Fakes of rendered actors with masks, at the best compression there is."""
    best = min(
        (clip.compression for clip in manifest.clips), key=list(Compression).index, default=None
    )
    found: dict[str, list[Clip]] = {}
    for clip in manifest.clips:
        origin = clip.origin
        shown = clip.synthetic and clip.compression is best
        if shown and isinstance(origin, Manipulated) and origin.mask:
            found.setdefault(origin.method, []).append(clip)
    return found


def rows_of(fakes: list[Clip], recordings: dict[tuple[ClipId, Compression], Clip]) -> list[Clip]:
    """Fakes of other targets in other scenes, those of `FIRST` before others."""

    def scene(fake: Clip) -> str:
        assert isinstance(fake.origin, Manipulated)  # noqa: S101 - `fakes_by_method`
        origin = recordings[fake.origin.target, fake.compression].origin
        assert isinstance(origin, Recorded)  # noqa: S101 - a target is a recording
        return origin.scene

    rank = {name: place for place, name in enumerate(FIRST)}
    rows: dict[str, Clip] = {}
    people: set[str] = set()
    for fake in sorted(fakes, key=lambda f: (rank.get(scene(f), len(rank)), f.id)):
        if scene(fake) not in rows and not people & set(fake.actors):
            rows[scene(fake)] = fake
            people |= set(fake.actors)
    return list(rows.values())[:ROWS]


def cells(
    release: Path, fake: Clip, recordings: dict[tuple[ClipId, Compression], Clip]
) -> Iterator[Rgb]:
    """Target, source, fake and mask of one fake in one frame."""
    origin = fake.origin
    assert isinstance(origin, Manipulated)  # noqa: S101 - `fakes_by_method`
    assert origin.mask is not None  # noqa: S101 - `fakes_by_method`
    target = read_rgb(clip_path(release, recordings[origin.target, fake.compression]))
    faked, masks = read_rgb(clip_path(release, fake)), read_rgb(inside(release, origin.mask))
    changed = np.abs(faked[::4].astype(np.int16) - target[::4]).mean(axis=(1, 2, 3))
    recorded = recordings[origin.target, fake.compression].origin
    passes = isinstance(recorded, Recorded) and recorded.scene in PASSING
    number = int(PASSES_AT * len(target)) if passes else 4 * int(changed.argmax())
    box = region(masks[number])
    yield banded(cell(target[number], box), "target")
    if origin.source is None:
        yield banded(np.full((CELL_PX, CELL_PX, 3), 255, np.uint8), "source", "no source")
    else:
        lender = read_rgb(clip_path(release, recordings[origin.source, fake.compression]))
        middle = lender.shape[1] // 2, lender.shape[2] // 2
        half = min(middle) * 3 // 5
        around = (middle[1] - half, middle[0] - half, middle[1] + half, middle[0] + half)
        yield banded(cell(lender[min(number, len(lender) - 1)], around), "source")
    yield banded(cell(faked[number], box), "FAKE", f"FAKE {origin.method}")
    yield banded(cell(masks[number], box), "mask")


def region(mask: Rgb) -> tuple[int, int, int, int]:
    """A square around what a mask covers, x0, y0, x1, y1 within the frame."""
    height, width = mask.shape[:2]
    ys, xs = np.nonzero(mask[..., 0] > 8)
    if not len(xs):
        xs, ys = np.array([width // 4, 3 * width // 4]), np.array([0, height])
    side = min(max(int(SURROUND * max(np.ptp(xs), np.ptp(ys))), height // 2), height, width)
    x0 = int(np.clip((xs.min() + xs.max() - side) // 2, 0, width - side))
    y0 = int(np.clip((ys.min() + ys.max() - side) // 2, 0, height - side))
    return x0, y0, x0 + side, y0 + side


def cell(picture: Rgb, box: tuple[int, int, int, int]) -> Rgb:
    """The part of a picture in a box, as a square of `CELL_PX`."""
    x0, y0, x1, y1 = box
    size = (CELL_PX, CELL_PX)
    return np.asarray(
        cv2.resize(picture[y0:y1, x0:x1], size, interpolation=cv2.INTER_AREA), np.uint8
    )


def banded(picture: Rgb, kind: str, text: str | None = None) -> Rgb:
    """The picture with its label burnt in."""
    picture[-BAND_PX:] = BANDS[kind]
    at, white = (6, CELL_PX - 7), (255, 255, 255)
    cv2.putText(picture, text or kind, at, cv2.FONT_HERSHEY_DUPLEX, 0.45, white, 1, cv2.LINE_AA)
    return np.pad(picture, ((0, GAP_PX), (0, GAP_PX), (0, 0)), constant_values=255)


def jpeg(sheet: Rgb) -> bytes:
    """The sheet as JPEG, at the best quality that stays under `MOST_BYTES`."""
    bgr = np.ascontiguousarray(sheet[..., ::-1])
    for quality in range(88, 30, -4):
        data = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, quality])[1].tobytes()
        if len(data) < MOST_BYTES:
            return data
    raise SystemExit(f"a sheet of {sheet.shape} stays over {MOST_BYTES} bytes; draw fewer rows")


def main() -> None:
    """Write one sheet for each method of the release."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("release", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--png", type=Path)
    asked = parser.parse_args()
    manifest = read_manifest(asked.release)
    recordings = {
        (clip.original or clip.id, clip.compression): clip
        for clip in manifest.clips
        if isinstance(clip.origin, Recorded)
    }
    for folder in filter(None, (asked.out, asked.png)):
        folder.mkdir(parents=True, exist_ok=True)
    for method, fakes in sorted(fakes_by_method(manifest).items()):
        rows = [
            np.concatenate(list(cells(asked.release, fake, recordings)), axis=1)
            for fake in rows_of(fakes, recordings)
        ]
        sheet = np.concatenate(rows)
        path = asked.out / f"{method.lower()}.jpg"
        path.write_bytes(jpeg(sheet))
        if asked.png:
            (asked.png / f"{method.lower()}.png").write_bytes(png(sheet))
        print(f"{path}: {len(rows)} of {len(fakes)} fakes, {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
