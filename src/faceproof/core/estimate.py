"""A figure with its interval, and what it was measured on."""

from __future__ import annotations

from dataclasses import asdict, dataclass


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
