"""How unusual is a score among those of known clips? Guarantees without any model of scores.

Reference:
    Vovk, Gammerman & Shafer 2005, Algorithmic Learning in a Random World, section 4.5
    (class-conditional conformal predictors).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from faceproof.core import fields
from faceproof.core.errors import ScoreError

People = Sequence[Sequence[float]]
"""Scores of each person's clips."""


@dataclass(frozen=True, slots=True)
class Domain:
    """Scores of clips of known truth that came one way.

    Attributes:
        genuine: of recordings, by person.
        fake: of fakes, by the person shown; may be empty.
    """

    genuine: tuple[tuple[float, ...], ...]
    fake: tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True)
class Band:
    """Where scores of recordings and of fakes lie, domain by domain.

    A person counts once, however many clips show them: their clips are no independent draws.
    """

    domains: Mapping[str, Domain]

    def __post_init__(self) -> None:
        if not self.domains or any(not domain.genuine for domain in self.domains.values()):
            raise ScoreError("a band needs recordings of at least one person in each domain")
        people = [p for d in self.domains.values() for p in (*d.genuine, *d.fake)]
        if not all(len(person) and np.isfinite(person).all() for person in people):
            raise ScoreError("a person in a band has no scores, or one that is not finite")

    def p_genuine(self, score: float, *, rate: float = 0.0) -> float:
        """Share of people, with one more, whose recordings score as high; of the kindest domain.

        Where a person and their recordings are drawn as those of some domain were, this is at
        most ``a`` with probability at most ``a``, over draws of that domain's people too: of one
        given band the true share may lie a little above. A domain of too few people to vouch for
        ``rate`` is passed over where none of them scores as high and a larger one can vouch; of
        files like its own nothing is then promised.

        Args:
            score: of a file.
            rate: at which somebody will be accused.

        Raises:
            ScoreError: the score is not a number.
        """
        shares = [_share(d.genuine, score, higher=True) for d in self.domains.values()]
        least = [1 / (1 + len(d.genuine)) for d in self.domains.values()]
        if min(least) > rate:
            return max(shares)
        # where nobody scores as high, the share is the least it can be
        return max(s for s, floor in zip(shares, least, strict=True) if floor <= rate or s > floor)

    def p_fake(self, score: float) -> float:
        """The same of fakes that score as low; domains without fakes say nothing of them.

        Raises:
            ScoreError: the score is not a number.
        """
        known = [d.fake for d in self.domains.values() if d.fake]
        return max((_share(fake, score, higher=False) for fake in known), default=1.0)

    @classmethod
    def from_json(cls, value: Any) -> Self:
        """What `as_json` gave.

        Raises:
            ValueError: it did not.
        """
        if not isinstance(value, Mapping):
            raise ValueError("a band is not an object of domains")  # noqa: TRY004 - one error
        return cls({fields.text(name): _domain(given) for name, given in value.items()})

    def as_json(self) -> dict[str, Any]:
        """Scores by domain, class and person, in full: many stand at the same limit."""
        return {
            name: {"genuine": list(map(list, d.genuine)), "fake": list(map(list, d.fake))}
            for name, d in self.domains.items()
        }


def _domain(value: Any) -> Domain:
    given = fields.only(value, ("genuine", "fake"))
    genuine, fake = (
        tuple(tuple(map(fields.number, fields.items(p))) for p in fields.items(given[kind]))
        for kind in ("genuine", "fake")
    )
    return Domain(genuine=genuine, fake=fake)


def _share(people: People, score: float, *, higher: bool) -> float:
    if math.isnan(score):
        raise ScoreError("a score that is not a number stands nowhere in a band")
    beyond = [
        float(np.mean(np.asarray(p) >= score if higher else np.asarray(p) <= score)) for p in people
    ]
    return (1 + sum(beyond)) / (1 + len(people))
