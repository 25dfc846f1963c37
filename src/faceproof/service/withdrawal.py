"""An actor withdraws: what happens at once, and what workers do afterwards.

In one transaction: the day is kept, every release that shows them is stopped, so that no address
is given out and none that was given out works, and all who may hold a copy are told. Then, as
jobs: the ledger's entry, and for each release its next version (`faceproof.service.next_version`).
"""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from faceproof.core import Scope
from faceproof.service import journal
from faceproof.service.actors import releases_with
from faceproof.service.jobs import queue
from faceproof.service.models import Account, ActorLink, Grant, Release
from faceproof.service.notices import tell, tell_stewards
from faceproof.sources import Ledger


def withdraw(link: ActorLink) -> None:
    """Take an actor's consent back, by their own link; a second time changes nothing."""
    with transaction.atomic():
        held = ActorLink.objects.select_for_update().get(pk=link.pk)
        if held.withdrawn_on is not None:
            return
        held.withdrawn_on = timezone.now()
        held.save(update_fields=["withdrawn_on"])
        journal.note("actor.withdrew", who=None, link=held.pk)
        queue("enter_withdrawal", str(held.pk))
        stop_releases_with(held.actor)
        tell_stewards("actor-left", link="/steward")


def stop_releases_with(actor: str) -> None:
    """Stop handing out what shows somebody; inside the transaction in which they withdraw."""
    for release in releases_with(actor):
        if release.withdrawn_on is None:
            _stop(release)


def follow(ledger: Ledger, *, on: date) -> int:
    """Stop what the ledger no longer allows: somebody withdrew elsewhere, or a consent ran out.

    Returns:
        How many releases were stopped.
    """
    stopped = 0
    for release in Release.objects.filter(withdrawn_on=None):
        consents = map(ledger.consents.get, release.facts["actors"])
        if any(consent and consent.why_not(Scope.RECORD, on=on) for consent in consents):
            with transaction.atomic():
                _stop(release)
                tell_stewards("actor-left", link="/steward")
            stopped += 1
    return stopped


def holders_of(release: Release) -> list[Account]:
    """Everybody who was ever let in, since whoever was may still have a copy."""
    grants = Grant.objects.filter(release=release).select_related("account").order_by("pk")
    return list({grant.account.pk: grant.account for grant in grants}.values())


def _stop(release: Release) -> None:
    Release.objects.filter(pk=release.pk).update(withdrawn_on=timezone.now())
    journal.note("release.stopped", who=None, release=release.pk, digest=release.digest)
    for account in holders_of(release):
        tell(account, "actor-withdrew", f"/releases/{release.slug}", release=str(release))
    if release.is_hidden:  # only who has its truth can hide it anew
        tell_stewards("hidden-stopped", link=f"/releases/{release.slug}")
        return
    queue("remove_previews", release.digest, release=release.pk)
    queue("make_next_version", release.digest, release=release.pk)
