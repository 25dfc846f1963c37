"""May a team send answers now? A failed or refused submission has cost nothing.

What a member sent counts for the team, be it before they joined: whoever changes teams does not
begin anew.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Q, QuerySet
from django.utils import timezone

from faceproof.core.errors import AttemptsError
from faceproof.service.models import Challenge, Submission, Team, costing


class Attempts(NamedTuple):
    """How a team stands.

    Attributes:
        left: how many it may send now.
        next_on: when it may again, where it may not now; None where it may, and where it never
            will.
    """

    left: int
    next_on: datetime | None


def attempts(challenge: Challenge, team: Team, now: datetime) -> Attempts:
    """How many submissions a team has left at a moment, and when it gets the next."""
    sent = _costly(challenge, team)
    in_all = challenge.attempts_in_all
    ever = None if in_all is None else in_all - sent.count()
    if ever is not None and ever <= 0:
        return Attempts(0, None)
    window = timedelta(days=challenge.cool_down_days)
    lately = list(
        sent.filter(sent_on__gt=now - window).order_by("sent_on").values_list("sent_on", flat=True)
    )
    left = challenge.attempts - len(lately)
    if left > 0:
        return Attempts(left if ever is None else min(left, ever), None)
    return Attempts(0, lately[-challenge.attempts] + window)


def check_attempts(challenge: Challenge, team: Team) -> None:
    """Return only when a team may send answers now.

    Raises:
        AttemptsError: saying from when, if ever.
    """
    stand = attempts(challenge, team, timezone.now())
    if stand.left:
        return
    if stand.next_on is None:
        raise AttemptsError(f"your team has used all {challenge.attempts_in_all} attempts")
    raise AttemptsError(
        f"your team may send answers again on {stand.next_on:%Y-%m-%d %H:%M} UTC: at most "
        f"{challenge.attempts} within {challenge.cool_down_days} days"
    )


def _costly(challenge: Challenge, team: Team) -> QuerySet[Submission]:
    ours = Q(team=team) | Q(account__member__team=team)
    return challenge.submissions.filter(ours).filter(costing())
