"""What is in this file: how many pictures, how large, how fast?"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

import av.error

from faceproof.core import MediaFacts
from faceproof.core.errors import MediaError
from faceproof.media.container import Opened, opened
from faceproof.media.limits import LIMITS, Limits
from faceproof.media.rate import frame_rate

# Codecs of which a packet may hold no shown picture, or two: only decoding counts them.
_COUNT_BY_DECODING = {
    "mpeg4",
    "msmpeg4v3",
    "vp8",
    "vp9",
    "av1",
    "libdav1d",
    "libvpx",
    "webp",
    "webp_anim",
}
_PROGRESSIVE = {0, 1}  # AVFieldOrder: unknown, progressive


def probe(path: Path, *, limits: Limits = LIMITS) -> MediaFacts:
    """Measures a video or image after checking its header against limits.

    Only the first picture is decoded; the others are counted by their packets (decoded where
    packets do not tell). A still image is one frame at one frame a second.

    Raises:
        MediaError: missing, a folder, empty, not a video or image, sound only, without a picture
            that decodes, shown at an angle, or of an absurd frame rate.
        LimitError: size, count or duration is over a limit.
    """
    with opened(path, limits=limits) as source:
        counted = _count(source, limits)
        if counted.first is None:
            codec = source.stream.codec_context.name
            raise MediaError(
                f"{source.name}: none of its {counted.packets} packets decodes to a picture "
                f"({codec}, at most {limits.pixels} pixels), expected at least one; copy it again, "
                "or scale it if it is larger"
            )
        limits.check_size(source.name, counted.first.width, counted.first.height)
        orientation = source.orientation_of(counted.first)
        width, height = orientation.size(counted.first.width, counted.first.height)
        sound = source.container.streams.audio
        return MediaFacts(
            frames=counted.pictures,
            fps=_rate(source, counted, limits),
            width=width,
            height=height,
            pix_fmt=counted.first.format.name,
            audio_rate=(sound[0].rate or None) if sound else None,
        )


def announced(path: Path, *, limits: Limits = LIMITS) -> int:
    """Pictures that a file's header says it holds; 0 where it does not say.

    More than `probe` counts are announced by a file that was cut off.

    Raises:
        MediaError: as `probe`, of what a header tells.
        LimitError: likewise.
    """
    with opened(path, limits=limits) as source:
        return max(0, int(source.stream.frames))


class _Counted(NamedTuple):
    first: Any
    pictures: int
    packets: int
    times: list[int]


def _count(source: Opened, limits: Limits) -> _Counted:
    decodes_all = _needs_decoding(source.stream.codec_context)
    first, packets, decoded = None, 0, 0
    times: list[int | None] = []
    for packet in source.packets():
        shown = []
        if first is None or decodes_all:
            shown = _decoded(packet)
            first = first or next(iter(shown), None)
            decoded += len(shown)
        if packet.size > 0 and not packet.is_discard:
            packets += 1
            limits.check_frames(source.name, packets)
        if decodes_all:
            times.extend(picture.pts for picture in shown)
        elif packet.size > 0 and not packet.is_discard:
            times.append(packet.pts)
    known = sorted(t for t in times if t is not None)
    pictures = decoded if decodes_all else packets
    return _Counted(first, pictures, packets, known if len(known) == len(times) else [])


def _needs_decoding(codec: Any) -> bool:
    return codec.name in _COUNT_BY_DECODING or codec.field_order not in _PROGRESSIVE


def _decoded(packet: Any) -> list[Any]:
    try:
        return [picture for picture in packet.decode() if not picture.is_corrupt]
    except av.error.FFmpegError:
        return []


def _rate(source: Opened, counted: _Counted, limits: Limits) -> Fraction:
    if counted.pictures == 1 and source.is_image:
        return Fraction(1)
    stream, times = source.stream, counted.times
    if times:
        limits.check_duration(source.name, float((times[-1] - times[0]) * stream.time_base))
    declared = (stream.average_rate, stream.guessed_rate, stream.base_rate)
    return frame_rate(times, stream.time_base or Fraction(1), declared, source.name)
