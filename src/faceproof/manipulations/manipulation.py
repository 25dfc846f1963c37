"""What every manipulation promises, checked before it runs and measured after."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, fields
from datetime import date
from typing import ClassVar

import numba
import numpy as np
from numpy.typing import NDArray

from faceproof.core import ConsentKind, MaskKind, Scope
from faceproof.core.errors import ConsentError, LimitError, ManipulationError, PlanError
from faceproof.manipulations.footage import Faked, Footage, Frames, Painted

FACE_LIMIT_PX = 256.0  # DESIGN section 6: no large fakes of people who exist


@dataclass(frozen=True, kw_only=True)
class Manipulation(ABC):
    """One way to make a fake; a subclass holds its settings as fields and writes `_apply`.

    Attributes:
        name: as plans, paths and consents write it.
        version: changes whenever the same input would give other pixels.
        mask_kind: what white means in its masks.
        needs_source: a second person drives or replaces the face.
        reference: the paper it follows.
    """

    name: ClassVar[str]
    version: ClassVar[str]
    mask_kind: ClassVar[MaskKind]
    needs_source: ClassVar[bool]
    reference: ClassVar[str]

    @abstractmethod
    def _apply(self, target: Footage, source: Footage | None, rng: np.random.Generator) -> Painted:
        """Make the fake; inputs are read-only and already allowed."""

    def params(self) -> tuple[tuple[str, str | int | float | bool], ...]:
        """The settings in use, sorted by name, as `core.Manipulated.params` stores them."""
        return tuple(sorted((f.name, getattr(self, f.name)) for f in fields(self)))

    def apply(
        self, target: Footage, source: Footage | None, *, on: date, rng: np.random.Generator
    ) -> Faked:
        """A fake of the target in the target's size, frame rate and length.

        Args:
            target: whose face is changed.
            source: whose face or expression is put in; None where `needs_source` is False.
            on: the day whose consents count.
            rng: the only randomness; the same seed gives the same bytes.

        Raises:
            ConsentError: target or source does not allow this method on that day.
            LimitError: the face of a person who exists is over `FACE_LIMIT_PX` wide.
            PlanError: a source is missing, or given to a method that has no use for it.
            ManipulationError: what the method returned is not a fake of its target.
        """
        self._check_source(source)
        for role, footage in (("target", target), ("source", source)):
            if footage is not None:
                self._check_allowed(role, footage, on)
        painted = self._apply(target, source, rng)
        return self._measured(painted, target)

    def _check_source(self, source: Footage | None) -> None:
        if self.needs_source == (source is not None):
            return
        found, expected = ("none", "one") if source is None else (source.clip, "none")
        raise PlanError(
            f"{self.name} was given the source {found}, expected {expected}; "
            "see `needs_source` of the method"
        )

    def _check_allowed(self, role: str, footage: Footage, on: date) -> None:
        consent = footage.consent
        reason = consent.why_not(Scope.MANIPULATE, on=on, method=self.name)
        if reason is not None:
            raise ConsentError(
                f"{role} {consent.actor} (clip {footage.clip}): the consent {reason}; {self.name} "
                f"needs a live one with scope {Scope.MANIPULATE} that allows it: have the person "
                "sign one, or leave the clip out"
            )
        width = footage.track.width_px
        if consent.kind is not ConsentKind.SYNTHETIC and width > FACE_LIMIT_PX:
            raise LimitError(
                f"{role} clip {footage.clip}: the face of {consent.actor} is {width:.0f} px wide, "
                f"at most {FACE_LIMIT_PX:.0f} px are allowed for people who exist; "
                "scale the recording down"
            )

    def _measured(self, painted: Painted, target: Footage) -> Faked:
        """The same pictures with the segments they prove, or the lie they tell.

        Raises:
            ManipulationError: naming the method, the clip and what was returned.
        """
        where = f"{self.name} on clip {target.clip}"
        frames, masks = painted
        _same_shape(where, frames, target.frames.shape, "frames")
        _same_shape(where, masks, target.frames.shape[:3], "masks")
        touched = np.zeros(len(frames), np.bool_)
        for i, (fake, real, mask) in enumerate(zip(frames, target.frames, masks, strict=True)):
            inside, outside = _count_changed(fake, real, mask)
            if outside:
                raise ManipulationError(
                    f"{where}: frame {i} differs from its target in {outside} pixels where the "
                    "mask is 0; expected bit-identical pixels outside the mask: mend the method"
                )
            touched[i] = inside > 0
            if not touched[i]:  # it came out as it was: no fake, whatever the method thought
                mask[:] = 0
        if not touched.any():
            raise ManipulationError(
                f"{where}: no frame differs from the target, expected at least one; is the face "
                f"tracked within its {len(frames)} frames, and is source different from target?"
            )
        for array in (frames, masks):
            array.setflags(write=False)
        return Faked(frames=frames, masks=masks, segments=segments(touched))


def segments(touched: NDArray[np.bool_]) -> tuple[tuple[int, int], ...]:
    """Half-open ranges of the frames that are set.

    >>> segments(np.array([False, True, True, False, True]))
    ((1, 3), (4, 5))
    """
    steps = np.diff(touched.astype(np.int8), prepend=0, append=0)
    starts, ends = np.flatnonzero(steps == 1), np.flatnonzero(steps == -1)
    return tuple((int(a), int(b)) for a, b in zip(starts, ends, strict=True))


@numba.njit(cache=True, nogil=True)
def _count_changed(
    fake: Frames, real: Frames, mask: NDArray[np.uint8]
) -> tuple[int, int]:  # pragma: no cover
    """How many pixels differ where the mask is set, and where it is 0."""
    inside = outside = 0
    for y in range(mask.shape[0]):
        for x in range(mask.shape[1]):
            if (
                fake[y, x, 0] != real[y, x, 0]
                or fake[y, x, 1] != real[y, x, 1]
                or fake[y, x, 2] != real[y, x, 2]
            ):
                if mask[y, x] > 0:
                    inside += 1
                else:
                    outside += 1
    return inside, outside


def _same_shape(where: str, found: NDArray[np.uint8], expected: tuple[int, ...], what: str) -> None:
    if found.shape != expected or found.dtype != np.uint8:
        raise ManipulationError(
            f"{where}: it returned {what} {found.dtype} {found.shape}, expected uint8 {expected} "
            "as the target has: mend the method"
        )
