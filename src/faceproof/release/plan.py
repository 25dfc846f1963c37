"""What is a release to hold? The plan as a record, whole and checked (`read_plan` makes it)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import Any

from faceproof.core import ActorId, Compression, Splits, sha256_of
from faceproof.manipulations import External, Manipulation
from faceproof.release.names import original_stem


@dataclass(frozen=True, slots=True, kw_only=True)
class Filmed:
    """A recording that lies in the data folder.

    Attributes:
        path: relative to the data folder, POSIX.
        face_at_px: a point on the face that is meant, x and y in the first frames' pixels;
            None where the clip shows one person.
    """

    path: str
    sha256: str
    face_at_px: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A recording that the build makes itself: a synthetic actor before a virtual camera."""

    seed: int
    frames: int
    fps: Fraction
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """One take of one person.

    Attributes:
        number: the person's two digits in file names, 1 to 99.
    """

    actor: ActorId
    number: int
    scene: str
    take: int
    shot: Filmed | Rendered

    @property
    def stem(self) -> str:
        """Name of its files, unique in a plan."""
        return original_stem(self.number, self.scene, self.take)


class PairRule(StrEnum):
    """Who lends a face to whom, always inside one part or fold."""

    ORDERED = "ordered"  # everybody to everybody else, once
    RING = "ring"  # everybody to the one before, once


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What only the people behind a release know of it; goes into its descriptions."""

    description: str | None = None
    creator: str | None = None
    url: str | None = None
    published: date | None = None
    cite_as: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsideFake:
    """A clip that another tool made of the plan's recordings.

    Attributes:
        line: of the pairing CSV that names it.
    """

    method: External
    target: Recording
    source: Recording | None
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything that decides the bytes of a release.

    Attributes:
        seed: all randomness of the fakes follows from it.
        recordings: by the actors' numbers; each person's in the order in which fakes use them.
        fakes: of each method that needs a source; None makes one of each pair.
        methods: manipulations with their settings, in the plan's order.
        outside: clips of other tools that are taken in, in the order of their tables.
        max_frames: longer recordings are cut to this many frames; None keeps them whole.
        ledger, public_key: files of the consents; None when all actors are synthetic.
    """

    name: str
    version: str
    licence: str
    seed: int
    recordings: tuple[Recording, ...]
    splits: Splits
    rule: PairRule
    methods: tuple[Manipulation, ...]
    compressions: tuple[Compression, ...]
    outside: tuple[OutsideFake, ...] = ()
    fakes: int | None = None
    about: About = About()
    max_frames: int | None = None
    ledger: Path | None = None
    public_key: Path | None = None

    @property
    def actors(self) -> tuple[ActorId, ...]:
        """Everybody in it, by number."""
        return tuple(dict.fromkeys(recording.actor for recording in self.recordings))

    @property
    def synthetic(self) -> bool:
        """Nobody in it is a real person."""
        return all(isinstance(recording.shot, Rendered) for recording in self.recordings)

    def digest(self) -> str:
        """Hex sha256 of what decides the media; where the ledger lies, and `about`, do not."""
        return sha256_of(
            {
                "name": self.name,
                "version": self.version,
                "licence": self.licence,
                "seed": self.seed,
                "recordings": [recording_to_json(r) for r in self.recordings],
                "splits": [dict(self.splits.parts), self.splits.folds],
                "rule": self.rule.value,
                "fakes": self.fakes,
                "methods": [[m.name, m.version, m.params()] for m in self.methods],
                "outside": [_outside_to_json(fake) for fake in self.outside],
                "compressions": [c.value for c in self.compressions],
                "max_frames": self.max_frames,
            }
        )


def _outside_to_json(fake: OutsideFake) -> list[Any]:
    method, people = fake.method, (fake.target, fake.source)
    stems = [None if person is None else person.stem for person in people]
    return [method.name, method.version, method.mask_kind.value, method.params(), *stems]


def recording_to_json(recording: Recording) -> dict[str, Any]:
    """What decides the bytes of one recording, for digests."""
    match recording.shot:
        case Filmed(sha256=sha256, face_at_px=point):
            # Not the path: the same bytes under another name are the same recording.
            shot: dict[str, Any] = {"sha256": sha256, "face_at_px": point}
        case Rendered(seed=seed, frames=frames, fps=fps, width=width, height=height):
            shot = {"seed": seed, "frames": frames, "fps": str(fps), "size": [width, height]}
    return {
        "actor": recording.actor,
        "number": recording.number,
        "scene": recording.scene,
        "take": recording.take,
        "shot": shot,
    }
