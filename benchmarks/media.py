"""How fast are frames decoded and encoded, in frames per CPU-second, as ratios of one run?

    python benchmarks/media.py [--rounds 5]

The clip is made here: moving texture with grain, 1280x720, x264 crf 23. "decode only" is PyAV with
one thread, nothing touched; the others go through `faceproof.media.Decoder`, opening and probing
included. Rounds alternate, and the median round counts.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from faceproof.core import Compression
from faceproof.media import ENCODER, Decoder, encode

FRAMES = 250
FACE_PX = 256


def scene(frames: int, width: int, height: int, seed: int = 0) -> Iterator[NDArray[np.uint8]]:
    """Soft texture that pans and sways, with camera grain."""
    rng = np.random.default_rng(seed)
    noise = rng.normal(size=(2 * height, 2 * width, 3)).astype(np.float32)
    texture = 128 + 250 * cv2.GaussianBlur(noise, (0, 0), 2)
    for t in range(frames):
        sway = 20 * np.sin(t / 12)
        turn = cv2.getRotationMatrix2D((width, height), sway / 4, 1.0)
        turn[:, 2] -= (width / 2 + 2.0 * t % 200, height / 2 + sway)
        frame = cv2.warpAffine(texture, turn, (width, height))
        grain = rng.integers(-6, 7, frame.shape[:2])[..., None]
        yield np.clip(frame + grain, 0, 255).astype(np.uint8)


def decode_only(path: Path) -> int:
    """The limit: PyAV alone."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        stream.codec_context.thread_count = 1
        return sum(1 for _ in container.decode(stream))


def to_yuv(path: Path) -> int:
    """Every frame, its luma seen."""
    with Decoder(path) as clip:
        return sum(1 for frame in clip if frame.luma().shape)


def to_crop(path: Path) -> int:
    """Every frame, a face-sized crop of it as RGB."""
    with Decoder(path) as clip:
        return sum(1 for frame in clip if len(frame.crop_rgb((500, 200, 756, 456))) == FACE_PX)


def to_detector(path: Path) -> int:
    """Every frame, small as a detector takes it."""
    with Decoder(path) as clip:
        return sum(1 for frame in clip if frame.resized_rgb(192, 108).size)


def to_rgb(path: Path) -> int:
    """Every frame, all of it as RGB."""
    with Decoder(path) as clip:
        return sum(1 for frame in clip if frame.rgb().size)


DECODERS: dict[str, Callable[[Path], int]] = {
    "decode only": decode_only,
    "to yuv": to_yuv,
    "to 256 px crop": to_crop,
    "to 192x108": to_detector,
    "to rgb": to_rgb,
}


def rate(count: Callable[[], int]) -> float:
    """Frames per CPU-second of this process, all its threads."""
    begun = time.process_time()
    frames = count()
    return frames / (time.process_time() - begun)


def decoding(folder: Path, rounds: int) -> None:
    """Prints frames per CPU-second and their ratio to decoding alone."""
    path = folder / "clip.mp4"
    encode(scene(FRAMES, 1280, 720), {Compression.C23: path}, fps=Fraction(25))
    rates: dict[str, list[float]] = {name: [] for name in DECODERS}
    for _ in range(rounds):
        for name, decode in DECODERS.items():
            rates[name].append(rate(lambda decode=decode: decode(path)))
    mbps = path.stat().st_size * 8 * 25 / FRAMES / 1e6
    print(f"decoding 1280x720 ({FRAMES} frames, {mbps:.1f} Mbit/s)")
    for name, measured in rates.items():
        ratio = statistics.median(
            a / b for a, b in zip(measured, rates["decode only"], strict=True)
        )
        print(f"  {name:16} {statistics.median(measured):6.0f} fps  ratio {ratio:.2f}")


def encoding(folder: Path, width: int, height: int) -> None:
    """Prints frames per CPU-second and size of each level."""
    frames = list(scene(48, width, height))
    print(f"encoding {width}x{height} ({ENCODER})")
    for level in Compression:
        path = folder / f"{level}.mp4"
        fps = rate(lambda level=level, path=path: write(frames, level, path))
        size_kb = path.stat().st_size / len(frames) / 1000
        print(f"  {level:16} {fps:6.0f} fps  {size_kb:7.1f} kB a frame")


def write(frames: list[NDArray[np.uint8]], level: Compression, path: Path) -> int:
    """One level of some frames."""
    return encode(frames, {level: path}, fps=Fraction(25))[level].frames


def main() -> None:
    """Runs all of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    cv2.setNumThreads(1)
    with tempfile.TemporaryDirectory() as folder:
        decoding(Path(folder), rounds)
        encoding(Path(folder), 640, 480)
        encoding(Path(folder), 1280, 720)


if __name__ == "__main__":
    main()
