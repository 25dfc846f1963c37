"""How fast, and how exactly, are faces tracked? Ratios of one run, errors against rendered truth.

    python benchmarks/faces.py [--rounds 5] [--video FILE]

The clip is made here: a synthetic actor filmed at 1280x720, x264 crf 23. "decode only" is PyAV
with one thread, nothing touched; "tracks" is `track_faces`: probe, decode, detector every tenth
frame, landmarks on every frame. Rounds alternate, and the median round counts. Models are compiled
before (their time is printed). Errors are measured on the rendered frames, where the true landmarks
are known; they say nothing about real people.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np

from faceproof.core import Compression, FaceTrack
from faceproof.faces import track_faces, track_images
from faceproof.faces.networks import Model, network
from faceproof.media import encode
from faceproof.sources.synthetic import FilmedFrame, Take, film_with_truth

# the same places in iBUG's 68 points and in FaceMesh: eye corners, mouth corners, base of the nose
IBUG = (36, 39, 42, 45, 48, 54, 33)
MESH = (33, 133, 362, 263, 61, 291, 2)


def decode_only(path: Path) -> int:
    """The limit: PyAV alone."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        stream.codec_context.thread_count = 1
        return sum(1 for _ in container.decode(stream))


def tracks(path: Path) -> int:
    """Faces in every frame."""
    return track_faces(path).facts.frames


def tracks_often(path: Path) -> int:
    """Faces in every frame, new ones looked for in each."""
    return track_faces(path, every=1).facts.frames


WAYS: dict[str, Callable[[Path], int]] = {
    "decode only": decode_only,
    "tracks": tracks,
    "tracks, every=1": tracks_often,
}


def rate(count: Callable[[Path], int], path: Path) -> float:
    """Frames per CPU-second of this process, all its threads."""
    begun = time.process_time()
    frames = count(path)
    return frames / (time.process_time() - begun)


def speed(path: Path, rounds: int) -> None:
    """Prints frames per CPU-second and their ratio to decoding alone."""
    begun = time.process_time()
    for model in Model:
        network(model)
    print(f"models compiled in {time.process_time() - begun:.1f} CPU-seconds")
    found = track_faces(path)
    facts = found.facts
    print(f"{facts.width}x{facts.height}, {facts.frames} frames, {path.stat().st_size} bytes")
    for track in found.tracks:
        print(f"  a face {track.width_px:.0f} px wide in {len(track)} frames")
    rates: dict[str, list[float]] = {name: [] for name in WAYS}
    for _ in range(rounds):
        for name, way in WAYS.items():
            rates[name].append(rate(way, path))
    for name, measured in rates.items():
        pairs = zip(measured, rates["decode only"], strict=True)
        ratio = statistics.median(a / b for a, b in pairs)
        print(f"  {name:16} {statistics.median(measured):6.0f} fps  ratio {ratio:.2f}")


def errors(filmed: list[FilmedFrame], track: FaceTrack) -> None:
    """Prints distances from the truth in percent of the distance between the outer eye corners."""
    truth = np.stack([filmed[index].landmarks_px for index in track.frame])[:, IBUG]
    seen = track.landmarks_px[:, MESH]
    eyes = np.linalg.norm(truth[:, 3] - truth[:, 0], axis=1)[:, None]
    error = np.linalg.norm(seen - truth, axis=2) / eyes
    offset = (seen - truth) / eyes[..., None]
    wobble = np.linalg.norm(np.diff(offset, axis=0), axis=2) / np.sqrt(2)
    print(f"landmarks of a rendered face, {len(track)} of {len(filmed)} frames, % of eye distance")
    print(f"  from the truth  {100 * error.mean():.2f} (meant places differ a little)")
    print(f"  frame to frame  {100 * np.sqrt((wobble**2).mean()):.2f} rms beside the true motion")


def main() -> None:
    """Runs all of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--frames", type=int, default=150)
    parser.add_argument("--video", type=Path, help="measure speed on this file instead")
    asked = parser.parse_args()
    cv2.setNumThreads(1)
    if asked.video is not None:
        speed(asked.video, asked.rounds)
        return
    take = Take(seed=3, scene="kitchen_pan", frames=asked.frames, width=1280, height=720)
    filmed = list(film_with_truth(take))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "clip.mp4"
        encode((frame.image for frame in filmed), {Compression.C23: path}, fps=Fraction(25))
        speed(path, asked.rounds)
    errors(filmed, track_images(frame.image for frame in filmed)[0])


if __name__ == "__main__":
    main()
