"""Under which private link does an actor see what is done with their face?

The secret in the link is shown once, to the steward who makes it; only its digest is kept, so
nobody finds a link in the database. A new link for the same actor ends the one before; it also
takes back in who had withdrawn and has signed anew.
"""

from __future__ import annotations

import hashlib
import secrets

from django.db import transaction

from faceproof.core import ActorId, Consent
from faceproof.core.errors import ConsentError
from faceproof.service import journal
from faceproof.service.keeping import consent_of
from faceproof.service.models import Account, ActorLink, Release

_SECRET_BYTES = 32


def new_link(actor: ActorId, *, by: Account | None) -> str:
    """A path on this site for one actor, to be handed to them privately.

    Raises:
        ConsentError: no release here shows them, and no ledger knows them.
    """
    consent = consent_of(actor)
    if consent is None and not releases_with(actor):
        raise ConsentError(
            f"actor {actor!r} is in no release here and in no ledger; expected an id as it stands "
            "in a manifest or in the workspace's ledger"
        )
    secret = secrets.token_urlsafe(_SECRET_BYTES)
    with transaction.atomic():
        before = ActorLink.objects.select_for_update().filter(actor=actor).first()
        link = before or ActorLink(actor=actor)
        if _has_come_back(link, consent):
            link.withdrawn_on = None
        link.sha256 = _digest(secret)
        link.save()
        journal.note("actor.link-made", who=by, link=link.pk)
    return f"/actor/{secret}"


def link_of(secret: str) -> ActorLink | None:
    """Whose link it is; None for a link that was never given, or that a newer one replaced."""
    return ActorLink.objects.filter(sha256=_digest(secret)).first()


def releases_with(actor: str) -> list[Release]:
    """Every release here that shows an actor, as target or as source, stopped ones too."""
    return [one for one in Release.objects.all() if actor in one.facts["actors"]]


def _has_come_back(link: ActorLink, consent: Consent | None) -> bool:
    """They withdrew, and have signed a new form on a later day."""
    return (
        link.withdrawn_on is not None
        and consent is not None
        and consent.withdrawn_on is None
        and consent.signed_on > link.withdrawn_on.date()
    )


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
