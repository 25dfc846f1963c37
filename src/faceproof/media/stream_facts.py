"""What does a file tell before a picture of it is looked at? Container, coder and timing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from pathlib import Path
from typing import Any

import av.error
import numpy as np

from faceproof.core.errors import MediaError
from faceproof.media.container import Opened, called, opened
from faceproof.media.limits import LIMITS, Limits

_BRANDS = ("major_brand", "minor_version", "compatible_brands")
_X264 = b"x264 - core"
_SETTINGS_SEARCHED = 4096  # bytes of the first packet
_QP = slice(28, 32)  # of FFmpeg's AVVideoEncParams: after three sizes and a type
_QP_SIDE_DATA = "VIDEO_ENC_PARAMS"


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamFacts:
    """Facts of a file and its picture stream; nothing is decoded for them.

    Attributes:
        container: format, brands, and kind and codec of every stream.
        tags: metadata of the file and of every stream, by where it stands.
        encoder: profile, parameter sets as hex, and the settings that x264 writes into its
            first packet.
        picture: size, pixel format, colour and aspect.
        fps: average rate.
        frames: packets that hold a picture.
        duration_s: from the first to the end of the last picture.
        timing: time base and the distinct steps between pictures.
        key_frames: which pictures stand alone, from 0, in coding order.
        size: bytes of the file.
    """

    container: tuple[str, ...]
    tags: tuple[str, ...]
    encoder: tuple[str, ...]
    picture: tuple[str, ...]
    fps: Fraction | None
    frames: int
    duration_s: Fraction | None
    timing: tuple[str, ...]
    key_frames: tuple[int, ...]
    size: int


def stream_facts(path: Path, *, limits: Limits = LIMITS) -> StreamFacts:
    """The facts of a file.

    Raises:
        MediaError, LimitError: it is no video that can be read, or over a limit.
    """
    with opened(path, limits=limits) as source:
        packets = list(_shown(source, limits))
        times = sorted(p.pts for p in packets if p.pts is not None)
        base = source.stream.time_base
        steps = sorted(set(np.diff(times).tolist()))
        last = packets[-1].duration if packets and packets[-1].duration else 0
        return StreamFacts(
            container=_container(source),
            tags=_tags(source),
            encoder=_encoder(source, bytes(packets[0])[:_SETTINGS_SEARCHED] if packets else b""),
            picture=_picture(source.stream.codec_context),
            fps=source.stream.average_rate,
            frames=len(packets),
            duration_s=(times[-1] - times[0] + last) * base if times and base else None,
            timing=(str(base), f"from {times[0] if times else None}", f"steps {steps[:9]}"),
            key_frames=tuple(i for i, packet in enumerate(packets) if packet.is_keyframe),
            size=path.stat().st_size,
        )


def mean_quantiser(path: Path, *, frames: int, limits: Limits = LIMITS) -> float | None:
    """Mean quantiser of the first frames, as their slices state it; None where no codec says.

    Raises:
        MediaError, LimitError: as `stream_facts`.
    """
    with opened(path, limits=limits) as source:
        codec = source.stream.codec_context
        codec.options = {**codec.options, "export_side_data": "venc_params"}
        said = [
            int.from_bytes(bytes(data)[_QP], "little", signed=True)
            for picture in islice(_decoded(source), frames)
            for data in picture.side_data
            if data.type.name == _QP_SIDE_DATA
        ]
    return float(np.mean(said)) if said else None


def _shown(source: Opened, limits: Limits) -> Iterator[Any]:
    for count, packet in enumerate(p for p in source.packets() if p.size and not p.is_discard):
        limits.check_frames(source.name, count)
        yield packet


def _decoded(source: Opened) -> Iterator[Any]:
    for packet in source.packets():
        try:
            yield from packet.decode()
        except av.error.FFmpegError as error:
            raise MediaError(
                f"{called(Path(source.name))}: a picture does not decode ({error.strerror}); "
                "copy the file again"
            ) from error


def _container(source: Opened) -> tuple[str, ...]:
    file = source.container
    brands = [f"{name}={file.metadata[name]}" for name in _BRANDS if name in file.metadata]
    streams = [
        f"{s.type}:{s.codec_context.name if s.codec_context else None}" for s in file.streams
    ]
    return (file.format.name, *brands, *streams, f"tag={source.stream.codec_context.codec_tag}")


def _tags(source: Opened) -> tuple[str, ...]:
    of_file = {k: v for k, v in source.container.metadata.items() if k not in _BRANDS}
    places = [("file", of_file)]
    places += [(f"stream {s.index}", s.metadata) for s in source.container.streams]
    return tuple(f"{where}: {k}={v}" for where, tags in places for k, v in sorted(tags.items()))


def _encoder(source: Opened, head: bytes) -> tuple[str, ...]:
    codec = source.stream.codec_context
    begins = head.find(_X264)
    said = head[begins:].split(b"\0", 1)[0] if begins >= 0 else b""
    sets = codec.extradata.hex() if codec.extradata else ""
    return f"profile {codec.profile}", f"sets {sets}", said.decode("ascii", "replace")


def _picture(codec: Any) -> tuple[str, ...]:
    size, colour = f"{codec.width}x{codec.height}", (codec.colorspace, codec.color_range)
    return (
        f"{size} {codec.pix_fmt}",
        f"colour {int(colour[0])}/{int(colour[1])}",
        f"aspect {codec.sample_aspect_ratio}",
    )
