"""From a file to what the registry keeps of it: one pass over its frames."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from faceproof.core.errors import MediaError
from faceproof.media import LIMITS, Decoder, Limits, encode_crf
from faceproof.provenance.registry.entry import (
    PREVIEWS_A_SECOND,
    Kept,
    Original,
    preview_path,
    write_entry,
)
from faceproof.provenance.registry.fingerprint import Fingerprinting, faces_in
from faceproof.provenance.registry.greys import small_grey
from faceproof.provenance.registry.views import original_views

HASHES_A_SECOND = 2
PREVIEW_CRF = 23
"""As c23 of a release: an original's small pictures must not differ from a good copy's."""

_SOON = 1e-6  # times are sums of rounded ticks


def add(folder: Path, file: Path, name: str, sha256: str, *, limits: Limits = LIMITS) -> Original:
    """Write an original's preview, fingerprint and record.

    Args:
        folder: of the registry.
        file: the original.
        name: what people call it.
        sha256: hex digest of the file.
        limits: on the file.

    Raises:
        MediaError: the file is not a video or image that can be read, or shows nothing to hash.
        LimitError: it is over a limit.
        StorageError: the folder cannot be written, or the disk is full.
    """
    with Decoder(file, limits=limits) as decoder:
        passing = _Passing(decoder)
        path = preview_path(folder, sha256)
        path.parent.mkdir(parents=True, exist_ok=True)
        encode_crf(passing.previews(), path, crf=PREVIEW_CRF, fps=Fraction(PREVIEWS_A_SECOND))
        facts = decoder.facts
    kept = Kept(
        fingerprint=passing.fingerprinting.done(),
        preview_s=np.array(passing.preview_s, np.float64),
    )
    if len(kept.fingerprint.hash) == 0:
        raise MediaError(
            f"{file.name}: shows nothing that could be found again, such as a blank picture; "
            "expected a picture with some content"
        )
    original = Original(
        name=name,
        sha256=sha256,
        duration_s=facts.duration_s if facts.frames > 1 else 0.0,
        width=facts.width,
        height=facts.height,
        pictures=len(kept.fingerprint.time_s),
    )
    write_entry(folder, original, kept)
    return original


class _Passing:
    """The frames of a file as they go by: some are hashed, more are kept small."""

    def __init__(self, decoder: Decoder) -> None:
        self.decoder = decoder
        self.fingerprinting = Fingerprinting()
        self.preview_s: list[float] = []

    def previews(self) -> Iterator[NDArray[np.uint8]]:
        """The small pictures, as an encoder takes them: RGB ``(h, w, 3)``."""
        hashes, previews = _Every(HASHES_A_SECOND), _Every(PREVIEWS_A_SECOND)
        for frame in self.decoder:
            hashed, kept = hashes.is_due(frame.time_s), previews.is_due(frame.time_s)
            if not (hashed or kept):
                continue
            grey = small_grey(frame)
            if hashed:
                faces = faces_in(frame, grey)
                self.fingerprinting.add(frame.time_s, original_views(grey, faces), faces)
            if kept:
                self.preview_s.append(frame.time_s)
                yield np.asarray(cv2.cvtColor(grey, cv2.COLOR_GRAY2RGB), np.uint8)


class _Every:
    """Is it time for the next one? Each yes counts."""

    def __init__(self, a_second: int) -> None:
        self._a_second = a_second
        self._next = 0

    def is_due(self, time_s: float) -> bool:
        """Whether the next is due at this moment, which is not before the last one asked about."""
        place = time_s * self._a_second + _SOON
        due = place >= self._next
        if due:
            self._next = int(place) + 1
        return due
