"""How much CPU does a build take beside that of encoding its frames alone?

    python benchmarks/build.py [--actors 6] [--frames 96] [--jobs 2]

Synthetic takes at 640x480 are rendered beforehand and handed to the build as recordings, so that
rendering is not in it. The build is everything else, in a process of its own whose CPU is counted
with that of all its workers: starting them, reading, face tracks, FaceSwap, Face2Face and
SelfBlend, masks, encoding at raw, c23 and c40, digests, the seal. Then the very frames of that
release are encoded once more, alone, in one process, and the ratio is taken. A short build
beforehand fills the caches of compiled code. Goal: at most 1.6.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import numpy as np

from faceproof.core import (
    Clip,
    Compression,
    Consent,
    ConsentKind,
    Manipulated,
    Scope,
    actor_id,
    sha256_file,
)
from faceproof.datasets import read_manifest
from faceproof.media import encode, encode_masks, read_masks, read_rgb
from faceproof.provenance import create_key, load_private, private_path
from faceproof.release import build, read_plan
from faceproof.sources import append_consent
from faceproof.sources.synthetic import SCENES, Take, film, identities

GOAL = 1.6
PR_SET_CHILD_SUBREAPER = 36
TODAY = date(2026, 1, 2)
FPS = Fraction(25)
LEVELS = tuple(Compression)

PLAN = """\
name = "benchmark"
version = "1"
licence = "CC0-1.0"
seed = 1
compressions = ["raw", "c23", "c40"]
max_frames = {max_frames}
ledger = "consents.jsonl"
public_key = "steward.pub.pem"

[pairs]
rule = "ring"

[methods.FaceSwap]
[methods.Face2Face]
[methods.SelfBlend]

[folds]
groups = {groups}
"""


class Encoding(NamedTuple):
    """CPU seconds of encoding alone, and how many frames."""

    clips_s: float
    masks_s: float
    frames: int


def main() -> None:
    """Render, build, encode alone, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--actors", type=int, default=6)
    parser.add_argument("--frames", type=int, default=96)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--plan", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.plan:
        build_plan(asked.plan, asked.jobs)
        return
    adopt_orphans()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        people = list(render(root / "data", asked.actors, asked.frames))
        sign(root, people)
        built(root, people, max_frames=2, jobs=asked.jobs)
        built_s = built(root, people, max_frames=asked.frames, jobs=asked.jobs)
        clips = len(read_manifest(root / "release").clips)
        alone = encoded(root / "release")
    together = alone.clips_s + alone.masks_s
    print(f"clips {clips}, frames encoded {alone.frames}, jobs {asked.jobs}")
    print(f"build        {built_s:7.1f} CPU s")
    parts = f"clips {alone.clips_s:.1f}, masks {alone.masks_s:.1f}"
    print(f"encode alone {together:7.1f} CPU s  ({parts})")
    print(f"ratio        {built_s / together:7.2f}        goal <= {GOAL}")


def render(data: Path, actors: int, frames: int) -> Iterator[str]:
    """Film each actor once, bit-exact, and name them."""
    scenes = sorted(SCENES)
    for i, seed in enumerate(identities(actors)):
        take = Take(seed=seed, scene=scenes[i % len(scenes)], frames=frames, fps=FPS)
        encode(film(take), {Compression.RAW: data / f"actor-{seed}.mp4"}, fps=FPS)
        yield f"actor-{seed}"


def sign(root: Path, people: list[str]) -> None:
    """A ledger in which everybody allows everything."""
    create_key(root, "steward")
    steward = load_private(private_path(root, "steward"))
    for name in people:
        consent = Consent(
            actor=actor_id(name),
            kind=ConsentKind.LICENSED,
            scopes=frozenset(Scope),
            signed_on=TODAY,
            evidence_sha256="0" * 64,
        )
        append_consent(root / "consents.jsonl", steward, consent)


def built(root: Path, people: list[str], *, max_frames: int, jobs: int) -> float:
    """CPU seconds of building the release of everybody, in groups of two."""
    groups = [people[i : i + 2] for i in range(0, len(people), 2)]
    tables = [PLAN.format(max_frames=max_frames, groups=groups).replace("'", '"')]
    for name in people:
        digest = sha256_file(root / "data" / f"{name}.mp4")
        tables.append(
            f'[[actors]]\nid = "{name}"\n[[recordings]]\npath = "{name}.mp4"\nactor = "{name}"\n'
            f'sha256 = "{digest}"\nscene = "take"\n'
        )
    (root / "plan.toml").write_text("\n".join(tables))
    shutil.rmtree(root / "release", ignore_errors=True)
    before = children_cpu_s()
    command = [sys.executable, __file__, "--plan", root / "plan.toml", "--jobs", str(jobs)]
    subprocess.run(command, check=True)
    with suppress(ChildProcessError):
        while True:  # workers and their server, which outlive the build by a moment
            os.wait()
    return children_cpu_s() - before


def build_plan(plan: Path, jobs: int) -> None:
    """What the process of the build does."""
    root = plan.parent
    build(read_plan(plan), data=root / "data", out=root / "release", jobs=jobs, on=TODAY)


def adopt_orphans() -> None:
    """Make this process the parent of every descendant that loses its own (Linux)."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def children_cpu_s() -> float:
    """CPU seconds of all descendants that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def encoded(release: Path) -> Encoding:
    """Encode every clip and mask of a release again; reading them back is not timed."""
    clips_s = masks_s = 0.0
    frames = 0
    for clip in read_manifest(release).clips:
        if clip.compression is not Compression.RAW:
            continue
        pixels = read_rgb(release / clip.path)
        frames += len(pixels)
        clips_s += timed(lambda p=pixels: encode(p, outputs(release), fps=FPS))
        masks = masks_of(clip, release)
        if masks is not None:
            path = release / "alone-masks.mp4"
            masks_s += timed(lambda m=masks, p=path: encode_masks(m, p, fps=FPS))
    return Encoding(clips_s, masks_s, frames)


def outputs(release: Path) -> dict[Compression, Path]:
    """Where the frames go that are encoded alone."""
    return {level: release / f"alone-{level}.mp4" for level in LEVELS}


def masks_of(clip: Clip, release: Path) -> np.ndarray | None:
    """The masks of a fake."""
    origin = clip.origin
    return read_masks(release / origin.mask) if isinstance(origin, Manipulated) else None


def timed(work: object) -> float:
    """CPU seconds of one call."""
    begun = time.process_time()
    work()  # type: ignore[operator]
    return time.process_time() - begun


if __name__ == "__main__":
    main()
