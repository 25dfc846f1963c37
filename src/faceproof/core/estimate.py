"""A figure with its interval, and what it was measured on."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Self

from faceproof.core import fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A measured figure.

    Attributes:
        value: the figure; None where it cannot be measured (one class, too few reals).
        low, high: 95% interval by target actor; None under 4 clusters, where none is honest.
        n: items that entered.
        clusters: target actors among them.
    """

    value: float | None
    low: float | None
    high: float | None
    n: int
    clusters: int

    @classmethod
    def from_json(cls, value: Any) -> Self:
        """What `as_json` gave.

        Raises:
            ValueError: it did not.
        """
        given = fields.only(value, ("value", "low", "high", "n", "clusters"))
        numbers = {
            name: None if given[name] is None else fields.number(given[name])
            for name in ("value", "low", "high")
        }
        n, clusters = (fields.count(given[name], least=0) for name in ("n", "clusters"))
        return cls(**numbers, n=n, clusters=clusters)

    def as_json(self) -> dict[str, float | int | None]:
        """The five fields by name."""
        return asdict(self)

    def __str__(self) -> str:
        """``.812 [.701, .889]``; says so where a bound is not measurable."""
        if self.value is None:
            return "not measurable"
        if self.low is None or self.high is None:
            return f"{_short(self.value)} [no interval: {self.clusters} actors]"
        return f"{_short(self.value)} [{_short(self.low)}, {_short(self.high)}]"


def _short(value: float) -> str:
    text = f"{value:.3f}"
    return text[1:] if text.startswith("0.") else text
