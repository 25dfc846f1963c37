"""Tiny trees in the shape of other people's datasets; every video shows a drawn face."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from actors import face_clip
from faceproof.core import Compression
from faceproof.media import encode, encode_masks, write_picture

FRAMES = 3
_LEVELS = {"raw": Compression.RAW, "c0": Compression.RAW, "c23": Compression.C23,
           "c40": Compression.C40}  # fmt: skip


def video(path: Path, seed: int, level: str = "c23") -> None:
    """A tiny video of a drawn face."""
    path.parent.mkdir(parents=True, exist_ok=True)
    encode(face_clip(FRAMES, seed=seed), {_LEVELS[level]: path}, fps=Fraction(25))


def mask(path: Path, frames: int = FRAMES) -> None:
    """A mask video of the same size."""
    path.parent.mkdir(parents=True, exist_ok=True)
    white = np.zeros((frames, 64, 64), np.uint8)
    white[:, 20:40, 20:40] = 255
    encode_masks(white, path, fps=Fraction(25))


def write(path: Path, value: Any) -> None:
    """JSON, or a text as it is."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(value if isinstance(value, str) else json.dumps(value))


def empty(root: Path, names: Iterable[str]) -> Path:
    """Files that readers only see, and never open."""
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).touch()
    return root


def ffpp(
    root: Path,
    *,
    levels: Sequence[str] = ("c23",),
    methods: Sequence[str] = ("Deepfakes",),
    lists: bool = True,
    make: bool = False,
) -> Path:
    """Six recordings in three pairs, one a side; both fakes of each pair."""
    seed = 0
    for pair in (("000", "001"), ("002", "003"), ("004", "005")):
        for number, other in (pair, pair[::-1]):
            for level in levels:
                names = [f"original_sequences/youtube/{level}/videos/{number}.mp4"]
                names += [
                    f"manipulated_sequences/{method}/{level}/videos/{number}_{other}.mp4"
                    for method in methods
                ]
                for name in names:
                    seed += 1
                    video(root / name, seed, level) if make else empty(root, [name])
            for method in methods:
                path = root / f"manipulated_sequences/{method}/masks/videos/{number}_{other}.mp4"
                mask(path) if make else empty(path.parent, [path.name])
    if lists:
        for part, two in zip(("train", "val", "test"), ("01", "23", "45"), strict=True):
            write(root / f"{part}.json", [[f"00{two[0]}", f"00{two[1]}"]])
    return root


def dfd(root: Path, pairs: Sequence[tuple[int, int]], scenes: Sequence[str] = ("hug",)) -> Path:
    """Everybody named in a pair recorded in each scene, and one fake of each pair and scene."""
    people = sorted({actor for pair in pairs for actor in pair})
    names = [
        f"original_sequences/actors/c23/videos/{actor:02d}__{scene}.mp4"
        for actor in people
        for scene in scenes
    ]
    names += [
        f"manipulated_sequences/DeepFakeDetection/c23/videos/{a:02d}_{b:02d}__{scene}__ABCDEFG{i}.mp4"
        for i, (a, b) in enumerate(pairs)
        for scene in scenes
    ]
    return empty(root, names)


CELEB = (
    "Celeb-real/id0_0000.mp4",
    "Celeb-real/id1_0000.mp4",
    "Celeb-real/id2_0000.mp4",
    "YouTube-real/00007.mp4",
    "Celeb-synthesis/id0_id1_0000.mp4",
    "Celeb-synthesis/id1_id2_0000.mp4",
    "Celeb-synthesis/id2_id0_0000.mp4",
)
CELEB_TEST = "1 YouTube-real/00007.mp4\n0 Celeb-synthesis/id0_id1_0000.mp4\n"


def celeb_df(root: Path, *, test: str | None = CELEB_TEST, make: bool = False) -> Path:
    """Three celebrities, each swapped with the next, and somebody of YouTube."""
    for seed, name in enumerate(CELEB):
        video(root / name, seed) if make else empty(root, [name])
    if test is not None:
        write(root / "List_of_testing_videos.txt", test)
    return root


def dfdc(root: Path, metadata: Mapping[str, Any] | None = None) -> Path:
    """Four recordings in one part, two fakes of each."""
    said: dict[str, Any] = {}
    for letter in "abcd":
        said[f"{letter}.mp4"] = {"label": "REAL", "split": "train", "original": None}
        for n in "12":
            said[f"{letter}{n}.mp4"] = {
                "label": "FAKE", "split": "train", "original": f"{letter}.mp4",
            }  # fmt: skip
    part = root / "dfdc_train_part_0"
    write(part / "metadata.json", said | dict(metadata or {}))
    return empty(root, [f"dfdc_train_part_0/{name}" for name in said])


def picture(path: Path, seed: int, *, grey: bool = False) -> None:
    """A PNG of a drawn face, or a grey one."""
    image = face_clip(1, seed=seed)[0]
    path.parent.mkdir(parents=True, exist_ok=True)
    write_picture(path, image[..., 0].copy() if grey else image)


def deepfakebench(
    root: Path,
    *,
    separator: str = "/",
    level: str | None = "c23",
    numbers: Sequence[int] = (9, 10, 1),
) -> dict[str, Any]:
    """Six recordings, one fake by each of two methods of each pair; gives the JSON it wrote."""
    content: dict[str, Any] = {}
    seed = 0
    for part, pair in zip(("train", "val", "test"), ("01", "23", "45"), strict=True):
        a, b = (f"00{n}" for n in pair)
        videos = [("FF-real", a), ("FF-real", b), ("FF-DF", f"{a}_{b}"), ("FF-F2F", f"{a}_{b}")]
        for label, name in videos:
            seed += 1
            folder = f"FaceForensics++/{label}/frames/{name}"
            frames = [f"{folder}/{n}.png" for n in numbers]
            masked = numbers if label != "FF-real" else ()
            masks = [f"{folder}/masks/{n}.png" for n in masked]
            for n, path in enumerate([*frames, *masks]):
                picture(root / path, 10 * seed + n, grey=n >= len(frames))
            entry = {
                "label": label,
                "frames": [path.replace("/", separator) for path in frames],
                "masks": [path.replace("/", separator) for path in masks],
            }
            inside = content.setdefault(label, {}).setdefault(part, {})
            (inside if level is None else inside.setdefault(level, {}))[name] = entry
    write(root / "FaceForensics++.json", {"FaceForensics++": content})
    return content
