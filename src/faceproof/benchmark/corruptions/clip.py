"""How is a clip corrupted, whole and before any face is looked for, into an ordinary video file?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from faceproof.benchmark.corruptions.corruption import Corruption
from faceproof.benchmark.corruptions.pictures import Rgb
from faceproof.benchmark.corruptions.table import CORRUPTIONS
from faceproof.core import Compression, MediaFacts, sha256_file, sha256_of
from faceproof.media import Decoder, Frame, encode, even, recompress, spread


def corrupt_clip(
    file: Path, out: Path, corruption: Corruption | None, *, frames: int, seed: int
) -> MediaFacts:
    """Writes evenly spread frames of a corrupted clip, bit for bit; the same bytes every time.

    The same frame numbers are kept under every corruption. A kind that encodes does so with all
    frames of the clip, since frames shape each other, and the kept ones are taken of what comes
    back. An odd last row or column is left out. The frame rate stays that of the clip, so the
    corrupted one is shorter, by one rule for real and fake; sound is left out.

    Args:
        file: the clip; only its bytes matter, not its name.
        out: an mp4, RGB, lossless; it appears whole or not at all.
        corruption: what to do; None only keeps the same frames, what all others are held against.
        frames: how many to keep; all of a shorter clip, and fewer where some do not decode.
        seed: another one places other noise and other blocks.

    Raises:
        MediaError, LimitError: the clip cannot be read, or is over a limit.
        StorageError: ``out`` or a temporary file cannot be written.
    """
    with Decoder(file) as clip:
        kept, fps = frozenset(spread(clip.facts.frames, frames)), clip.facts.fps
        changed = (
            _kept(clip, kept)
            if corruption is None
            else _corrupted(clip, kept, corruption, f"{seed} {sha256_file(file)}")
        )
        return encode(changed, {Compression.RAW: out}, fps=fps)[Compression.RAW]


def _kept(clip: Decoder, kept: frozenset[int]) -> Iterator[Rgb]:
    return (_even(frame) for frame in clip if frame.index in kept)


def _corrupted(
    clip: Decoder, kept: frozenset[int], corruption: Corruption, salt: str
) -> Iterator[Rgb]:
    kind = CORRUPTIONS[corruption.kind]
    if not kind.encodes:
        return _changed((f for f in clip if f.index in kept), corruption, salt)
    changed = _changed(clip, corruption, salt)
    for crf in corruption.parameters[len(kind.pictures) :]:
        changed = recompress(changed, crf=int(crf), fps=clip.facts.fps)
    return (rgb for index, rgb in enumerate(changed) if index in kept)


def _changed(frames: Iterator[Frame] | Decoder, corruption: Corruption, salt: str) -> Iterator[Rgb]:
    """Each frame of even size, changed by every picture step; its noise is its own."""
    steps = CORRUPTIONS[corruption.kind].pictures
    numbers = corruption.parameters[: len(steps)]
    for frame in frames:
        rgb = _even(frame)
        digest = sha256_of([salt, corruption.name, frame.index])
        rng = np.random.default_rng(int(digest, 16))
        for step, number in zip(steps, numbers, strict=True):
            rgb = step(rgb, number, rng)
        yield rgb


def _even(frame: Frame) -> Rgb:
    return np.ascontiguousarray(even(frame.rgb()))
