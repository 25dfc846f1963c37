"""Do the clips of outside tools fit their targets' recordings? Asked before anything is written."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

from faceproof.core import MediaFacts
from faceproof.core.errors import FaceproofError, PlanError
from faceproof.media import probe
from faceproof.release.plan import Filmed, OutsideFake, Plan, Recording, Rendered


class _Shape(NamedTuple):
    """How long and large a recording is in the release."""

    frames: int
    width: int
    height: int
    fps: Fraction

    def __str__(self) -> str:
        return f"{self.frames} frames of {self.width}x{self.height} at {self.fps} fps"


def check_outside(plan: Plan, data: Path | None) -> None:
    """Return only when each outside clip and mask is as long and large as its target's raw file.

    Headers are probed within the limits of `media.LIMITS`; nothing but first pictures is decoded.

    Raises:
        PlanError: naming every clip that does not fit, by the line of its CSV.
    """
    problems = [
        f"{fake.method.name} line {fake.line}: {problem}"
        for fake in plan.outside
        for problem in _problems(fake, plan, data)
    ]
    if problems:
        raise PlanError(
            f"plan {plan.name!r}: {len(problems)} outside files do not fit; make them from the "
            f"raw originals of this plan's release: {'; '.join(problems)}"
        )


def _problems(fake: OutsideFake, plan: Plan, data: Path | None) -> Iterator[str]:
    try:
        expected = _shape_of(fake.target, plan, data)
        found = _shape(probe(fake.method.clip.path))
        if found != expected:
            yield f"{fake.method.clip.path.name} has {found}, its target {expected}"
        if fake.method.mask is not None:
            mask = _shape(probe(fake.method.mask.path))
            if mask[:3] != expected[:3]:  # the rate of a mask decides nothing
                yield f"{fake.method.mask.path.name} has {mask}, its target {expected}"
    except FaceproofError as error:
        yield str(error)


def _shape_of(recording: Recording, plan: Plan, data: Path | None) -> _Shape:
    match recording.shot:
        case Rendered(frames=frames, fps=fps, width=width, height=height):
            shape = _Shape(frames, width, height, fps)
        case Filmed(path=path):
            shape = _shape(probe((data or Path()) / path))
    cut = min(shape.frames, plan.max_frames or shape.frames)
    # A release drops a last odd row or column, since yuv420p has whole 2 x 2 blocks only.
    return _Shape(cut, shape.width // 2 * 2, shape.height // 2 * 2, shape.fps)


def _shape(facts: MediaFacts) -> _Shape:
    return _Shape(facts.frames, facts.width, facts.height, facts.fps)
