"""What is left of frames that have been through x264?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from faceproof.media.decoder import Decoder
from faceproof.media.encode import encode_crf
from faceproof.media.limits import LIMITS, Limits


def recompress(
    frames: Iterable[NDArray[np.uint8]], *, crf: int, fps: Fraction, limits: Limits = LIMITS
) -> Iterator[NDArray[np.uint8]]:
    """The frames as they look after one encoding and decoding, as many as were given.

    They pass through a temporary file, so a clip of any length takes the memory of a few frames:
    H.264 yuv420p, preset medium, one thread, BT.601 limited range, as c23 and c40 are written.
    All frames are written before the first comes back, since later ones shape earlier ones.

    Args:
        frames: RGB uint8 ``(h, w, 3)``, all of one even size, in order and without gaps.
        crf: constant rate factor of x264, 0 (best) to 51.
        fps: frame rate, by which x264 spreads its bits.
        limits: caps on what is written.

    Yields:
        RGB uint8 ``(h, w, 3)``.

    Raises:
        MediaError: no frames, an odd size, two sizes, or no such crf.
        LimitError: too many frames, or too large ones.
        StorageError: the temporary folder is full.
    """
    with TemporaryDirectory() as folder:
        path = Path(folder) / "recompressed.mp4"
        encode_crf(_within(frames, path.name, limits), path, crf=crf, fps=fps)
        with Decoder(path, limits=limits) as clip:
            for frame in clip:
                yield frame.rgb()


def _within(
    frames: Iterable[NDArray[np.uint8]], name: str, limits: Limits
) -> Iterator[NDArray[np.uint8]]:
    for count, image in enumerate(frames, start=1):
        limits.check_frames(name, count)
        limits.check_size(name, image.shape[1], image.shape[0])
        yield image
