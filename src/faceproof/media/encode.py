"""Frames to files: bit-exact raw, c23 and c40, and masks; the same bytes from the same frames.

Bytes repeat because one thread encodes, presets are fixed and no tag or time is written (they may
still differ between CPUs). c23 and c40 are BT.601 limited range and say so: readers that ignore
tags, OpenCV among them, assume just that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import av.error
import numpy as np
from av.codec.context import Flags
from av.video.reformatter import Interpolation
from llvmlite.binding import get_host_cpu_features
from numpy.typing import NDArray

from faceproof.core import Compression, MediaFacts, replacing
from faceproof.core.errors import MediaError
from faceproof.core.files import storage_error
from faceproof.media.probe import probe

_BT601 = 6  # AVCOL_SPC_SMPTE170M
_LIMITED, _FULL = 1, 2
_UNTAGGED = 2
_WORST_CRF = 51
_SMOOTH = (
    Interpolation.BICUBIC
    | Interpolation.ACCURATE_RND
    | Interpolation.FULL_CHR_H_INP
    | Interpolation.BITEXACT
)


# With AVX-512, x264's macroblock tree gives other bytes from run to run at some picture sizes
# (160x128, 336x256). With AVX2 it repeats, with the bytes of SSSE3 to AVX, 5% slower.
_REPEATABLE = {"x264-params": "asm=avx2"} if get_host_cpu_features().get("avx512f", False) else {}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Setting:
    codec: str
    pix_fmt: str
    preset: str
    quality: tuple[str, str]
    colorspace: int
    color_range: int

    def __str__(self) -> str:
        return f"{self.codec} {self.pix_fmt} {self.preset} {' '.join(self.quality)}"


# ultrafast: 149 frames a second against 20 of medium, for files a third larger (640x480).
_RAW = _Setting(
    codec="libx264rgb", pix_fmt="rgb24", preset="ultrafast", quality=("qp", "0"),
    colorspace=0, color_range=_FULL,
)  # fmt: skip
_MASK = _Setting(
    codec="libx264", pix_fmt="gray", preset="ultrafast", quality=("qp", "0"),
    colorspace=_UNTAGGED, color_range=_FULL,
)  # fmt: skip


def _lossy(crf: int) -> _Setting:
    return _Setting(
        codec="libx264", pix_fmt="yuv420p", preset="medium", quality=("crf", str(crf)),
        colorspace=_BT601, color_range=_LIMITED,
    )  # fmt: skip


_SETTINGS = {
    Compression.RAW: _RAW,
    Compression.C23: _lossy(23),
    Compression.C40: _lossy(40),
}

ENCODER: str = "; ".join(
    (
        f"PyAV {av.__version__}",
        f"libavcodec {'.'.join(map(str, av.library_versions['libavcodec']))}",
        *(f"{level} {setting}" for level, setting in _SETTINGS.items()),
        f"masks {_MASK}",
        "threads 1",
    )
)
"""What makes a release's bytes: versions and settings of the encoder."""


def encode(
    frames: Iterable[NDArray[np.uint8]], outputs: Mapping[Compression, Path], *, fps: Fraction
) -> dict[Compression, MediaFacts]:
    """Writes frames at several compressions in one pass; all files appear whole, or none.

    Args:
        frames: RGB ``(h, w, 3)``, all of one even size (see `even`).
        outputs: the file of each level; raw gives the same pixels back, bit for bit.
        fps: frame rate of the files.

    Raises:
        MediaError: no frames, an odd size, or a frame of another shape than the first.
        StorageError: a file cannot be written, or the disk is full.
    """
    with ExitStack() as stack:
        files = [
            stack.enter_context(_writing(path, _SETTINGS[level], fps))
            for level, path in outputs.items()
        ]
        for image in _uniform(frames, next(iter(outputs.values()), Path()), channels=(3,)):
            pictures = _Pictures(image)
            for file in files:
                file.write(pictures[file.setting.pix_fmt])
    return {level: probe(path) for level, path in outputs.items()}


def encode_crf(
    frames: Iterable[NDArray[np.uint8]], path: Path, *, crf: int, fps: Fraction
) -> MediaFacts:
    """Writes frames at any quality of x264, otherwise as c23 and c40 are written.

    Args:
        frames: RGB ``(h, w, 3)``, all of one even size.
        path: the file.
        crf: constant rate factor, 0 (best) to 51.
        fps: frame rate of the file.

    Raises:
        MediaError: there is no such crf, or as `encode`.
        StorageError: the file cannot be written, or the disk is full.
    """
    if not 0 <= crf <= _WORST_CRF:
        raise MediaError(f"{path.name}: crf {crf} is asked, expected 0 to {_WORST_CRF}")
    with _writing(path, _lossy(crf), fps) as file:
        for image in _uniform(frames, path, channels=(3,)):
            file.write(_Pictures(image)[file.setting.pix_fmt])
    return probe(path)


