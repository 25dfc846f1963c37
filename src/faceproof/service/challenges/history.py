"""How has a detector fared on each set that came after it?"""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from faceproof.service.models import Evaluation, Release


class Past(NamedTuple):
    """What one team was told of a detector, by one version of a set.

    Attributes:
        hidden: name and version of the set.
        told: as the board says.
    """

    challenge: str
    title: str
    hidden: str
    team: str
    sent_on: datetime
    told: dict[str, Any]


def history_of(detector: str) -> list[Past]:
    """Every figure that a detector of this name brought to a board, the newest set first.

    A submission that did not beat its team's best is not there: of it nothing was told.
    """
    found = Evaluation.objects.filter(
        submission__detector__iexact=detector, improved=True
    ).select_related("submission__challenge", "submission__team")
    sets = {one.labels_sha256: one for one in Release.objects.hidden()}
    last: dict[tuple[object, ...], Past] = {}
    for one in found.order_by("id"):
        sent, hidden = one.submission, sets.get(one.labels_sha256)
        if hidden is not None:
            key = (sent.challenge_id, one.labels_sha256, one.scorer, sent.team_id)
            last[key] = Past(
                challenge=sent.challenge.slug,
                title=sent.challenge.title,
                hidden=str(hidden),
                team=sent.team.name,
                sent_on=sent.sent_on,
                told=one.told,
            )
    return sorted(last.values(), key=lambda past: (past.hidden, past.team), reverse=True)
