"""How is a file opened so that it can be no more than a file?

1. The path is a regular file of a size within limits; it is never read as a URL, pattern or device.
2. Its content, not its name, picks the format, out of `_FORMATS`: playlists are not among them.
3. Nothing else is opened on its behalf.
4. Size, count and duration that its header claims are within limits, before any picture is decoded.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

import av
import av.error
from av.stream import Disposition

from faceproof.core.errors import MediaError
from faceproof.media.limits import Limits
from faceproof.media.orientation import Orientation, orientation_of

_VIDEO = (
    "matroska,webm,mov,mp4,m4a,3gp,3g2,mj2,avi,mpeg,mpegts,mpegvideo,h264,hevc,m4v,av1,obu,ivf,"
    "yuv4mpegpipe,flv,asf,ogg,nut,mxf,dv,mjpeg,rm,vob"
)
_STILL = "jpeg_pipe,png_pipe,webp_pipe,bmp_pipe,tiff_pipe,ppm_pipe,pgm_pipe,j2k_pipe,qoi_pipe"
_MOVING_STILL = "gif,apng,webp"
_SOUND = "wav,w64,mp3,flac,aac,aiff,au,ac3,caf,amr"  # opened only to be refused as sound
_FORMATS = f"{_VIDEO},{_STILL},{_MOVING_STILL},{_SOUND}"
_READ_AHEAD = 1 << 18
_HEAD = 1 << 16
_LONGEST_NAME = 200
# Codecs round a picture up to whole blocks before they compare it with max_pixels.
_BLOCK_SLACK = 1.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """An open file whose header is within limits.

    Attributes:
        name: how messages call it.
        head: its first bytes.
        container, stream: PyAV's, nothing decoded yet.
    """

    name: str
    head: bytes
    container: Any
    stream: Any

    @property
    def is_image(self) -> bool:
        """Its format is one of images, moving ones included."""
        formats = set(self.container.format.name.split(","))
        return bool(formats & set(f"{_STILL},{_MOVING_STILL}".split(",")))

    def orientation_of(self, picture: Any) -> Orientation:
        """Which way up one of its pictures is shown.

        Raises:
            MediaError: turned by anything but quarter turns.
        """
        codec = self.stream.codec_context.name
        return orientation_of(picture, self.name, codec=codec, head=self.head)

    def packets(self) -> Iterator[Any]:
        """Packets of the picture stream, the flushing one last; ends where the file breaks."""
        packets = self.container.demux(self.stream)
        while True:
            try:
                packet = next(packets, None)
            except av.error.FFmpegError:
                return
            if packet is None:
                return
            yield packet


@contextmanager
def opened(path: Path, *, limits: Limits) -> Iterator[Opened]:
    """A file's container and its picture stream, one decoding thread, nothing decoded yet.

    Raises:
        MediaError: missing, not a file, empty, no known video format, or without pictures.
        LimitError: the file, or what its header claims, is over a limit.
    """
    name = called(path)
    with ExitStack() as stack:
        file = stack.enter_context(_binary(path, name, limits))
        head = file.read(_HEAD)
        file.seek(0)
        container = stack.enter_context(_container(file, name, head, limits))
        stream = _pictures(container, name)
        _check_header(container, stream, name, limits)
        stream.codec_context.thread_count = 1
        stream.codec_context.options = _decoding(limits)
        yield Opened(name=name, head=head, container=container, stream=stream)


def called(path: Path) -> str:
    """A path as one printable line, the end of it where it is long."""
    text = str(path) if str(path).isprintable() else repr(str(path))
    return text if len(text) <= _LONGEST_NAME else f"...{text[-_LONGEST_NAME:]}"


class _Nameless:
    """A file without a name, so that neither ending nor pattern can pick a format."""

    def __init__(self, file: BinaryIO) -> None:
        self.read, self.seek, self.tell = file.read, file.seek, file.tell


@contextmanager
def _binary(path: Path, name: str, limits: Limits) -> Iterator[BinaryIO]:
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            kind = "a folder" if stat.S_ISDIR(found.st_mode) else "not a regular file"
            raise MediaError(f"{name}: is {kind}, expected a video or image file; name one file")
        file = path.open("rb")
    except (OSError, ValueError) as error:
        why = "a broken link" if _is_link(path) else getattr(error, "strerror", None) or error
        raise MediaError(
            f"{name}: cannot be read ({why}), expected a video or image file; check the path"
        ) from error
    with file:
        if found.st_size == 0:
            raise MediaError(
                f"{name}: is empty (0 bytes), expected a video or image; copy it again"
            )
        limits.check_bytes(name, found.st_size)
        yield file


@contextmanager
def _container(file: BinaryIO, name: str, head: bytes, limits: Limits) -> Iterator[Any]:
    try:
        container = av.open(
            _Nameless(file),
            options=_decoding(limits),
            container_options={"format_whitelist": _FORMATS},
            io_open=_open_nothing,
            buffer_size=_READ_AHEAD,
            metadata_errors="replace",
        )
    except (av.error.FFmpegError, PermissionError) as error:
        raise MediaError(
            f"{name}: is not a video or image we read (it begins with {head[:16]!r}; "
            f"{_reason(error)}), expected e.g. mp4, mkv, mpg, gif, png or jpg, whole; convert it"
        ) from error
    with container:
        yield container


def _decoding(limits: Limits) -> dict[str, str]:
    return {"max_pixels": str(int(limits.pixels * _BLOCK_SLACK))}


def _open_nothing(url: str, _flags: int, _options: dict[str, str]) -> NoReturn:
    raise PermissionError(f"it wants to open {url[:80]!r}")


def _is_link(path: Path) -> bool:
    return os.path.islink(path)  # noqa: PTH114 - Path.is_symlink raises where a path is no path


def _reason(error: Exception) -> str:
    return str(getattr(error, "strerror", None) or error).lower()


def _pictures(container: Any, name: str) -> Any:
    streams = [s for s in container.streams.video if Disposition.attached_pic not in s.disposition]
    if streams:
        return streams[0]
    found = "sound only" if container.streams.audio else "no pictures"
    raise MediaError(
        f"{name}: holds {found}, expected a video or image; give the file with pictures"
    )


def _check_header(container: Any, stream: Any, name: str, limits: Limits) -> None:
    if stream.codec_context is None:
        raise MediaError(f"{name}: its codec is unknown here; convert it, for example to H.264")
    limits.check_size(name, stream.width, stream.height)
    limits.check_frames(name, stream.frames)
    if container.duration is not None:
        limits.check_duration(name, container.duration / av.time_base)
    if stream.duration is not None and stream.time_base is not None:
        limits.check_duration(name, float(stream.duration * stream.time_base))
