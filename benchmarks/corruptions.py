"""How fast is each corruption, in frames per CPU-second, and beside writing the frames losslessly?

    python benchmarks/corruptions.py [--rounds 3]

The clip is made here: soft texture that sways, with camera grain, 640x480. Each kind is applied at
its middle level to every frame, which are held in memory; nothing is decoded or written but what
the kind itself encodes. "lossless write" is `media.encode` of the same frames as raw. Rounds
alternate, and the median round counts. The last lines are of a whole `corrupt_clip` that keeps 16
frames. Short work is repeated until it has taken half a second, for the clock is coarse.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from faceproof.benchmark.corruptions import CORRUPTIONS, Corruption, corrupt_clip
from faceproof.core import Compression
from faceproof.media import encode, recompress

FRAMES, WIDTH, HEIGHT, FPS = 96, 640, 480, Fraction(25)
KEPT = 16
LEAST_S = 0.5
WRITE = "lossless write"
Images = list[NDArray[np.uint8]]


def scene(seed: int = 0) -> Images:
    """Soft texture that sways, with camera grain."""
    rng = np.random.default_rng(seed)
    noise = rng.normal(size=(2 * HEIGHT, 2 * WIDTH, 3)).astype(np.float32)
    texture = 128 + 250 * cv2.GaussianBlur(noise, (0, 0), 2)
    images = []
    for t in range(FRAMES):
        left, top = WIDTH // 2 + t, HEIGHT // 2 + int(20 * np.sin(t / 12))
        grain = rng.integers(-6, 7, (HEIGHT, WIDTH, 1))
        window = texture[top : top + HEIGHT, left : left + WIDTH] + grain
        images.append(np.clip(window, 0, 255).astype(np.uint8))
    return images


def apply(images: Images, corruption: Corruption) -> None:
    """One corruption of every frame."""
    kind, rng = CORRUPTIONS[corruption.kind], np.random.default_rng(0)
    changed: Iterable[NDArray[np.uint8]] = images
    numbers = corruption.parameters[: len(kind.pictures)]
    for step, number in zip(kind.pictures, numbers, strict=True):
        changed = [step(image, number, rng) for image in changed]
    for crf in corruption.parameters[len(kind.pictures) :]:
        changed = list(recompress(changed, crf=int(crf), fps=FPS))


def middle(kind: str) -> Corruption:
    """A kind at its middle level."""
    return Corruption(kind=kind, level=(len(CORRUPTIONS[kind].levels) + 1) // 2)


def cpu_s(work: Callable[[], object]) -> float:
    """CPU seconds of this process, all its threads."""
    begun, times, spent = time.process_time(), 0, 0.0
    while spent < LEAST_S:
        work()
        times += 1
        spent = time.process_time() - begun
    return spent / times


def main() -> None:
    """Runs all of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    cv2.setNumThreads(1)
    images = scene()
    with tempfile.TemporaryDirectory() as folder:
        raw, out = Path(folder) / "raw.mp4", Path(folder) / "out.mp4"
        works: dict[str, Callable[[], object]] = {
            WRITE: lambda: encode(images, {Compression.RAW: raw}, fps=FPS)
        }
        for kind in CORRUPTIONS:
            works[middle(kind).name] = lambda kind=kind: apply(images, middle(kind))
        seconds: dict[str, list[float]] = {name: [] for name in works}
        for _ in range(rounds):
            for name, work in works.items():
                seconds[name].append(cpu_s(work))
        print(f"{FRAMES} frames of {WIDTH}x{HEIGHT}, {rounds} rounds")
        for name, measured in seconds.items():
            pairs = zip(seconds[WRITE], measured, strict=True)
            ratio = statistics.median(write / one for write, one in pairs)
            fps = FRAMES / statistics.median(measured)
            print(f"  {name:18} {fps:7.0f} fps  {ratio:6.2f} times as fast as {WRITE}")
        for kind in ("jpeg", "h264"):
            whole = cpu_s(
                lambda kind=kind: corrupt_clip(raw, out, middle(kind), frames=KEPT, seed=0)
            )
            print(f"  corrupt_clip of {middle(kind).name}, {KEPT} frames kept: {whole:.2f} s")


if __name__ == "__main__":
    main()
