"""Who may answer a challenge, and look at what was sent to it?"""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils import timezone

from faceproof.core.errors import ChallengeError
from faceproof.service.access import grant_for
from faceproof.service.models import Account, Challenge, Phase, Submission
from faceproof.service.stewards import may_work


def may_have_clips(account: Account, challenge: Challenge) -> bool:
    """Who answers has the clips; and as a person says who gets them, nobody is many teams."""
    return account.is_staff or grant_for(account, challenge.hidden) is not None


def check_admitted(account: Account, challenge: Challenge) -> None:
    """Return only when somebody may answer a challenge now.

    Raises:
        ChallengeError: it is not open, or they may not have the clips.
    """
    check_open(challenge)
    if not may_have_clips(account, challenge):
        raise ChallengeError(
            f"you may not have the clips of {challenge.hidden} yet; ask for them on its page first"
        )


def check_open(challenge: Challenge) -> None:
    """Return only when a challenge takes answers now.

    Raises:
        ChallengeError: it has not opened or is closed, or its set is stopped.
    """
    phase = challenge.phase(timezone.now())
    if phase is Phase.UPCOMING:
        raise ChallengeError(f"{challenge} opens on {challenge.opens_on:%Y-%m-%d %H:%M} UTC")
    if phase is Phase.CLOSED:
        raise ChallengeError(f"{challenge} closed on {challenge.closes_on:%Y-%m-%d %H:%M} UTC")
    if not challenge.hidden.is_offered:
        raise ChallengeError(
            f"somebody in the hidden set of {challenge} has withdrawn; it goes on with the next "
            "version of the set"
        )


def seen_by(account: Account) -> QuerySet[Submission]:
    """What somebody may look at: all that their team has sent; a steward everything."""
    every = Submission.objects.select_related("challenge__hidden", "team", "job")
    return every if may_work(account) else every.filter(team__members__account=account)
