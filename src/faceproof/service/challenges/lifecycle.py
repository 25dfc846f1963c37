"""Make a challenge, change it, end it: what stewards do, each step in the journal."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from faceproof.benchmark.hidden import Part
from faceproof.core.errors import ChallengeError
from faceproof.service import journal
from faceproof.service.jobs import queue
from faceproof.service.models import Account, Challenge, Phase, Release

_RULES = (
    "title", "about", "opens_on", "closes_on", "attempts", "cool_down_days", "attempts_in_all",
)  # fmt: skip
_MOST_ATTEMPTS, _MOST_DAYS = 10_000, 3_660


def make(slug: str, hidden: Release, *, by: Account | None, **rules: Any) -> Challenge:
    """A challenge over a hidden set.

    Args:
        slug: in its address.
        hidden: the set.
        by: a steward.
        rules: the other fields of `Challenge`.

    Raises:
        ChallengeError: the set is none, is not offered, or is asked in another challenge; the
            address is taken; the rules cannot be.
    """
    if not hidden.is_hidden or not hidden.is_offered:
        raise ChallengeError(
            f"{hidden} is no hidden set on offer; offer one with `faceproof admin publish-hidden`"
        )
    made = Challenge(slug=slug, hidden=hidden, **rules)
    _check_rules(made)
    try:
        with transaction.atomic():
            Release.objects.select_for_update().get(pk=hidden.pk)
            _check_is_asked_once(hidden)
            made.save()
            journal.note("challenge.made", who=by, challenge=made.pk, release=hidden.pk)
    except IntegrityError as error:
        raise ChallengeError(f"there is a challenge {slug!r} already") from error
    return made


def change(challenge: Challenge, *, by: Account, **rules: Any) -> None:
    """Change what is asked, or when, or how often.

    Raises:
        ChallengeError: the rules cannot be, or it would go on after its final board was shown.
    """
    held = {name: rules.get(name, getattr(challenge, name)) for name in _RULES}
    _check_rules(Challenge(**held))
    with transaction.atomic():
        Challenge.objects.select_for_update().get(pk=challenge.pk)
        ended = challenge.rankings.filter(part=Part.PRIVATE.value).exists()
        if ended and held["closes_on"] > timezone.now():
            raise ChallengeError(
                "it has its final board and cannot go on; make another, over another set"
            )
        Challenge.objects.filter(pk=challenge.pk).update(**held)
        journal.note("challenge.changed", who=by, challenge=challenge.pk, fields=sorted(rules))


def close(challenge: Challenge, *, by: Account) -> None:
    """End it now, if it is open; the final board follows."""
    now = timezone.now()
    with transaction.atomic():
        is_open = Challenge.objects.filter(pk=challenge.pk, opens_on__lte=now, closes_on__gt=now)
        if is_open.update(closes_on=now):
            journal.note("challenge.closed", who=by, challenge=challenge.pk)
    rank_finally(Challenge.objects.select_related("hidden").get(pk=challenge.pk), now)


def rank_finally(challenge: Challenge, now: datetime) -> None:
    """Ask for the final board of a challenge, if it is over and has none by the labels of now."""
    labels = challenge.hidden.labels_sha256
    ranked = challenge.rankings.filter(part=Part.PRIVATE.value, labels_sha256=labels)
    if challenge.phase(now) is Phase.CLOSED and not ranked.exists():
        key = f"final:{challenge.pk}:{labels[:16]}:{challenge.closes_on.isoformat()}"
        queue("rank", key, challenge=challenge.pk, part=Part.PRIVATE.value)


def _check_is_asked_once(hidden: Release) -> None:
    """A second challenge is a second ladder, and the end of one tells the other's private part."""
    same = Challenge.objects.filter(hidden__facts__labels_sha256=hidden.labels_sha256)
    other = same.first()  # by whatever name it is offered
    if other is not None:
        raise ChallengeError(f"{hidden} is asked in {str(other)!r} already; hide another set")


def _check_rules(one: Challenge) -> None:
    if one.closes_on <= one.opens_on:
        raise ChallengeError("it would close before it opens; choose a later end")
    if not 1 <= one.attempts <= _MOST_ATTEMPTS:
        raise ChallengeError(f"a team has 1 to {_MOST_ATTEMPTS:,} attempts")
    if not 1 <= one.cool_down_days <= _MOST_DAYS:
        raise ChallengeError(f"attempts come back after 1 to {_MOST_DAYS:,} days")
    if one.attempts_in_all is not None and not 1 <= one.attempts_in_all <= _MOST_ATTEMPTS:
        raise ChallengeError(
            f"a team has 1 to {_MOST_ATTEMPTS:,} attempts in all, or no such limit"
        )
