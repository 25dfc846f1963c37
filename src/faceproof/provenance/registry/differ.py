"""Where does a copy differ from its original by more than its compression explains?

Light and compression change a picture everywhere, an alteration in one place. So both are taken
without their coarsest and finest detail, and in each place the energy of their difference is set
against the energy of what is there, plus what such a copy loses everywhere (the median over the
picture) and what it would lose where something moves, were it half a frame late.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

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


def differences(
    laid: Laid, steps: Sequence[NDArray[np.float32]], faces_px: NDArray[np.float32]
) -> Differences:
    """Compare pairs of pictures that lie on each other.

    Args:
        laid: as many pictures of both, each with its counterpart.
        steps: what changes from each picture to the one before, and to the one after, as many as
            there are pairs ``(n, h, w)``; of the file, or of the original if the file is a still
            image that may lie between two of its pictures.
        faces_px: boxes of faces in the original's small pictures ``(f, 4)``.
    """
    size = _PER_PX * max(laid.valid.shape)
    seen = _Seen(laid.valid, size)
    count = len(laid.file)
    groups = np.array_split(np.arange(count), max(1, round(count / TOGETHER)))
    means = [_mean_of([seen.energies(int(i), laid, steps) for i in group]) for group in groups]
    lost, there, late = (np.stack(part) for part in zip(*means, strict=True))
    everywhere = np.mean(there, axis=0)
    textured = laid.valid & (everywhere > _SOMETHING)
    usual = float(np.median(np.mean(lost, axis=0)[textured])) if textured.any() else 0.0
    floor = _FLOOR + _LOSSES * usual
    return Differences(
        maps=np.where(laid.valid, lost / (there + floor + _LATE * late), 0).astype(np.float32),
        valid=laid.valid,
        groups=tuple(groups),
        visible=_visible(everywhere / (everywhere + floor), laid, faces_px * laid.scale),
    )


def _visible(share: NDArray[np.float32], laid: Laid, faces_px: NDArray[np.float32]) -> float:
    """Of the most telling place of a face; without a face of the best tenth of the picture."""
    within = np.zeros(laid.valid.shape, np.bool_)
    for box in faces_px:
        x0, y0, x1, y1 = (max(0, int(side)) for side in box)
        within[y0:y1, x0:x1] = True
    if (within & laid.valid).any():
        return float(share[within & laid.valid].max())
    return float(np.percentile(share[laid.valid], 90)) if laid.valid.any() else 0.0


class _Energies(NamedTuple):
    """Energies around each place, float32 ``(h, w)``.

    Attributes:
        lost: of what differs.
        there: of what is there.
        late: of what half a frame changes.
    """

    lost: NDArray[np.float32]
    there: NDArray[np.float32]
    late: NDArray[np.float32]


def _mean_of(pairs: Sequence[_Energies]) -> _Energies:
    return _Energies(
        *(np.asarray(np.mean(part, axis=0), np.float32) for part in zip(*pairs, strict=True))
    )


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

    def energies(self, row: int, laid: Laid, steps: Sequence[NDArray[np.float32]]) -> _Energies:
        """Of one pair of pictures."""
        original, file = self._band(laid.original[row]), self._band(laid.file[row])
        gain = self._gain(file, original)
        moved = [self._band(step[row]) for step in steps]
        late = [self._around(one * one / 8) for one in moved]  # a half squared, and a half
        return _Energies(
            self._around((gain * file - original) ** 2 / 2),
            self._around(((gain * file) ** 2 + original**2) / 2),
            np.asarray(np.mean(late, axis=0) if late else np.zeros_like(file), np.float32),
        )

    def _gain(self, file: NDArray[np.float32], original: NDArray[np.float32]) -> np.float32:
        """How much more contrast the original has; the median place, for a part may be altered."""
        power = self._around(file * file)
        places = self._valid & (power > _SOMETHING)
        if not places.any():
            return np.float32(1.0)
        ratio = np.median(self._around(file * original)[places] / power[places])
        return np.float32(np.clip(ratio, *_GAINS))

    def _band(self, picture: NDArray[np.float32]) -> NDArray[np.float32]:
        mean = picture[self._valid].mean() if self._valid.any() else np.float32(0)
        level = (picture - mean) * self._inside
        return (self._mean(level, self._fine) - self._mean(level, self._coarse)) * self._inside

    def _around(self, values: NDArray[Any]) -> NDArray[np.float32]:
        return self._mean(values, self._place)

    def _mean(self, values: NDArray[Any], sigma: float) -> NDArray[np.float32]:
        return np.asarray(_blurred(values, sigma) / self._weights[sigma], np.float32)


def _blurred(values: NDArray[Any], sigma: float) -> NDArray[np.float32]:
    return np.asarray(cv2.GaussianBlur(np.asarray(values, np.float32), (0, 0), sigma), np.float32)
