"""How fast is `faceproof check`, and where does its time go? Ratios of one run.

    python benchmarks/check.py [--height 720] [--detector NAME --weights DIR --band FILE]

The clip is made here, once, and kept in the folder for temporary files: a synthetic actor filmed
for ten seconds at 1280x720 and 25 frames a second, x264 crf 23. One process, one thread. "decode"
is PyAV alone, nothing touched; "follow" is `track_faces`: probe, decode, follow every face;
"examine" is everything up to the verdict and its pictures; "page" is writing them for `--html`.
Rounds alternate, and the median round counts. Networks are compiled before. A detector's time is
that of describing one face of that clip, of as many faces as a check looks at. Last, `faceproof
check` is started on a picture twice; the second run counts, which finds compiled code and a warm
disk; a third one tells what imports take.

Goals: 60 frames per CPU-second end to end, at most 1.7 times following, start-up within 2.5 s.
"""

from __future__ import annotations

import argparse
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import av
import cv2

from faceproof.benchmark import read_band, write_band
from faceproof.check import Examined, Examiner, examine, page
from faceproof.check.faces import FRAMES_A_SECOND
from faceproof.core import Compression
from faceproof.core.errors import FaceproofError
from faceproof.detectors import (
    DEFAULT,
    PredictFile,
    View,
    ViewScorer,
    get,
    names,
    open_view,
    resolve,
)
from faceproof.faces import track_faces
from faceproof.media import encode, probe, read_rgb, write_picture
from faceproof.metrics import Band, Domain
from faceproof.sources.synthetic import Take, film

PROGRAM = Path(sys.executable).with_name("faceproof")
SECONDS, FPS = 10, 25
GOAL_FPS, GOAL_RATIO, GOAL_START_S = 60, 1.7, 2.5
# Where the scores lie has no part in the time; a hundred people are as many as a band may have.
BAND = Band({"drawn": Domain(tuple((-i / 25,) for i in range(100)), ((2.0,), (3.0,), (4.0,)))})


class Spent(NamedTuple):
    """Seconds of a process by the clock, and on the processor."""

    wall_s: float
    cpu_s: float


