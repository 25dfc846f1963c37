"""What RGB is a region of a decoded picture, converting nothing else?

Planes of 8-bit YUV are sliced and converted by one 3x4 matrix; RGB planes are merged as they
are; any other format (10-bit, palette) goes through swscale whole and is sliced afterwards.
Chroma is interpolated as centred (JPEG, MPEG-1), whatever its tagged site.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import cv2
import numpy as np
from av.video.reformatter import Interpolation
from numpy.typing import NDArray

from faceproof.media.orientation import Box

# How much smaller chroma is, as powers of two: across, down.
_CHROMA_SHIFT = {
    "yuv420p": (1, 1), "yuvj420p": (1, 1), "nv12": (1, 1),
    "yuv422p": (1, 0), "yuvj422p": (1, 0),
    "yuv440p": (0, 1), "yuvj440p": (0, 1),
    "yuv444p": (0, 0), "yuvj444p": (0, 0),
}  # fmt: skip
# Weights of red and blue in luma by AVColorSpace (ITU-T H.273, table 4).
_BT601, _BT709 = (0.299, 0.114), (0.2126, 0.0722)
_LUMA = {1: _BT709, 4: (0.30, 0.11), 5: _BT601, 6: _BT601, 7: (0.212, 0.087), 9: (0.2627, 0.0593)}
_FULL_RANGE = 2  # AVCOL_RANGE_JPEG
_SWS_BT709, _SWS_BT601 = 1, 5
_ACCURATE = (
    Interpolation.BILINEAR
    | Interpolation.ACCURATE_RND
    | Interpolation.FULL_CHR_H_INT
    | Interpolation.BITEXACT
)
_HD_LINES = 720


def rgb_region(picture: Any, box: Box) -> NDArray[np.uint8]:
    """RGB ``(h, w, 3)`` of a half-open box inside the stored picture."""
    x0, y0, x1, y1 = box
    name = picture.format.name
    if name in _CHROMA_SHIFT:
        return _yuv_region(picture, box)
    if name == "gbrp":
        green, blue, red = (_plane(picture, i)[y0:y1, x0:x1] for i in range(3))
        return _merge(red, green, blue)
    return np.ascontiguousarray(_swscaled(picture)[y0:y1, x0:x1])


def rgb_halved(picture: Any, box: Box) -> NDArray[np.uint8]:
    """RGB ``(h/2, w/2, 3)`` of a box with even corners, each 2x2 block averaged.

    Where chroma is stored at half size it is taken as it is, so nothing is converted that is
    averaged away again.
    """
    x0, y0, x1, y1 = box
    size = ((x1 - x0) // 2, (y1 - y0) // 2)
    if _CHROMA_SHIFT.get(picture.format.name) != (1, 1):
        return _resize(rgb_region(picture, box), *size)
    luma, *chroma = _yuv_planes(picture)
    y = _resize(luma[y0:y1, x0:x1], *size)
    return _to_rgb(picture, y, *(c[y0 // 2 : y1 // 2, x0 // 2 : x1 // 2] for c in chroma))


def rgb_resized(picture: Any, width: int, height: int) -> NDArray[np.uint8]:
    """RGB ``(height, width, 3)`` of the whole stored picture; each plane is resized first."""
    if picture.format.name not in _CHROMA_SHIFT:
        whole = rgb_region(picture, (0, 0, picture.width, picture.height))
        return _resize(whole, width, height)
    planes = (_resize(plane, width, height) for plane in _yuv_planes(picture))
    return _to_rgb(picture, *planes)


def luma_plane(picture: Any) -> NDArray[np.uint8]:
    """Luma ``(h, w)``: a view where the picture has such a plane, else computed."""
    name = picture.format.name
    if name in _CHROMA_SHIFT or name == "gray":
        return _plane(picture, 0)
    rgb = rgb_region(picture, (0, 0, picture.width, picture.height))
    return np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), np.uint8)


def _swscaled(picture: Any) -> NDArray[np.uint8]:
    untagged = _SWS_BT709 if _luma(picture) == _BT709 else _SWS_BT601
    matrix = picture.colorspace if picture.colorspace in _LUMA else untagged
    rgb = picture.reformat(
        format="rgb24",
        src_colorspace=matrix,
        dst_color_range=_FULL_RANGE,
        interpolation=_ACCURATE,
        threads=1,
    )
    pixels: NDArray[np.uint8] = rgb.to_ndarray()
    return pixels


def _yuv_region(picture: Any, box: Box) -> NDArray[np.uint8]:
    x0, y0, x1, y1 = box
    across, down = _CHROMA_SHIFT[picture.format.name]
    luma, *chroma = _yuv_planes(picture)
    # One chroma sample more on each side, so that a crop equals the same part of the whole.
    left, top = max((x0 >> across) - 1, 0), max((y0 >> down) - 1, 0)
    right, bottom = (x1 >> across) + 2, (y1 >> down) + 2
    y = luma[top << down : bottom << down, left << across : right << across]
    uv = (_enlarge(c[top:bottom, left:right], across, down, y.shape) for c in chroma)
    rgb = _to_rgb(picture, y, *uv)
    y0, y1, x0, x1 = (
        y0 - (top << down),
        y1 - (top << down),
        x0 - (left << across),
        x1 - (left << across),
    )
    return np.ascontiguousarray(rgb[y0:y1, x0:x1])


def _yuv_planes(picture: Any) -> list[NDArray[np.uint8]]:
    if picture.format.name == "nv12":
        chroma = _plane(picture, 1, samples=2)
        return [_plane(picture, 0), chroma[..., 0], chroma[..., 1]]
    return [_plane(picture, i) for i in range(3)]


def _plane(picture: Any, index: int, *, samples: int = 1) -> NDArray[np.uint8]:
    plane = picture.planes[index]
    lines = np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)
    lines.setflags(write=False)
    view = lines[: plane.height, : plane.width * samples]
    return view if samples == 1 else view.reshape(plane.height, plane.width, samples)


def _enlarge(
    chroma: NDArray[np.uint8], across: int, down: int, shape: tuple[int, ...]
) -> NDArray[np.uint8]:
    if across or down:
        chroma = _resize(chroma, chroma.shape[1] << across, chroma.shape[0] << down)
    return chroma[: shape[0], : shape[1]]  # an odd picture has half a chroma sample over


def _resize(image: NDArray[np.uint8], width: int, height: int) -> NDArray[np.uint8]:
    # Halving is the one fast way to average; bilinear alone would skip pixels.
    while (across := image.shape[1] >= 2 * width) | (down := image.shape[0] >= 2 * height):
        half = (image.shape[1] >> across, image.shape[0] >> down)
        image = np.asarray(cv2.resize(image, half, interpolation=cv2.INTER_AREA), np.uint8)
    return np.asarray(cv2.resize(image, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)


def _merge(*planes: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return np.asarray(cv2.merge(planes), np.uint8)


def _to_rgb(
    picture: Any, y: NDArray[np.uint8], u: NDArray[np.uint8], v: NDArray[np.uint8]
) -> NDArray[np.uint8]:
    return np.asarray(
        cv2.transform(_merge(y, u, v), _matrix(_luma(picture), _is_full(picture))), np.uint8
    )


@cache
def _matrix(luma: tuple[float, float], is_full: bool) -> NDArray[np.float32]:
    red, blue = luma
    green = 1 - red - blue
    black, span, chroma_span = (0, 255, 255) if is_full else (16, 219, 224)
    y = 255 / span
    r_v, b_u = 2 * (1 - red) * 255 / chroma_span, 2 * (1 - blue) * 255 / chroma_span
    rows = np.array([[y, 0, r_v], [y, -b_u * blue / green, -r_v * red / green], [y, b_u, 0]])
    offset = -rows @ np.array([black, 128, 128])
    return np.column_stack([rows, offset]).astype(np.float32)


def _luma(picture: Any) -> tuple[float, float]:
    # Untagged video is BT.709 from 720 lines up, as players take it; JPEG-like stays BT.601.
    is_hd = min(picture.width, picture.height) >= _HD_LINES and not _is_full(picture)
    return _LUMA.get(picture.colorspace, _BT709 if is_hd else _BT601)


def _is_full(picture: Any) -> bool:
    return bool(picture.format.name.startswith("yuvj") or picture.color_range == _FULL_RANGE)
