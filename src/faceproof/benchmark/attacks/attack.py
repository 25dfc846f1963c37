"""Which attacks are there, what does the adversary know, and how much may they change?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

from faceproof.core.errors import ScoreError

VERSION = "1"
"""Raised whenever the same numbers give other pixels; part of every `Attack.told`."""

STEPS, BUDGET = 10, 100
LARGEST_EPS = 64
_TOLD = re.compile(r"([a-z]+)-\d{1,3}: eps (\d{1,3})/255, (\d{1,9}) [a-z ]+, seed (\d{1,18}),")


class Knows(StrEnum):
    """What an adversary has of the detector."""

    DETECTOR = "the detector's gradient"
    ANOTHER = "another detector's gradient"
    ANSWERS = "the detector's answers"


class Way(StrEnum):
    """Where a clip's score is pushed; every clip is pushed both ways, whatever it is."""

    DOWN = "down"
    UP = "up"

    @property
    def sign(self) -> int:
        """-1 down, 1 up."""
        return 1 if self is Way.UP else -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A way to look for such pixels.

    Attributes:
        knows: what the adversary has.
        reference: who found it.
    """

    knows: Knows
    reference: str


ATTACKS: dict[str, Kind] = {
    "fgsm": Kind(knows=Knows.DETECTOR, reference="Goodfellow et al. 2015, section 4"),
    "pgd": Kind(knows=Knows.DETECTOR, reference="Madry et al. 2018, section 2.1"),
    "transfer": Kind(knows=Knows.ANOTHER, reference="PGD on `mesonet`, shown to another"),
    "square": Kind(knows=Knows.ANSWERS, reference="Andriushchenko et al. 2020, algorithms 1 and 2"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Attack:
    """One line of `ATTACKS`, how far it may go and how long it may look.

    Attributes:
        kind: the line's name.
        eps: most grey levels of 255 that any channel of any pixel changes.
        effort: gradients a frame, or for ``square`` questions a clip and way, the one about the
            untouched clip included.
        seed: of all that is drawn.

    Raises:
        ScoreError: there is no such kind, or a number is out of range.

    >>> Attack(kind="pgd", eps=1, effort=10, seed=0).told
    'pgd-1: eps 1/255, 10 gradients a frame, seed 0, version 1'
    """

    kind: str
    eps: int
    effort: int
    seed: int

    def __post_init__(self) -> None:
        if self.kind not in ATTACKS:
            raise ScoreError(
                f"attack {self.kind!r} is unknown, expected one of {', '.join(ATTACKS)}"
            )
        if not 1 <= self.eps <= LARGEST_EPS:
            raise ScoreError(f"eps {self.eps} is not from 1 to {LARGEST_EPS} grey levels of 255")
        if self.effort < (least := 2 if self.knows is Knows.ANSWERS else 1):
            raise ScoreError(f"{self.kind} needs {self._unit}, at least {least}; got {self.effort}")

    @classmethod
    def from_told(cls, told: str) -> Self:
        """The attack that a protocol tells of.

        Raises:
            ScoreError: it tells of none, or of one of another version.

        >>> Attack.from_told("pgd-1: eps 1/255, 10 gradients a frame, seed 0, version 1").effort
        10
        """
        found = _TOLD.match(told)
        if found is not None:
            kind, *numbers = found.groups()
            eps, effort, seed = map(int, numbers)
            attack = cls(kind=kind, eps=eps, effort=effort, seed=seed)
            if attack.told == told:
                return attack
        raise ScoreError(f"{told!r:.100} is no attack of version {VERSION}")

    @property
    def knows(self) -> Knows:
        """What the adversary has."""
        return ATTACKS[self.kind].knows

    @property
    def name(self) -> str:
        """Kind and eps, such as ``square-2``."""
        return f"{self.kind}-{self.eps}"

    @property
    def told(self) -> str:
        """Everything but the clip and the tools' versions that determines the pixels."""
        effort = f"{self.effort} {self._unit}"
        return f"{self.name}: eps {self.eps}/255, {effort}, seed {self.seed}, version {VERSION}"

    def as_json(self) -> dict[str, Any]:
        """Its numbers, and what the adversary knows."""
        return {
            "kind": self.kind,
            "eps": self.eps,
            "knows": self.knows.value,
            "effort": self.effort,
            "effort_unit": self._unit,
            "seed": self.seed,
        }

    @property
    def _unit(self) -> str:
        return "queries a clip and way" if self.knows is Knows.ANSWERS else "gradients a frame"


def attacks_of(
    kinds: Iterable[str], *, eps: int, steps: int = STEPS, budget: int = BUDGET, seed: int = 0
) -> tuple[Attack, ...]:
    """Attacks of some kinds with the same ``eps``.

    Args:
        kinds: lines of `ATTACKS`.
        eps: grey levels of 255.
        steps: gradients a frame, for those that take several.
        budget: questions a clip and way, for those that ask.
        seed: of all that is drawn.

    Raises:
        ScoreError: as `Attack`.
    """
    efforts = {"fgsm": 1, "square": budget}
    return tuple(
        Attack(kind=kind, eps=eps, effort=efforts.get(kind, steps), seed=seed) for kind in kinds
    )
