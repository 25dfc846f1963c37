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
from faceproof.service.models import Account, Challenge, Release

_RULES = ("title", "about", "opens_on", "closes_on", "attempts", "cool_down_days")


def make(slug: str, hidden: Release, *, by: Account | None, **rules: Any) -> Challenge:
    """A challenge over a hidden set.

    Args:
        slug: in its address.
        hidden: the set.
        by: a steward.
        rules: the other fields of `Challenge`.

    Raises:
        ChallengeError: the set is none, or is not offered; the address is taken; it would close
            before it opens.
    """
    if not hidden.is_hidden or not hidden.is_offered:
        raise ChallengeError(f"{hidden} is no hidden set on offer")
    made = Challenge(slug=slug, hidden=hidden, **rules)
    _check_times(made.opens_on, made.closes_on)
    try:
        with transaction.atomic():
            made.save()
            journal.note("challenge.made", who=by, challenge=made.pk, release=hidden.pk)
    except IntegrityError as error:
        raise ChallengeError(f"there is a challenge {slug!r} already") from error
    return made


def change(challenge: Challenge, *, by: Account, **rules: Any) -> None:
    """Change what is asked, or when, or how often.

    Raises:
        ChallengeError: it would close before it opens, or would open again after its end.
    """
    held = {
        name: rules.get(name, getattr(challenge, name)) for name in (*_RULES, "attempts_in_all")
    }
    _check_times(held["opens_on"], held["closes_on"])
    ended = challenge.rankings.filter(part=Part.PRIVATE.value).exists()
    if ended and held["closes_on"] > timezone.now():
        raise ChallengeError("its final board is told, so it cannot open again; make another")
    with transaction.atomic():
        Challenge.objects.filter(pk=challenge.pk).update(**held)
        journal.note("challenge.changed", who=by, challenge=challenge.pk, fields=sorted(rules))


def close(challenge: Challenge, *, by: Account) -> None:
    """End it now; the final board follows."""
    now = timezone.now()
    with transaction.atomic():
        Challenge.objects.filter(pk=challenge.pk, closes_on__gt=now).update(closes_on=now)
        journal.note("challenge.closed", who=by, challenge=challenge.pk)
    rank_finally(now)


def rank_finally(now: datetime) -> int:
    """Ask for the final board of every challenge that is over and has none.

    Returns:
        How many were asked for.
    """
    over = Challenge.objects.filter(closes_on__lte=now).select_related("hidden")
    asked = 0
    for challenge in over:
        labels = challenge.hidden.labels_sha256
        ranked = challenge.rankings.filter(part=Part.PRIVATE.value, labels_sha256=labels)
        if not ranked.exists():
            key = f"final:{challenge.pk}:{labels[:16]}"
            queue("rank", key, challenge=challenge.pk, part=Part.PRIVATE.value)
            asked += 1
    return asked


def _check_times(opens_on: datetime, closes_on: datetime) -> None:
    if closes_on <= opens_on:
        raise ChallengeError("it would close before it opens")
