"""What does asking three detectors cost beside looking once and each one's own work?

    python benchmarks/runner.py [--clips 48] [--frames 96] [--release DIR]

Rendered actors at 640x480 become a release (c23 and c40, FaceSwap and SelfBlend), unless one is
named. Then, one process at a time: each clip is looked at once, alone (decoding, following the
face, cutting it out), and each detector describes and decides alone; what loads code and networks
is left out of these. The weights are fitted on labels that alternate, since the time does not
depend on what was learned. Last, `faceproof bench run` asks the three with one worker and an empty
cache; its processor time is that of its whole process tree: start-up, workers, digests, markers and
tables too. The ratio is that time over the sum of the others. Goal: at most 1.25. A second run, of
which everything is kept, shows what does not depend on looking.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import cv2
import numpy as np

from build import adopt_orphans, children_cpu_s
from faceproof.benchmark import default_protocol
from faceproof.core import Clip
from faceproof.datasets import clip_path, read_manifest
from faceproof.detectors import FRAMES, Trained, get, open_view
from faceproof.detectors.calibration import AS_IS

GOAL = 1.25
PROGRAM = Path(sys.executable).with_name("faceproof")
ASKED = ("mesonet", "residual", "spectrum")
PLAN = """
name = "runner"
version = "1"
licence = "https://creativecommons.org/publicdomain/zero/1.0/"
seed = 1
compressions = ["c23", "c40"]
[about]
description = "Rendered actors to measure a runner on."
creator = "Faceproof"
[synthetic]
actors = 12
scenes = ["kitchen_still"]
scenes_each = 1
frames = {frames}
fps = 25
width = 640
height = 480
[splits]
train = 2
val = 2
test = 8
[pairs]
rule = "ring"
[methods.FaceSwap]
blend = "feather"
[methods.SelfBlend]
"""

_T = TypeVar("_T")


def main() -> None:
    """Build, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clips", type=int, default=48, help="Test clips to ask, at most.")
    parser.add_argument("--frames", type=int, default=96)
    parser.add_argument("--release", type=Path, help="Measure on this one.")
    asked = parser.parse_args()
    cv2.setNumThreads(1)
    adopt_orphans()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        release = asked.release or made(root, asked.frames)
        clips = tested(release)[: asked.clips]
        parts = alone(release, clips, root)
        first_s, again_s = (together(release, clips, root) for _ in range(2))
    for part, seconds in parts.items():
        print(f"{part:12} {seconds:7.2f} CPU-s, {1000 * seconds / len(clips):6.1f} ms a clip")
    print(f"sum          {sum(parts.values()):7.2f} CPU-s of {len(clips)} clips")
    print(f"bench run    {first_s:7.2f} CPU-s, all of its processes; again {again_s:.2f}")
    print(f"ratio {first_s / sum(parts.values()):.2f}   goal <= {GOAL}")


def made(root: Path, frames: int) -> Path:
    """The release."""
    plan, release = root / "plan.toml", root / "release"
    plan.write_text(PLAN.format(frames=frames), "utf-8")
    # its workers must be gone before `together` counts those of its own
    command = [PROGRAM, "release", "build", plan, "--out", release, "--jobs", "2"]
    subprocess.run(command, check=True)
    reap()
    return release


def reap() -> None:
    """Wait for every process that was left to this one, so that its time is counted."""
    with suppress(ChildProcessError):
        while True:
            os.wait()


def tested(release: Path) -> list[Clip]:
    """The clips that `bench run` asks."""
    manifest = read_manifest(release)
    return [manifest.by_id[asked] for asked in default_protocol(manifest).ask]


def alone(release: Path, clips: Sequence[Clip], root: Path) -> dict[str, float]:
    """CPU-seconds of looking at each clip, and of each detector's own work on what was seen."""
    spent = dict.fromkeys(["look", *ASKED], 0.0)

    def timed(part: str, call: Callable[[], _T]) -> _T:
        began = time.process_time()
        result = call()
        spent[part] += time.process_time() - began
        return result

    features: dict[str, list[np.ndarray]] = {name: [] for name in ASKED}
    for number, clip in enumerate((clips[0], *clips)):
        with tempfile.TemporaryDirectory() as folder:
            path, neutral = clip_path(release, clip), Path(folder)
            view = timed("look", lambda: open_view(path, frames=FRAMES, folder=neutral))  # noqa: B023
            found = {name: timed(name, lambda: get(name).describe(view)) for name in ASKED}  # noqa: B023
        if number == 0:  # to warm up
            spent = dict.fromkeys(spent, 0.0)
            continue
        for name, rows in found.items():
            features[name].append(rows)
    fake = np.arange(len(clips)) % 2 == 0
    for name, of_clips in features.items():
        fitted = get(name).fit(of_clips, fake, np.random.default_rng(0))
        trained = Trained(detector=fitted, clip_llr=AS_IS, frame_llr=AS_IS)
        trained.save(root / name)
        for rows in of_clips:
            timed(name, lambda: trained.score(rows, tuple(range(len(rows)))))  # noqa: B023
    return spent


def together(release: Path, clips: Sequence[Clip], root: Path) -> float:
    """CPU-seconds of `bench run` with its workers."""
    ask = json.dumps([clip.id for clip in clips])
    (root / "ask.toml").write_text(f'name = "some"\nversion = "1"\nask = {ask}\n', "utf-8")
    detectors = [word for name in ASKED for word in ("-d", f"{name}={root / name}")]
    command = [PROGRAM, "bench", "run", release, *detectors, "--out", root / "tables"]
    command += ["--protocol", root / "ask.toml", "--jobs", "1", "--cache", root / "cache"]
    before = children_cpu_s()
    subprocess.run(command, check=True)
    reap()
    return children_cpu_s() - before


if __name__ == "__main__":
    main()
