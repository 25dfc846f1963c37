"""File to frames, in order, one thread, failures counted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

import av.error

from faceproof.core import MediaFacts
from faceproof.core.errors import MediaError
from faceproof.media.container import Opened, called, opened
from faceproof.media.frame import Frame
from faceproof.media.limits import LIMITS, Limits
from faceproof.media.orientation import Orientation
from faceproof.media.probe import probe


class Decoder:
    """The frames of a video or image, decoded as they are asked for.

    A picture that does not decode, or decodes damaged, is left out and counted in `failures`;
    later frames are numbered without it. Each iteration starts at the first frame.

    Attributes:
        facts: what `probe` measured.
        failures: pictures that the last iteration could not show, so far.

    Raises:
        MediaError, LimitError: as `probe`; while iterating, where no picture decodes or the
            pictures change size.
    """

    def __init__(self, path: Path, *, limits: Limits = LIMITS) -> None:
        self.path = path
        self.limits = limits
        self.facts: MediaFacts = probe(path, limits=limits)
        self.failures = 0
        self._frames: Iterator[Frame] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __iter__(self) -> Iterator[Frame]:
        self.close()
        self._frames = self._decode()
        return self._frames

    def close(self) -> None:
        """Closes the file; an iteration under way ends."""
        if self._frames is not None:
            self._frames.close()  # type: ignore[attr-defined] # it is a generator
            self._frames = None

    def _decode(self) -> Iterator[Frame]:
        self.failures = 0
        index, start, orientation = 0, None, None
        with opened(self.path, limits=self.limits) as source:
            for picture in self._pictures(source):
                time_s = picture.time
                if time_s is None:
                    time_s = float(index / self.facts.fps)
                if start is None:
                    start = time_s
                orientation = orientation or source.orientation_of(picture)
                yield self._frame(picture, index, time_s - start, orientation)
                index += 1
        if index == 0:
            raise MediaError(
                f"{called(self.path)}: none of its {self.facts.frames} pictures decodes whole; "
                "expected at least one; copy it again"
            )
        self.failures = max(self.failures, self.facts.frames - index)

    def _pictures(self, source: Opened) -> Iterator[Any]:
        for packet in source.packets():
            try:
                pictures = packet.decode()
            except av.error.FFmpegError:
                self.failures += 1
                continue
            for picture in pictures:
                if picture.is_corrupt:
                    self.failures += 1
                else:
                    yield picture

    def _frame(self, picture: Any, index: int, time_s: float, orientation: Orientation) -> Frame:
        frame = Frame(index=index, time_s=time_s, picture=picture, orientation=orientation)
        if (frame.width, frame.height) != (self.facts.width, self.facts.height):
            raise MediaError(
                f"{called(self.path)}: frame {index} is {frame.width}x{frame.height}, expected "
                f"{self.facts.width}x{self.facts.height} as before; convert it to one size"
            )
        return frame
