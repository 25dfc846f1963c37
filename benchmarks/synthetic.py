"""How fast are actors rendered? Frames a CPU-second at 640x480, camera and JPEG included.

    python benchmarks/synthetic.py

The goal is 15 a core. The ratio is to encoding the same frames as c23 in the same run, because
that is what a build does with each of them.
"""

from __future__ import annotations

import tempfile
import time
from fractions import Fraction
from pathlib import Path

import cv2

from faceproof.core import Compression
from faceproof.media import encode
from faceproof.sources.synthetic import SCENES, Take, film, identities

FRAMES, PEOPLE = 24, 6


def main() -> None:
    """Film six people, encode what was filmed, print frames a CPU-second of both."""
    cv2.setNumThreads(1)
    scenes = list(SCENES)
    takes = [
        Take(seed=seed, scene=scenes[i % len(scenes)], frames=FRAMES)
        for i, seed in enumerate(identities(PEOPLE))
    ]
    list(film(takes[0]))  # compiled, or read from the cache
    filming_s = setting_up_s = encoding_s = 0.0
    with tempfile.TemporaryDirectory() as folder:
        for take in takes:
            began = time.process_time()
            filmed_frames = film(take)
            frames = [next(filmed_frames)]
            ready = time.process_time()
            frames += filmed_frames
            filmed = time.process_time()
            encode(frames, {Compression.C23: Path(folder) / "a.mp4"}, fps=Fraction(25))
            encoded = time.process_time()
            setting_up_s += ready - began
            filming_s += filmed - ready
            encoding_s += encoded - filmed
            print(f"  {take.seed:4} {take.scene:32} {(FRAMES - 1) / (filmed - ready):5.1f} fps")
    total = FRAMES * PEOPLE
    each_s = filming_s / (total - PEOPLE)
    print(f"set-up   {setting_up_s / PEOPLE:6.2f} CPU-seconds an actor, the first frame included")
    print(f"filming  {1 / each_s:6.1f} fps a core after that (goal 15)")
    print(f"encoding {total / encoding_s:6.1f} fps a core as c23")
    print(f"ratio    {encoding_s / total / each_s:6.2f} of the time of a frame")


if __name__ == "__main__":
    main()
