"""Files that a stranger might bring: good, odd, broken and hostile."""

from __future__ import annotations

import struct
import wave
from collections.abc import Callable, Iterable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from actors import backdrop, draw_face, face_clip, place
from faceproof.core import Compression
from faceproof.media import encode

W, H = 192, 160
Frames = NDArray[np.uint8]


def good(path: Path, seed: int = 1) -> Path:
    """A recording of one drawn person."""
    encode(face_clip(12, W, H, seed), {Compression.C23: path}, fps=Fraction(25))
    return path


def coded(
    path: Path,
    frames: Iterable[Frames],
    *,
    codec: str,
    pix_fmt: str,
    times: Callable[[int], int] = lambda i: i,
) -> Path:
    """Encode by hand what `faceproof.media.encode` would not; ``times`` in 1/25 s."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=25)
        stream.pix_fmt = pix_fmt
        stream.time_base = Fraction(1, 25)
        for i, image in enumerate(frames):
            if i == 0:
                stream.height, stream.width = image.shape[:2]
            frame = av.VideoFrame.from_ndarray(image, format="rgb24").reformat(format=pix_fmt)
            frame.pts, frame.time_base = times(i), Fraction(1, 25)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def empty(path: Path) -> Path:
    path.write_bytes(b"")
    return path


def text(path: Path) -> Path:
    path.write_text("this is not a video\n" * 50)
    return path


def truncated(path: Path) -> Path:
    data = good(path).read_bytes()
    path.write_bytes(data[: len(data) // 3])
    return path


def audio_only(path: Path) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(bytes(16000))
    return path


def no_face(path: Path) -> Path:
    frames = np.stack([backdrop(W, H, 3)] * 12)
    encode(frames, {Compression.C23: path}, fps=Fraction(25))
    return path


def two_faces(path: Path) -> Path:
    def frame(i: int) -> Frames:
        room = place(backdrop(320, 160, 4), draw_face(140, seed=1), 80 + i % 3, 80)
        return place(room, draw_face(140, seed=2), 240 - i % 3, 80)

    encode([frame(i) for i in range(12)], {Compression.C23: path}, fps=Fraction(25))
    return path


def huge_header(path: Path) -> Path:
    """An AVI of a few kB whose header claims a million frames of 7680x4320."""
    coded(path, face_clip(3, W, H, 5), codec="mjpeg", pix_fmt="yuvj420p")
    data = bytearray(path.read_bytes())
    main_header = data.index(b"avih") + 8
    struct.pack_into("<I", data, main_header + 16, 1_000_000)
    struct.pack_into("<II", data, main_header + 32, 7680, 4320)
    stream_header = data.index(b"strh") + 8
    struct.pack_into("<I", data, stream_header + 32, 1_000_000)
    bitmap = data.index(b"strf") + 8
    struct.pack_into("<ii", data, bitmap + 4, 7680, 4320)
    path.write_bytes(data)
    return path


def rotated(path: Path) -> Path:
    """A phone's way to film upright: pixels lying, and a matrix that turns them."""
    lying = np.rot90(face_clip(12, W, H, 1), axes=(1, 2))
    encode(lying, {Compression.C23: path}, fps=Fraction(25))
    data = bytearray(path.read_bytes())
    matrix = data.index(b"tkhd") + 4 + 40
    one = 1 << 16
    struct.pack_into(">9i", data, matrix, 0, one, 0, -one, 0, 0, H * one, 0, 1 << 30)
    path.write_bytes(data)
    return path


def variable_rate(path: Path) -> Path:
    frames = face_clip(12, W, H, 6)
    return coded(path, frames, codec="ffv1", pix_fmt="yuv420p", times=lambda i: i * i)


def odd_size(path: Path) -> Path:
    return coded(path, face_clip(12, W + 1, H + 1, 7), codec="libx264rgb", pix_fmt="rgb24")


def ten_bit(path: Path) -> Path:
    return coded(path, face_clip(12, W, H, 8), codec="ffv1", pix_fmt="yuv420p10le")


def playlist(path: Path) -> Path:
    path.write_text("ffconcat version 1.0\nfile /etc/hostname\n")
    return path


def too_short(path: Path) -> Path:
    encode(face_clip(3, W, H, 9), {Compression.C23: path}, fps=Fraction(25))
    return path
