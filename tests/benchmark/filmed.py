"""A small release with real media: drawn faces, fakes with a patch on the face, masks of it."""

from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
from measured import on_disk
from numpy.typing import NDArray

from actors import face_clip
from faceproof.core import (
    ActorId,
    Clip,
    ClipId,
    Compression,
    Manifest,
    Manipulated,
    MaskKind,
    Recorded,
    Splits,
    sha256_file,
)
from faceproof.media import encode, encode_masks

SIDE, FRAMES, FPS = 160, 8, Fraction(25)
PARTS = {"train": ("tr0",), "val": ("va0",), "test": ("te0", "te1")}


def filmed_release(
    root: Path,
    *,
    synthetic: bool = True,
    scopes: tuple[str, ...] = (),
    levels: tuple[Compression, ...] = (Compression.RAW,),
) -> Path:
    """Four people, each recorded once and faked once by two methods."""
    everybody = [person for people in PARTS.values() for person in people]
    clips = [
        clip
        for seed, person in enumerate(everybody)
        for clip in _of_person(root, person, seed, levels, synthetic=synthetic)
    ]
    manifest = Manifest(
        name="filmed",
        version="1",
        licence="CC0-1.0",
        clips=tuple(sorted(clips, key=lambda clip: clip.id)),
        splits=Splits(parts={part: tuple(map(ActorId, people)) for part, people in PARTS.items()}),
        scopes=scopes,
    )
    return on_disk(root, manifest)


def _of_person(
    root: Path, person: str, seed: int, levels: tuple[Compression, ...], *, synthetic: bool
) -> list[Clip]:
    frames = face_clip(FRAMES, SIDE, SIDE, seed)
    original = ClipId(f"{person}__desk")
    recorded = Recorded(scene="desk")
    clips = _clips(root, original, person, frames, recorded, levels=levels, synthetic=synthetic)
    for method, colour in (("Patch", (200, 60, 60)), ("Smear", (60, 60, 200))):
        mask = np.zeros((SIDE, SIDE), np.uint8)
        cv2.ellipse(mask, (SIDE // 2, SIDE // 2), (34, 42), 0, 0, 360, 255, -1)
        alpha = (mask[..., None] / 255.0) * 0.4
        faked = (frames * (1 - alpha) + np.array(colour) * alpha).astype(np.uint8)
        masks = f"masks/{method}/{person}.mp4"
        encode_masks([mask] * FRAMES, root / masks, fps=FPS)
        origin = Manipulated(
            method=method,
            version="1",
            target=original,
            source=None,
            mask=masks,
            mask_kind=MaskKind.GEOMETRY,
            segments=((0, FRAMES),),
            seed=seed,
        )
        name = ClipId(f"{person}__{method}")
        clips += _clips(root, name, person, faked, origin, levels=levels, synthetic=synthetic)
    return clips


def _clips(
    root: Path,
    name: ClipId,
    person: str,
    frames: NDArray[np.uint8],
    origin: Recorded | Manipulated,
    *,
    levels: tuple[Compression, ...],
    synthetic: bool,
) -> list[Clip]:
    folder = "original" if isinstance(origin, Recorded) else f"manipulated/{origin.method}"
    paths = {level: f"{folder}/{level}/{person}.mp4" for level in levels}
    facts = encode(frames, {level: root / path for level, path in paths.items()}, fps=FPS)
    return [
        Clip(
            id=name if level is Compression.RAW else ClipId(f"{name}.{level}"),
            path=path,
            sha256=sha256_file(root / path),
            media=facts[level],
            actors=(ActorId(person),),
            compression=level,
            original=None if level is Compression.RAW else name,
            origin=origin,
            synthetic=synthetic,
        )
        for level, path in paths.items()
    ]
