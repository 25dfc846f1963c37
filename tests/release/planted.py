"""Shortcuts planted into a clean release, one at a time; what comes out verifies."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from faceproof.core import Clip, Compression, Manifest, Manipulated, sha256_file
from faceproof.datasets import read_release, write_manifest
from faceproof.media import encode, encode_masks, probe, read_masks, read_rgb
from faceproof.release.seal import write_seal

Frames = NDArray[np.uint8]
LOST = 2  # frames
FASTER = Fraction(30)


def _same(frames: Frames) -> Frames:
    return frames


def _shorter(frames: Frames) -> Frames:
    return frames[:-LOST]


def _bordered(frames: Frames) -> Frames:
    """One dark line of pixels at the left, as a warp without padding leaves it."""
    changed = frames.copy()
    changed[:, :, 0] = changed[:, :, 0] // 2
    return changed


def _tinted(frames: Frames) -> Frames:
    """Two levels more red, as a colour conversion by other coefficients does."""
    changed = frames.astype(np.int16)
    changed[..., 0] += 2
    return np.clip(changed, 0, 255).astype(np.uint8)


def _of_pixels(
    change: Callable[[Frames], Frames], fps: Fraction | None = None
) -> Callable[[Path, Frames, Clip], None]:
    def write(path: Path, frames: Frames, clip: Clip) -> None:
        encode(change(frames), {clip.compression: path}, fps=fps or clip.media.fps)

    return write


def _coarser(path: Path, frames: Frames, clip: Clip) -> None:
    """The same pictures by the same encoder, a crf of 2 more; a lossless level stays as it is."""
    if clip.compression is Compression.RAW:
        return
    crf = int(clip.compression.removeprefix("c")) + 2
    options = {"preset": "medium", "crf": str(crf), "x264-params": "asm=avx2"}
    with av.open(str(path), "w", format="mp4", container_options={"fflags": "+bitexact"}) as file:
        stream = file.add_stream("libx264", rate=clip.media.fps, options=options)
        stream.width, stream.height, stream.pix_fmt = clip.media.width, clip.media.height, "yuv420p"
        stream.codec_context.thread_count = 1
        stream.codec_context.color_range, stream.codec_context.colorspace = 1, 6
        for image in frames:
            picture = av.VideoFrame.from_ndarray(image, format="rgb24")
            file.mux(stream.encode(picture))
        file.mux(stream.encode(None))


def _tagged(path: Path, _frames: Frames, clip: Clip) -> None:
    """The same packets in a file that names its tool."""
    old = path.with_name("old.mp4")
    path.rename(old)
    with av.open(str(old)) as source, av.open(str(path), "w", format="mp4") as file:
        file.metadata["title"] = "made by a tool"
        stream = file.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(source.streams.video[0]):
            if packet.size:
                packet.stream = stream
                file.mux(packet)
    old.unlink()


SHORTCUTS: dict[str, Callable[[Path, Frames, Clip], None]] = {
    "fps": _of_pixels(_same, FASTER),
    "length": _of_pixels(_shorter),
    "crf": _coarser,
    "border line": _of_pixels(_bordered),
    "metadata tag": _tagged,
    "colour": _of_pixels(_tinted),
}


def plant(shortcut: str, release: Path, out: Path) -> Path:
    """A copy of a release with raw files, in which every fake carries one shortcut."""
    shutil.copytree(release, out, ignore=shutil.ignore_patterns(".build"))
    found = read_release(out)
    pixels = {
        clip.id: read_rgb(out / clip.path)
        for clip in found.manifest.clips
        if clip.is_fake and clip.original is None
    }
    clips = tuple(
        _planted(shortcut, out, clip, pixels[clip.original or clip.id]) if clip.is_fake else clip
        for clip in found.manifest.clips
    )
    _masks(found.manifest, clips, out)
    write_manifest(out, replace(found.manifest, clips=clips), found.numbers)
    write_seal(out, key=None)
    return out


def _planted(shortcut: str, out: Path, clip: Clip, frames: Frames) -> Clip:
    path = out / clip.path
    SHORTCUTS[shortcut](path, frames, clip)
    media = probe(path)
    assert isinstance(clip.origin, Manipulated)
    segments = tuple((start, min(stop, media.frames)) for start, stop in clip.origin.segments)
    origin = replace(clip.origin, segments=segments)
    return replace(clip, sha256=sha256_file(path), media=media, origin=origin)


def _masks(before: Manifest, clips: tuple[Clip, ...], out: Path) -> None:
    """Masks are as long and as fast as their fakes."""
    for clip in clips:
        if isinstance(clip.origin, Manipulated) and clip.compression is Compression.RAW:
            old = before.by_id[clip.id].media
            if (old.frames, old.fps) != (clip.media.frames, clip.media.fps):
                path = out / str(clip.origin.mask)
                encode_masks(read_masks(path)[: clip.media.frames], path, fps=clip.media.fps)
