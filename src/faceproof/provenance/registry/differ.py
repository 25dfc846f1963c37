"""Where does a copy differ from its original by more than its compression explains?

Light and compression change a picture everywhere, an alteration in one place. So both are taken
without their coarsest and finest detail, and in each place the energy of their difference is set
against the energy of what is there, plus what such a copy loses everywhere (the median over the
picture) and what it would lose where something moves, were it half a frame late.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from faceproof.provenance.registry.laid import Laid

SIDE_PX = 480
"""Longest side of the grid on which differences are looked for."""

TOGETHER = 5
"""Pairs of pictures that are judged together: one second of an original's small pictures."""

_PER_PX = 1 / 320  # of the grid's longer side: sizes below are for 320 pixels
_FINE, _COARSE, _PLACE = 1.0, 4.0, 4.0
_FINEST = 0.7
_FLOOR = 6.0  # energy under which nothing is there, in grey levels squared
_SOMETHING = 5.0
_LOSSES = 80.0  # times the median loss
_LATE = 2.0  # times the loss by half a frame
_GAINS = (0.5, 2.0)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Differences:
    """How much each place differs, 0 to about 1.

    Attributes:
        maps: of each group of pairs, float32 ``(k, h, w)``; 0 where nothing is compared.
        valid: where both pictures are ``(h, w)``.
        groups: rows of the pairs of each group, in order.
        visible: 0 to 1, how much of an exchanged face would be seen in a copy as poor as this.
    """

    maps: NDArray[np.float32]
    valid: NDArray[np.bool_]
    groups: tuple[NDArray[np.int64], ...]
    visible: float


def differences(laid: Laid, beside: Sequence[Laid], faces_px: NDArray[np.float32]) -> Differences:
    """Compare pairs of pictures that lie on each other.

    Args:
        laid: as many pictures of both, each with its counterpart.
        beside: the same with the file's frames before and after; empty of a still image.
        faces_px: boxes of faces in the original's small pictures ``(f, 4)``.
    """
    size = _PER_PX * max(laid.valid.shape)
    seen = _Seen(laid.valid, size)
    count = len(laid.file)
    groups = np.array_split(np.arange(count), max(1, round(count / TOGETHER)))
    lost, there, late = ([], [], [])
    for group in groups:
        sums = [seen.energies(i, laid, beside) for i in group]
        for collected, part in zip((lost, there, late), zip(*sums, strict=True), strict=True):
            collected.append(np.mean(part, axis=0))
    everywhere = np.mean(there, axis=0)
    textured = laid.valid & (everywhere > _SOMETHING)
    usual = float(np.median(np.mean(lost, axis=0)[textured])) if textured.any() else 0.0
    floor = _FLOOR + _LOSSES * usual
    maps = [
        np.where(laid.valid, one / (energy + floor + _LATE * moved), 0.0)
        for one, energy, moved in zip(lost, there, late, strict=True)
    ]
    return Differences(
        maps=np.asarray(maps, np.float32),
        valid=laid.valid,
        groups=tuple(groups),
        visible=_visible(everywhere / (everywhere + floor), laid, faces_px * laid.scale),
    )


def _visible(
    share: NDArray[np.float32], laid: Laid, faces_px: NDArray[np.float32]
) -> float:
    """Of the most telling place of a face; without a face of the best tenth of the picture."""
    within = np.zeros(laid.valid.shape, np.bool_)
    for box in faces_px:
        x0, y0, x1, y1 = (max(0, int(side)) for side in box)
        within[y0:y1, x0:x1] = True
    if (within & laid.valid).any():
        return float(share[within & laid.valid].max())
    return float(np.percentile(share[laid.valid], 90)) if laid.valid.any() else 0.0


class _Seen:
    """Energies of pictures around each place, as if nothing were outside of what is compared."""

    def __init__(self, valid: NDArray[np.bool_], size: float) -> None:
        self._valid = valid
        self._inside = valid.astype(np.float32)
        self._fine, self._coarse = max(_FINEST, _FINE * size), _COARSE * size
        self._place = _PLACE * size
        self._weights = {
            sigma: _blurred(self._inside, sigma) + np.float32(1e-3)
            for sigma in (self._fine, self._coarse, self._place)
        }

    def energies(
        self, row: int, laid: Laid, beside: Sequence[Laid]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
        """Of what differs, of what is there, and of what half a frame changes."""
        original, file = self._band(laid.original[row]), self._band(laid.file[row])
        power = float((file * file).sum())
        gain = np.float32(np.clip((file * original).sum() / max(power, 1e-6), *_GAINS))
        moved = [file - self._band(other.file[row]) for other in beside]
        late = [self._around(one * one) / 8 for one in moved]  # a half squared, and a half
        return (
            self._around((gain * file - original) ** 2) / 2,
            self._around((gain * file) ** 2 + original**2) / 2,
            np.asarray(np.mean(late, axis=0) if late else np.zeros_like(file), np.float32),
        )

    def _band(self, picture: NDArray[np.float32]) -> NDArray[np.float32]:
        mean = picture[self._valid].mean() if self._valid.any() else np.float32(0)
        level = (picture - mean) * self._inside
        return (self._mean(level, self._fine) - self._mean(level, self._coarse)) * self._inside

    def _around(self, values: NDArray[np.float32]) -> NDArray[np.float32]:
        return self._mean(values, self._place)

    def _mean(self, values: NDArray[np.float32], sigma: float) -> NDArray[np.float32]:
        return _blurred(values, sigma) / self._weights[sigma]


def _blurred(values: NDArray[np.float32], sigma: float) -> NDArray[np.float32]:
    return np.asarray(cv2.GaussianBlur(values, (0, 0), sigma), np.float32)