def encode_masks(masks: Iterable[NDArray[np.uint8]], path: Path, *, fps: Fraction) -> MediaFacts:
    """Writes masks ``(h, w)`` 0 to 255 as full-range grey; `read_masks` gives the same back.

    Raises:
        MediaError: no masks, an odd size, or a mask of another shape than the first.
        StorageError: the file cannot be written, or the disk is full.
    """
    with _writing(path, _MASK, fps) as file:
        for mask in _uniform(masks, path, channels=()):
            file.write(_picture(mask, "gray"))
    return probe(path)


def _uniform(
    images: Iterable[NDArray[np.uint8]], path: Path, *, channels: tuple[int, ...]
) -> Iterator[NDArray[np.uint8]]:
    shape: tuple[int, ...] | None = None
    for index, image in enumerate(images):
        shape = shape or image.shape
        if image.dtype != np.uint8 or image.shape != shape or shape[2:] != channels:
            raise MediaError(
                f"{path.name}: frame {index} is {image.dtype} {image.shape}, expected uint8 "
                f"{(*shape[:2], *channels)}; give all frames one shape"
            )
        if shape[0] % 2 or shape[1] % 2 or 0 in shape:
            raise MediaError(
                f"{path.name}: frames are {shape[1]}x{shape[0]}, expected even sides above 0 for "
                "yuv420p; crop them with media.even"
            )
        yield np.ascontiguousarray(image)
    if shape is None:
        raise MediaError(f"{path.name}: there are no frames to write, expected at least one")


class _Pictures(dict[str, Any]):
    """One image as the encoders take it, each pixel format made once."""

    def __init__(self, image: NDArray[np.uint8]) -> None:
        super().__init__(rgb24=_picture(image, "rgb24"))

    def __missing__(self, pix_fmt: str) -> Any:
        self[pix_fmt] = self["rgb24"].reformat(
            format=pix_fmt,
            dst_colorspace=5,
            dst_color_range=_LIMITED,
            interpolation=_SMOOTH,
            threads=1,
        )
        return self[pix_fmt]


def _picture(image: NDArray[np.uint8], pix_fmt: str) -> Any:
    picture: Any = av.VideoFrame.from_ndarray(image, format=pix_fmt)
    picture.color_range = _FULL
    return picture


class _Writer:
    """One file being encoded; its stream begins with the first frame's size."""

    def __init__(self, path: Path, setting: _Setting, fps: Fraction) -> None:
        self.setting, self.fps = setting, fps
        self.count = 0
        # "file:" keeps a colon in the path from naming a protocol.
        self.container: Any = av.open(
            f"file:{path}",
            "w",
            format="mp4",
            container_options={"movflags": "+faststart", "fflags": "+bitexact"},
        )
        self.stream: Any = None

    def write(self, picture: Any) -> None:
        if self.stream is None:
            self.stream = self._begin(picture)
        picture.pts, picture.time_base, picture.duration = self.count, 1 / self.fps, 1
        self.container.mux(self.stream.encode(picture))
        self.count += 1

    def finish(self) -> None:
        if self.stream is not None:
            self.container.mux(self.stream.encode(None))

    def _begin(self, picture: Any) -> Any:
        name, value = self.setting.quality
        options = {"preset": self.setting.preset, name: value} | _REPEATABLE
        stream = self.container.add_stream(self.setting.codec, rate=self.fps, options=options)
        stream.width, stream.height = picture.width, picture.height
        stream.pix_fmt = self.setting.pix_fmt
        stream.time_base = 1 / self.fps
        codec = stream.codec_context
        codec.thread_count = 1
        codec.flags |= Flags.bitexact
        codec.color_range, codec.colorspace = self.setting.color_range, self.setting.colorspace
        return stream


@contextmanager
def _writing(path: Path, setting: _Setting, fps: Fraction) -> Iterator[_Writer]:
    with replacing(path) as temporary:
        try:
            file = _Writer(temporary, setting, fps)
            with file.container:
                yield file
                file.finish()
        except av.error.FFmpegError as error:
            number = error.errno or 0
            raise storage_error(path, OSError(number, str(error.strerror))) from error
