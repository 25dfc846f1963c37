"""What does a site say of scores that were sent to it? Its JSON as records, checked.

Fields that are not known are passed over, so that a newer site still answers an older client.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from faceproof.client.answers import slug
from faceproof.core import fields

_MOST = 10_000  # problems, or methods, that are believed


class State(StrEnum):
    """How far a submission is."""

    WAITING = "waiting"
    SCORED = "scored"
    INVALID = "invalid"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """The figures of a submission, by the names that the site gives them.

    Attributes:
        auc: None where it cannot be measured, as are those of a method or a compression.
        low, high: its 95% interval; None where too few people are in it for one.
        coverage: share of the clips that were answered.
        improved: it is better than what the team had.
        group: of the board; rows of one group are tied; None where it stands in none.
        labels_sha256: of the labels that it was held against.
        scorer: version of what held it.
    """

    auc: float | None
    low: float | None
    high: float | None
    coverage: float
    by_method: Mapping[str, float | None]
    by_compression: Mapping[str, float | None]
    improved: bool
    group: int | None
    labels_sha256: str
    scorer: str

    def as_json(self) -> dict[str, Any]:
        """As the site gave it."""
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """Scores that a site has.

    Attributes:
        id: its number at the site.
        challenge: short name.
        position: how many are before it; None where it does not wait.
        is_running: it is being scored.
        reason: why it failed, or what is wrong with it as a whole; may be empty.
        problems: what is wrong with its lines.
        sha256: of the file.
        next_on: when the team may send another; None for now.
        receipt: sha256 of the receipt; None until there is one.
        card: there when it is scored, and only then.
    """

    id: int
    challenge: str
    detector: str
    team: str
    state: State
    position: int | None
    is_running: bool
    reason: str
    problems: tuple[str, ...]
    sha256: str
    next_on: datetime | None
    receipt: str | None
    card: Card | None


def read_submission(value: Any) -> Submission:
    """A submission. Raises ValueError, TypeError or KeyError on anything else."""
    state = State(fields.text(value["state"]))
    position, next_on, receipt = value["position"], value["next_on"], value["receipt"]
    return Submission(
        id=fields.count(value["id"]),
        challenge=slug(value["challenge"]),
        detector=fields.text(value["detector"]),
        team=fields.text(value["team"]),
        state=state,
        position=None if position is None else fields.count(position, least=0),
        is_running=fields.flag(value["running"]),
        reason=_perhaps_empty(value["reason"]),
        problems=tuple(fields.text(one) for one in _few(fields.items(value["problems"]))),
        sha256=fields.digest(value["sha256"]),
        next_on=None if next_on is None else datetime.fromisoformat(fields.text(next_on)),
        receipt=None if receipt is None else fields.digest(receipt),
        card=_card(value["card"]) if state is State.SCORED else None,
    )


def _card(value: Any) -> Card:
    low, high, group = _measured(value["low"]), _measured(value["high"]), value["group"]
    if (low is None) != (high is None) or (low or 0) > (high or 0):
        raise ValueError(f"an interval from {low} to {high} is none")
    return Card(
        auc=_measured(value["auc"]),
        low=low,
        high=high,
        coverage=fields.share(value["coverage"]),
        by_method=_figures(value["by_method"]),
        by_compression=_figures(value["by_compression"]),
        improved=fields.flag(value["improved"]),
        group=None if group is None else fields.count(group),
        labels_sha256=fields.digest(value["labels_sha256"]),
        scorer=fields.text(value["scorer"]),
    )


def _figures(value: Any) -> dict[str, float | None]:
    if not isinstance(value, dict):
        raise TypeError("figures are no object")
    return {fields.text(name): _measured(value[name]) for name in _few(list(value))}


def _measured(value: Any) -> float | None:
    return None if value is None else fields.share(value)


def _few(values: list[Any]) -> list[Any]:
    if len(values) > _MOST:
        raise ValueError(f"{len(values)} of one thing are over the {_MOST} that are believed")
    return values


def _perhaps_empty(value: Any) -> str:
    return "" if value == "" else fields.text(value)
