"""The consents of this service: in whose workspace, and what they say of an actor.

`FACEPROOF_WORKSPACE` names the steward's workspace. Without it the service keeps one of its own,
which can hold the withdrawals of rendered actors, who need no line before; a person's withdrawal
then fails to be entered, and the steward is told.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from pathlib import Path

from django.conf import settings

from faceproof.core import ActorId, Consent
from faceproof.core.errors import SignatureError
from faceproof.provenance import PrivateKey, create_key
from faceproof.service.models import ActorLink
from faceproof.sources import (
    Ledger,
    append_withdrawal,
    ledger_path,
    steward_key,
    steward_public,
    synthetic_consent,
    synthetic_seed,
    workspace_ledger,
)

OWN = "workspace"


def workspace() -> Path:
    """Where consents and the steward's key lie."""
    named: Path | None = settings.PLACE.workspace
    return named or settings.PLACE.data / OWN


def key() -> PrivateKey:
    """What withdrawals and next versions are signed with.

    Raises:
        LedgerError: the named workspace has no key.
        SignatureError: the key cannot be used.
    """
    if settings.PLACE.workspace is None:
        public = steward_public(workspace())
        if not public.exists():
            with suppress(SignatureError):  # another process was first
                create_key(public.parent, public.name.removesuffix(".pub.pem"))
    return steward_key(workspace())


def ledger() -> Ledger | None:
    """Today's consents; None while there are none.

    Raises:
        LedgerError: they do not verify.
    """
    return workspace_ledger(workspace()) if ledger_path(workspace()).exists() else None


def consent_of(actor: ActorId) -> Consent | None:
    """What somebody allowed: the ledger's last word, or a rendered actor's own; None if unknown.

    Raises:
        LedgerError: the ledger does not verify.
    """
    known = ledger()
    if known is not None and actor in known.consents:
        return known.consents[actor]
    seed = synthetic_seed(actor)
    return None if seed is None else synthetic_consent(seed)


def enter_withdrawals(*, on: date) -> Ledger:
    """The ledger, once everybody who withdrew on this site is withdrawn in it, too.

    Args:
        on: the day from which those that are missing hold.

    Raises:
        LedgerError: somebody is not in the ledger, or it cannot be written.
    """
    known = ledger()
    for link in ActorLink.objects.exclude(withdrawn_on=None):
        consent = known.consents.get(ActorId(link.actor)) if known is not None else None
        is_newer = consent is not None and consent.signed_on > link.withdrawn_on.date()
        if consent is None or (consent.withdrawn_on is None and not is_newer):
            append_withdrawal(ledger_path(workspace()), key(), ActorId(link.actor), on)
    return workspace_ledger(workspace())
