"""A release of drawn people, whose fakes are blurred in the face; enough to train on."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from actors import face_clip
from faceproof.core import (
    Clip,
    Compression,
    Manifest,
    Recorded,
    Splits,
    sha256_file,
)
from faceproof.datasets import write_manifest
from faceproof.media import encode
from records import NUMBERS, PEOPLE, clip, swapped

FRAMES, SIDE = 6, 128
FOLDS = Splits(folds=(PEOPLE[:2], PEOPLE[2:4], PEOPLE[4:]))
PARTS = Splits(parts={"train": PEOPLE[:2], "val": PEOPLE[2:4], "test": PEOPLE[4:]})


def tiny_release(root: Path, *, splits: Splits = FOLDS, scopes: tuple[str, ...] = ()) -> Manifest:
    """Write one recording and one fake of each of six people."""
    clips: list[Clip] = []
    for seed, actor in enumerate(PEOPLE):
        name = f"{actor}__desk"
        fake = swapped(f"{name}.raw", None, f"masks/{actor}.mp4")
        fake = replace(fake, segments=((0, FRAMES),))
        frames = face_clip(FRAMES, SIDE, SIDE, seed)
        clips.append(_put(root, clip(name, Recorded(scene="desk"), actor), frames))
        folder = "manipulated_sequences/SelfBlend"
        clips.append(_put(root, clip(f"{name}__fake", fake, actor, folder=folder), blurred(frames)))
    scopes = scopes or ("manipulate", "record", "train")
    manifest = Manifest(
        name="tiny", version="1", licence="CC0-1.0", clips=tuple(clips), splits=splits,
        scopes=scopes,
    )  # fmt: skip
    write_manifest(root, manifest, NUMBERS)
    return manifest


def blurred(frames: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The middle of each frame loses its noise, as a resampled face does."""
    out = frames.copy()
    a, b = SIDE // 4, SIDE - SIDE // 4
    for frame in out:
        frame[a:b, a:b] = cv2.GaussianBlur(frame[a:b, a:b], (0, 0), 1.2)
    return out


def put_clip(path: Path, frames: NDArray[np.uint8]) -> Path:
    """A lossless video."""
    path.parent.mkdir(parents=True, exist_ok=True)
    encode(iter(frames), {Compression.RAW: path}, fps=Fraction(25))
    return path


def _put(root: Path, record: Clip, frames: NDArray[np.uint8]) -> Clip:
    path = put_clip(root / record.path, frames)
    media = replace(record.media, frames=len(frames), width=SIDE, height=SIDE, fps=Fraction(25))
    return replace(record, sha256=sha256_file(path), media=media)
