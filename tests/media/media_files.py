"""Small files of many kinds, made here; and ways to damage them."""

from __future__ import annotations

import struct
import wave
from collections.abc import Iterable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

Rgb = NDArray[np.uint8]


def moving_rgb(frames: int = 8, width: int = 64, height: int = 48, seed: int = 0) -> Rgb:
    """Smooth colours that drift, no two frames alike: ``(frames, height, width, 3)``."""
    phase = np.random.default_rng(seed).uniform(0, 6, 3)
    t, y, x = np.ogrid[:frames, :height, :width]
    waves = [
        np.sin(phase[0] + (x + 3 * t) / 9),
        np.sin(phase[1] + (y - 2 * t) / 7),
        np.sin(phase[2] + (x + y + t) / 11),
    ]
    return (128 + 100 * np.stack(np.broadcast_arrays(*waves), -1)).astype(np.uint8)


def write_video(
    path: Path,
    images: Iterable[Rgb],
    *,
    codec: str = "libx264",
    pix_fmt: str = "yuv420p",
    fps: Fraction = Fraction(25),
    times: Sequence[int] | None = None,
    tick: Fraction | None = None,
    options: dict[str, str] | None = None,
    container: str | None = None,
    rotation: int = 0,
    sound_rate: int = 0,
) -> Path:
    """Encodes images by any codec; ``times`` in ``tick`` seconds make a variable rate."""
    tick = tick or 1 / fps
    with av.open(str(path), "w", format=container) as out:
        stream: Any = None
        sound: Any = None
        if sound_rate:
            sound = out.add_stream("mp2", rate=sound_rate, layout="mono")
        for i, image in enumerate(images):
            if stream is None:
                stream = out.add_stream(codec, rate=fps, options=options or {})
                stream.width, stream.height = image.shape[1], image.shape[0]
                stream.pix_fmt, stream.codec_context.thread_count = pix_fmt, 1
                stream.time_base = stream.codec_context.time_base = tick
                if rotation:
                    stream.set_display_rotation(rotation)
            frame = av.VideoFrame.from_ndarray(image, format="rgb24")
            frame = frame.reformat(format=pix_fmt, dst_colorspace=5, threads=1)
            frame.pts, frame.time_base = times[i] if times else i, tick
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
        if sound is not None:
            _hum(out, sound, sound_rate)
    return path


def _hum(out: Any, stream: Any, rate: int) -> None:
    tone = (8000 * np.sin(np.arange(rate // 2) / 20)).astype(np.int16)[None]
    frame = av.AudioFrame.from_ndarray(tone, format="s16", layout="mono")
    frame.sample_rate, frame.pts, frame.time_base = rate, 0, Fraction(1, rate)
    out.mux(stream.encode(frame))
    out.mux(stream.encode(None))


def write_image(path: Path, image: Rgb, codec: str, pix_fmt: str = "rgb24") -> Path:
    """One still image by FFmpeg's codec of that name."""
    encoder: Any = av.CodecContext.create(codec, "w")
    encoder.width, encoder.height, encoder.pix_fmt = image.shape[1], image.shape[0], pix_fmt
    encoder.time_base = Fraction(1)
    frame = av.VideoFrame.from_ndarray(image, format="rgb24").reformat(
        format=pix_fmt, dst_color_range=2, threads=1
    )
    frame.pts = 0
    path.write_bytes(b"".join(bytes(p) for p in [*encoder.encode(frame), *encoder.encode(None)]))
    return path


def write_sound(path: Path) -> Path:
    """A second of silence as WAV."""
    with wave.open(str(path), "wb") as out:
        out.setparams((1, 2, 8000, 8000, "NONE", ""))
        out.writeframes(bytes(16000))
    return path


def patched(path: Path, after: bytes, offset: int, value: bytes) -> Path:
    """Overwrites bytes ``offset`` behind the end of the first ``after``."""
    data = bytearray(path.read_bytes())
    start = data.index(after) + len(after) + offset
    data[start : start + len(value)] = value
    path.write_bytes(data)
    return path


def with_matrix(path: Path, a: float, b: float, c: float, d: float) -> Path:
    """Sets the display matrix in an mp4's track header."""
    u = v = 0
    matrix = struct.pack(
        ">9i", *(int(f * 65536) for f in (a, b)), u, *(int(f * 65536) for f in (c, d)), v, 0, 0,
        1 << 30,
    )  # fmt: skip
    return patched(path, b"tkhd", 4 + 36, matrix)


def claiming(path: Path, *, width: int, height: int, frames: int) -> Path:
    """An mp4 whose headers claim other sizes and counts than it has."""
    size = struct.pack(">HH", width, height)
    patched(path, b"avc1" + bytes(6) + b"\0\1", 16, size)
    patched(path, b"tkhd", 4 + 72, struct.pack(">II", width << 16, height << 16))
    patched(path, b"stts", 8, struct.pack(">II", frames, 512))
    return patched(path, b"stsz", 4, struct.pack(">II", 100, frames))


def with_exif(path: Path, orientation: int) -> Path:
    """Puts an EXIF block with that orientation behind a JPEG's first marker."""
    tiff = b"MM\0*" + struct.pack(">IHHHIHHI", 8, 1, 0x0112, 3, 1, orientation, 0, 0)
    app1 = b"Exif\0\0" + tiff
    data = path.read_bytes()
    path.write_bytes(data[:2] + b"\xff\xe1" + struct.pack(">H", len(app1) + 2) + app1 + data[2:])
    return path
