"""External: a clip that any outside tool made, taken in as a fake under the same promises."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from faceproof.core import MaskKind, sha256_file
from faceproof.core.errors import ManipulationError, PlanError
from faceproof.manipulations.difference import difference_masks
from faceproof.manipulations.footage import Footage, Frames, Painted
from faceproof.manipulations.manipulation import Manipulation
from faceproof.media import read_rgb

MASK_NOISE = 16  # grey levels below which a mask that was compressed is black


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsideFile:
    """A file of the outside tool, as its bytes were when the plan was read."""

    path: Path
    sha256: str


@dataclass(frozen=True)
class External(Manipulation):
    """One clip that another program made of the target (and source), whatever the program is.

    Only pixels inside the mask are taken from it; all others are the target's own, so that the
    outside tool's encoder leaves no trace in the background. A mask that the tool gave is used as
    it is, but for the noise of its compression; without one it is where the clip differs from
    the target, see `difference_masks`.

    Attributes:
        title: the method's name in plans, paths and consents.
        made_by: its version.
        paper: its reference.
        clip: as long and large as the target's bit-exact recording.
        mask: white where the tool changed something; None where it gave none.
        white: what white means in that mask.
        sourced: a second person drives or replaces the face.
        tool_sha256: digest of the program or weights, where the plan gives one.
    """

    _: KW_ONLY
    title: str
    made_by: str
    paper: str
    clip: OutsideFile
    mask: OutsideFile | None
    white: MaskKind
    sourced: bool
    tool_sha256: str | None = None

    # The table's methods state these once for a class; here each plan brings its own.
    @property
    def name(self) -> str:  # type: ignore[override]
        """The method's name."""
        return self.title

    @property
    def version(self) -> str:  # type: ignore[override]
        """The outside tool's version."""
        return self.made_by

    @property
    def mask_kind(self) -> MaskKind:  # type: ignore[override]
        """What white means: as the plan says, or the difference from the target."""
        return MaskKind.DIFFERENCE if self.mask is None else self.white

    @property
    def needs_source(self) -> bool:  # type: ignore[override]
        """Whether the pairing names a source."""
        return self.sourced

    @property
    def reference(self) -> str:  # type: ignore[override]
        """The paper or page of the outside tool."""
        return self.paper

    def params(self) -> tuple[tuple[str, str | int | float | bool], ...]:
        """Digests of what was taken in, which decide the fake's bytes."""
        digests = {
            "clip_sha256": self.clip.sha256,
            "mask_sha256": None if self.mask is None else self.mask.sha256,
            "tool_sha256": self.tool_sha256,
        }
        return tuple((name, digest) for name, digest in digests.items() if digest is not None)

    def _apply(self, target: Footage, source: Footage | None, rng: np.random.Generator) -> Painted:
        del source, rng
        outside = self._frames(self.clip, target)
        if self.mask is None:
            masks = difference_masks(outside, target)
            return Painted(_mixed(outside, target.frames, masks), masks)
        grey = self._frames(self.mask, target)[..., 1]
        masks = np.where(grey < MASK_NOISE, np.uint8(0), grey)
        return Painted(np.where(masks[..., None] > 0, outside, target.frames), masks)

    def _frames(self, file: OutsideFile, target: Footage) -> Frames:
        """The frames of an outside file, once they are the bytes and shape that were checked."""
        found = sha256_file(file.path)
        if found != file.sha256:
            raise PlanError(
                f"{self.name}: {file.path.name} has sha256 {found[:16]}..., but "
                f"{file.sha256[:16]}... when the plan was read; build again with the files at rest"
            )
        frames = read_rgb(file.path)
        if frames.shape != target.frames.shape:
            raise ManipulationError(
                f"{self.name}: {file.path.name} decodes to frames {frames.shape}, clip "
                f"{target.clip} has {target.frames.shape}; make it again from the target's raw file"
            )
        return frames


def _mixed(outside: Frames, below: Frames, masks: NDArray[np.uint8]) -> Frames:
    """The outside clip over the target by its mask; where that is 0, exactly the target."""
    mixed = below.copy()
    for frame, new, mask in zip(mixed, outside, masks, strict=True):
        y, x = np.nonzero(mask)
        share = mask[y, x, None].astype(np.float32) / 255
        kept = frame[y, x].astype(np.float32)
        frame[y, x] = np.round(kept + share * (new[y, x] - kept)).astype(np.uint8)
    return mixed
