"""Signers, authorities and small files that they sign."""

from __future__ import annotations

import wave
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from actors import face_clip
from faceproof.core import Compression
from faceproof.media import encode
from faceproof.provenance import (
    Credential,
    Holder,
    TrustList,
    create_authority,
    issue,
    load_credential,
    read_trust,
)

NEWSROOM = Holder("News desk", "Evening Paper")


class Signer(NamedTuple):
    """An authority, and one who signs."""

    folder: Path
    credential: Credential

    @property
    def trust(self) -> TrustList:
        """The trust list that it hands out today."""
        return read_trust([self.folder / "root.pem"])


def signer(folder: Path, *, lasts: timedelta | None = None) -> Signer:
    """A fresh authority and signer; ``lasts`` is how much longer its certificate holds."""
    now = datetime.now(tz=UTC)
    create_authority(folder, NEWSROOM, on=now - timedelta(days=2))
    begun = now if lasts is None else now - timedelta(days=1) + lasts
    issue(folder, NEWSROOM, on=begun, days=365 if lasts is None else 1)
    return Signer(folder, load_credential(folder / "leaf-key.pem", folder / "chain.pem"))


def video(path: Path, *, seed: int = 0, frames: int = 12, side: int = 64) -> Path:
    """A drawn face in H.264."""
    encode(face_clip(frames, side, side, seed=seed), {Compression.C23: path}, fps=Fraction(25))
    return path


def picture(path: Path, *, seed: int = 0) -> Path:
    """A drawn face as JPEG or PNG, by the name's ending."""
    cv2.imwrite(str(path), face_clip(1, 64, 64, seed=seed)[0])
    return path


def sound(path: Path) -> Path:
    """A second of a tone as WAV."""
    wave_form: NDArray[np.int16] = np.int16(9000 * np.sin(np.arange(8000) / 5))
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(wave_form.tobytes())
    return path
