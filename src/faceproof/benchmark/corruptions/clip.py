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
    file: Path, out: Path, corruption: Corruption, *, frames: int, seed: int
) -> MediaFacts:
    """Writes evenly spread frames of a corrupted clip, bit for bit; the same bytes every time.

    The same frame numbers are kept under every corruption. A kind that encodes does so with all
    frames of the clip, since frames shape each other, and the kept ones are taken of what comes
    back. An odd last row or column is left out. The frame rate stays that of the clip, so the
    corrupted one is shorter, by one rule for real and fake; sound is left out.

    Args:
        file: the clip; only its bytes matter, not its name.
        out: an mp4, RGB, lossless; it appears whole or not at all.
        corruption: what to do.
        frames: how many to keep; all of a shorter clip, and fewer where some do not decode.
        seed: another one places other noise and other blocks.

    Raises:
        MediaError, LimitError: the clip cannot be read, or is over a limit.
        StorageError: ``out`` or a temporary file cannot be written.
    """
    kind = CORRUPTIONS[corruption.kind]
    with Decoder(file) as clip:
        kept, fps = frozenset(spread(clip.facts.frames, frames)), clip.facts.fps
        taken = clip if kind.encodes else (frame for frame in clip if frame.index in kept)
        changed = _changed(taken, corruption, f"{seed} {sha256_file(file)}")
        if kind.encodes:
            for crf in corruption.parameters[len(kind.pictures) :]:
                changed = recompress(changed, crf=int(crf), fps=fps)
            changed = (rgb for index, rgb in enumerate(changed) if index in kept)
        return encode(changed, {Compression.RAW: out}, fps=fps)[Compression.RAW]


def _changed(frames: Iterator[Frame] | Decoder, corruption: Corruption, salt: str) -> Iterator[Rgb]:
    """Each frame of even size, changed by every picture step; its noise is its own."""
    steps = CORRUPTIONS[corruption.kind].pictures
    numbers = corruption.parameters[: len(steps)]
    for frame in frames:
        rgb = np.ascontiguousarray(even(frame.rgb()))
        digest = sha256_of([salt, corruption.name, frame.index])
        rng = np.random.default_rng(int(digest, 16))
        for step, number in zip(steps, numbers, strict=True):
            rgb = step(rgb, number, rng)
        yield rgb
