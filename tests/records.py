"""Small, whole records that tests of several rooms build on; nothing here is a picture."""

from __future__ import annotations

from fractions import Fraction

from faceproof.core import (
    ActorId,
    Clip,
    ClipId,
    Compression,
    Manifest,
    Manipulated,
    MaskKind,
    MediaFacts,
    Origin,
    Recorded,
    Splits,
    sha256_of,
)

PEOPLE = tuple(ActorId(f"person-{letter}") for letter in "abcdef")
NUMBERS = {actor: f"{number:02d}" for number, actor in enumerate(PEOPLE, 1)}


def clip(
    name: str,
    origin: Origin,
    *actors: ActorId,
    level: Compression = Compression.RAW,
    folder: str = "original_sequences/actors",
) -> Clip:
    """One file of a recording or fake, 8 frames of 64x64."""
    path = f"{folder}/{level}/videos/{name}.mp4"
    return Clip(
        id=ClipId(f"{name}.{level}"),
        path=path,
        sha256=sha256_of(path),
        media=MediaFacts(frames=8, fps=Fraction(30000, 1001), width=64, height=64, pix_fmt="gbrp"),
        actors=actors,
        compression=level,
        original=None if level is Compression.RAW else ClipId(f"{name}.raw"),
        origin=origin,
    )


def swapped(target: str, source: str | None, mask: str) -> Manipulated:
    """The origin of a face swap, or with no source of a self-blend."""
    return Manipulated(
        method="FaceSwap" if source else "SelfBlend",
        version="1",
        target=ClipId(target),
        source=ClipId(source) if source else None,
        mask=mask,
        mask_kind=MaskKind.COMPOSITE_ALPHA,
        segments=((0, 3), (5, 8)),
        seed=7,
        params=(("blend", "feather"), ("margin", 1.5), ("rounds", 2), ("sharp", True)),
    )


def manifest(*, folds: bool = False) -> Manifest:
    """Six people, two a group: each filmed once, swapped with the other, blended with himself."""
    clips: list[Clip] = []
    for actor, other in zip(PEOPLE, (PEOPLE[i ^ 1] for i in range(6)), strict=True):
        mine, theirs = (f"{NUMBERS[a]}__kitchen_pan" for a in (actor, other))
        swap = f"{NUMBERS[actor]}_{NUMBERS[other]}__kitchen_pan__ABCDEFGH"
        blend = f"{NUMBERS[actor]}_{NUMBERS[actor]}__kitchen_pan__IJKLMNOP"
        fakes = "manipulated_sequences"
        swap_origin = swapped(
            f"{mine}.raw", f"{theirs}.raw", f"{fakes}/FaceSwap/masks/videos/{swap}.mp4"
        )
        blend_origin = swapped(f"{mine}.raw", None, f"{fakes}/SelfBlend/masks/videos/{blend}.mp4")
        for level in Compression:
            clips += [
                clip(mine, Recorded(scene="kitchen_pan"), actor, level=level),
                clip(swap, swap_origin, actor, other, level=level, folder=f"{fakes}/FaceSwap"),
                clip(blend, blend_origin, actor, level=level, folder=f"{fakes}/SelfBlend"),
            ]
    groups = (PEOPLE[:2], PEOPLE[2:4], PEOPLE[4:])
    return Manifest(
        name="little",
        version="1.0",
        licence="CC-BY-4.0",
        clips=tuple(sorted(clips, key=lambda c: c.id)),
        splits=Splits(folds=groups)
        if folds
        else Splits(parts=dict(zip(("train", "val", "test"), groups, strict=True))),
        scopes=("manipulate", "record"),
        parents=("0" * 64,),
        tools={"faceproof": "0.1", "x264": "165"},
    )
