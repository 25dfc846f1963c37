"""A small release on paper (records, no media) and tables of answers to it."""

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from pathlib import Path

import numpy as np

from faceproof.core import (
    ActorId,
    Clip,
    ClipId,
    Compression,
    Manifest,
    Manipulated,
    MaskKind,
    MediaFacts,
    Protocol,
    Recorded,
    Score,
    ScoreTable,
    Splits,
    Unscored,
    sha256_of,
)
from faceproof.datasets import write_manifest

FRAMES = 20
METHODS = ("FaceSwap", "Face2Face")
LEVELS = (Compression.RAW, Compression.C23)


def actors(n: int, prefix: str = "a") -> tuple[ActorId, ...]:
    return tuple(ActorId(f"{prefix}{i:02d}") for i in range(n))


def paper_manifest(
    *,
    test: int = 5,
    folds: int = 0,
    methods: Sequence[str] = METHODS,
    levels: Sequence[Compression] = LEVELS,
    segments: tuple[tuple[int, int], ...] = ((0, FRAMES),),
    synthetic: bool = True,
) -> Manifest:
    """Each actor once recorded and once the target of each method, at each level."""
    if folds:
        groups = tuple(actors(3, f"f{i}-") for i in range(folds))
        splits = Splits(folds=groups)
    else:
        parts = {"train": actors(2, "tr"), "val": actors(2, "va"), "test": actors(test, "te")}
        groups = tuple(parts.values())
        splits = Splits(parts=parts)
    clips = [
        clip
        for group in groups
        for number, person in enumerate(group)
        for level in levels
        for clip in _of_person(
            person, group[number - 1], level, methods, segments, synthetic=synthetic
        )
    ]
    return Manifest(
        name="paper",
        version="1",
        licence="CC0-1.0",
        clips=tuple(sorted(clips, key=lambda clip: clip.id)),
        splits=splits,
        tools={"encoder": "none"},
    )


def _of_person(
    person: ActorId,
    other: ActorId,
    level: Compression,
    methods: Sequence[str],
    segments: tuple[tuple[int, int], ...],
    *,
    synthetic: bool,
) -> Iterable[Clip]:
    def clip(stem: str, people: tuple[ActorId, ...], origin: Recorded | Manipulated) -> Clip:
        name = f"{stem}.{level.value}"
        return Clip(
            id=ClipId(name),
            # fakes of one pair have one file name under every method, as in FaceForensics++
            path=f"{stem.replace('.', '/')}/{level.value}/videos/{person}_{other}.mp4",
            sha256=sha256_of(name),
            media=MediaFacts(
                frames=FRAMES, fps=Fraction(25), width=64, height=64, pix_fmt="yuv420p"
            ),
            actors=people,
            compression=level,
            original=None if level is Compression.RAW else ClipId(f"{stem}.raw"),
            origin=origin,
            synthetic=synthetic,
        )

    yield clip(f"{person}.original", (person,), Recorded(scene="desk"))
    for method in methods:
        made = Manipulated(
            method=method,
            version="1",
            target=ClipId(f"{person}.original.raw"),
            source=ClipId(f"{other}.original.raw"),
            mask=f"{person}/{method}/mask.mp4",
            mask_kind=MaskKind.GEOMETRY,
            segments=segments,
            seed=1,
        )
        yield clip(f"{person}.{method}", (person, other), made)


def on_disk(root: Path, manifest: Manifest) -> Path:
    people = [actor for group in manifest.splits.groups for actor in group]
    write_manifest(root, manifest, {actor: f"{i:02d}" for i, actor in enumerate(people)})
    return root


Answer = float | Score | Unscored


def table_of(
    protocol: Protocol,
    manifest: Manifest,
    answer: Callable[[Clip], Answer],
    detector: str = "by hand",
) -> ScoreTable:
    def given(clip: Clip) -> Score | Unscored:
        said = answer(clip)
        return Score(llr=said) if isinstance(said, float) else said

    return ScoreTable(
        detector=detector,
        protocol=protocol,
        scores={asked: given(manifest.by_id[asked]) for asked in protocol.ask},
        seconds=1.5,
        weights_sha256=("0" * 64,),
    )


def noisy(seed: int, lift: float = 1.0) -> Callable[[Clip], float]:
    """A detector that sees a little: fakes are ``lift`` higher on average."""
    rng = np.random.default_rng(seed)
    return lambda clip: float(rng.normal() + lift * clip.is_fake)