def main() -> None:
    """Make the clip, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--height", type=int, default=720, help="Of the picture, 16:9.")
    parser.add_argument("--detector", default=DEFAULT)
    parser.add_argument("--weights", type=Path)
    parser.add_argument("--band", type=Path, help="Of `bench band`; drawn if not given.")
    asked = parser.parse_args()
    cv2.setNumThreads(1)
    clip = rendered(asked.height)
    scorer = resolve(asked.detector, asked.weights)
    if isinstance(scorer, PredictFile):
        parser.error(f"{asked.detector} looks at files, not faces")
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        band = asked.band or root / "band.json"
        if asked.band is None:
            write_band(band, scorer.name, (), BAND)
        examiner = Examiner(scorer, read_band(band, scorer.name), 0.5, calibrated_on="drawn")
        whole_clip(clip, examiner, root, asked.rounds)
        each_detector(clip, scorer, root, asked.rounds)
        options = ["--detector", asked.detector, "--band", band]
        start_up(clip, options + (["--weights", asked.weights] if asked.weights else []), root)


def rendered(height: int) -> Path:
    """The clip, made at the first call on this machine."""
    clip = Path(tempfile.gettempdir()) / f"faceproof-check-{height}p.mp4"
    if clip.exists():
        return clip
    take = Take(
        seed=3,
        scene="kitchen_pan",
        frames=SECONDS * FPS,
        fps=Fraction(FPS),
        width=height * 16 // 9,
        height=height,
    )
    half = clip.with_suffix(".half.mp4")
    encode(film(take), {Compression.C23: half}, fps=take.fps)
    return half.rename(clip)


def whole_clip(clip: Path, examiner: Examiner, folder: Path, rounds: int) -> None:
    """Prints frames per CPU-second of each step, and their ratio to following alone."""
    found = examine(clip, examiner, poster=True)  # compiles networks, too
    steps: Mapping[str, Callable[[], Any]] = {
        "decode": partial(decode, clip),
        "follow": partial(track_faces, clip),
        "examine": partial(examine, clip, examiner, poster=True),
        "page": partial(page, str(clip), found, out=folder / "page.html"),
    }
    spent: dict[str, list[float]] = {name: [] for name in steps}
    for _ in range(rounds):
        for name, step in steps.items():
            spent[name].append(cpu_s(step))
    told(clip, found)
    for name in ("decode", "follow", "examine"):
        pairs = zip(spent[name], spent["follow"], strict=True)
        ratio = statistics.median(a / b for a, b in pairs)
        fps = SECONDS * FPS / statistics.median(spent[name])
        print(f"  {name:8} {fps:6.0f} frames a CPU-second, {ratio:5.2f} times following")
    print(f"  page     {1000 * statistics.median(spent['page']):6.0f} ms beside that")
    print(f"  goals    {GOAL_FPS:6.0f} for examine,             {GOAL_RATIO}")


def decode(clip: Path) -> int:
    """The limit: PyAV alone."""
    with av.open(str(clip)) as container:
        stream = container.streams.video[0]
        stream.codec_context.thread_count = 1
        return sum(1 for _ in container.decode(stream))


def told(clip: Path, found: Examined) -> None:
    """Prints what was measured on."""
    (face,) = found.verdict.faces
    x0, _, x1, _ = face.box_px
    facts = probe(clip)
    mbps = clip.stat().st_size * 8 / SECONDS / 1e6
    print(
        f"{facts.width}x{facts.height}, {facts.frames} frames, {mbps:.1f} Mbit/s, a face "
        f"{x1 - x0:.0f} px wide, {face.frames} of its frames examined"
    )


def each_detector(clip: Path, scorer: ViewScorer, folder: Path, rounds: int) -> None:
    """Prints how long each detector takes to describe a face."""
    view = open_view(clip, frames=SECONDS * FRAMES_A_SECOND, folder=folder)
    print(f"describing a face, of {len(view.regions)}")
    for name in names():
        try:
            describe = scorer.describer.describe if name == scorer.name else get(name).describe
            describe(view)  # compiles
        except (ImportError, FaceproofError) as error:
            print(f"  {name:16} not measured: {error}")
            continue
        spent = [cpu_s(partial(describe, fresh(view))) for _ in range(rounds)]
        per_face_ms = 1000 * statistics.median(spent) / len(view.regions)
        print(f"  {name:16} {per_face_ms:7.2f} ms")


def fresh(view: View) -> View:
    """The same without the crops that an earlier detector made."""
    return View(path=view.path, facts=view.facts, track=view.track, regions=view.regions)


def cpu_s(step: Callable[[], Any]) -> float:
    """Processor seconds of this process, all its threads."""
    begun = time.process_time()
    step()
    return time.process_time() - begun


def start_up(clip: Path, options: list[Any], folder: Path) -> None:
    """Prints what a check of one picture takes, and how much of that is importing."""
    picture = folder / "frame.png"
    write_picture(picture, read_rgb(clip, max_frames=1)[0])
    command = [PROGRAM, "check", picture, *options]
    _, second = started(command), started(command)
    _, empty = started([PROGRAM, "--version"]), started([PROGRAM, "--version"])
    share, heaviest = imports([sys.executable, "-X", "importtime", *command])
    print(f"check of a picture: {second.wall_s:.2f} s, {second.cpu_s:.2f} CPU-seconds")
    print(f"  goal {GOAL_START_S} s; `--version` {empty.wall_s:.2f} s, {empty.cpu_s:.2f}")
    print(f"  imports take {share:.0%}; the heaviest:")
    for package, seconds in heaviest:
        print(f"    {package:16} {1000 * seconds:5.0f} ms")


def started(command: list[Any]) -> Spent:
    """A program from start to end."""
    before, begun = os.times(), time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    after = os.times()
    cpu = after.children_user + after.children_system
    return Spent(time.perf_counter() - begun, cpu - before.children_user - before.children_system)


def imports(command: list[Any]) -> tuple[float, list[tuple[str, float]]]:
    """Share of a run that went into imports, and the packages that took most of it."""
    begun = time.perf_counter()
    run = subprocess.run(command, check=True, capture_output=True, text=True)
    wall_s = time.perf_counter() - begun
    own_s: dict[str, float] = {}
    for own_us, module in re.findall(r"import time:\s+(\d+) \|\s+\d+ \|\s+([\w.]+)", run.stderr):
        package = module.split(".")[0]
        own_s[package] = own_s.get(package, 0.0) + int(own_us) / 1e6
    heaviest = sorted(own_s.items(), key=lambda item: -item[1])[:6]
    return sum(own_s.values()) / wall_s, heaviest


if __name__ == "__main__":
    main()
