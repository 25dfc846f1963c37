"""Who takes part together? Make a team, join one by its code, leave it."""

from __future__ import annotations

import secrets

from django.db import IntegrityError, transaction
from django.utils import timezone

from faceproof.core.errors import ChallengeError
from faceproof.service import journal
from faceproof.service.models import Account, Member, Team, costing
from faceproof.service.models.team import LONGEST_NAME
from faceproof.service.models.token import digest_of


def team_of(account: Account) -> Team | None:
    """The team somebody is in; None without one."""
    member = Member.objects.filter(account=account).select_related("team").first()
    return None if member is None else member.team


def make(account: Account, name: str) -> Team:
    """A new team, of which somebody is the first member.

    Raises:
        ChallengeError: they are in one, or the name is taken or none.
    """
    shown = " ".join(name.split())
    if not 0 < len(shown) <= LONGEST_NAME or not shown.isprintable():
        raise ChallengeError(f"a team's name has 1 to {LONGEST_NAME} printable characters")
    if Team.objects.filter(name__iexact=shown).exists():
        raise ChallengeError(f"there is a team {shown!r} already; choose another name")
    try:
        with transaction.atomic():
            team = Team.objects.create(name=shown)
            _enter(account, team)
            journal.note("team.made", who=account, team=team.pk)
    except IntegrityError as error:
        raise ChallengeError("that team was made a moment ago; look again") from error
    return team


def alone(account: Account) -> Team:
    """The team of one of somebody who is in none and sends answers; it tells no name."""
    name = f"Team {account.pk}"
    while Team.objects.filter(name__iexact=name).exists():
        name = f"Team {account.pk}-{secrets.token_hex(2)}"
    return make(account, name)


def join(account: Account, code: str) -> Team:
    """Become a member of the team whose code it is.

    Raises:
        ChallengeError: no team has such a code, or they are in one already.
    """
    team = Team.objects.filter(sha256=digest_of(code.strip())).exclude(sha256="").first()
    if team is None:
        raise ChallengeError("no team has this code; ask its members for a new one")
    with transaction.atomic():
        _enter(account, team)
        journal.note("team.joined", who=account, team=team.pk)
    return team


def leave(account: Account) -> None:
    """Be in no team any more; what was sent stays with the team, and counts for both.

    Raises:
        ChallengeError: something they sent still waits to be scored.
    """
    with transaction.atomic():
        member = Member.objects.select_for_update().filter(account=account).first()
        if member is None:
            return
        waiting = account.submissions.filter(costing(), state="waiting")
        if waiting.exists():
            raise ChallengeError("something you sent still waits to be scored; leave after that")
        journal.note("team.left", who=account, team=member.team_id)
        member.delete()


def new_code(team: Team, *, by: Account) -> str:
    """A code with which others join, shown this once; the one before ends."""
    code = secrets.token_urlsafe(12)
    with transaction.atomic():
        Team.objects.filter(pk=team.pk).update(sha256=digest_of(code))
        journal.note("team.code", who=by, team=team.pk)
    return code


def _enter(account: Account, team: Team) -> None:
    try:
        with transaction.atomic():
            Member.objects.create(account=account, team=team, joined_on=timezone.now())
    except IntegrityError as error:
        raise ChallengeError("you are in a team; leave it first") from error
