"""What programs send and are told about challenges, as the described API has it."""

from __future__ import annotations

from typing import Any

from ninja import Schema


class ChallengeOut(Schema):
    """A challenge: what is asked, when, and how often."""

    slug: str
    title: str
    phase: str
    opens_on: str
    closes_on: str
    hidden: str
    labels_sha256: str
    attempts: int
    cool_down_days: int
    attempts_in_all: int | None
    ranked_by: str


class FiguresOut(Schema):
    """What may be told of answers."""

    auc: float | None
    low: float | None
    high: float | None
    coverage: float | None
    by_method: dict[str, float | None]
    by_compression: dict[str, float | None]


class CardOut(FiguresOut):
    """What a team is told of its answers."""

    improved: bool
    group: int | None
    labels_sha256: str
    scorer: str


class SubmissionOut(Schema):
    """Where a submission stands."""

    id: int
    challenge: str
    team: str
    detector: str
    state: str
    running: bool
    position: int | None
    reason: str
    problems: list[str]
    sha256: str
    sent_on: str
    attempts_left: int
    next_on: str | None
    receipt: str | None
    card: CardOut | None


class DeclaredIn(Schema):
    """What is said of the answers; all of it may be left out."""

    detector: str = ""
    trained_on: str = ""
    trained_elsewhere: str = ""
    seconds_per_clip: float | None = None
    reported_auc: float | None = None
    reported_source: str = ""


class RowOut(FiguresOut):
    """A row of a board."""

    team: str
    detector: str
    worst: float | None
    submission: int
    sent_on: str
    trained_on: list[str]
    trained_elsewhere: str
    seconds_per_clip: float | None
    reported_auc: float | None
    reported_source: str
    verified_auc: float | None
    verified_seconds_per_clip: float | None
    verified_machine: str
    receipt_sha256: str


class BoardOut(Schema):
    """A board: groups of ties, the best first; within one the order says nothing."""

    challenge: str
    part: str
    ranked_by: str
    made_on: str
    labels_sha256: str
    scorer: str
    receipt_sha256: str | None
    groups: list[list[RowOut]]


class ReceiptOut(Schema):
    """What the site stands for, and what shows that it is in the log, once it is."""

    receipt: str
    sha256: str
    proof: dict[str, Any] | None
