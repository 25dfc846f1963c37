"""What may follow what in a consent ledger, and what holds of each person after it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from faceproof.core import ActorId, Consent, ConsentKind
from faceproof.sources.actors import SYNTHETIC_PREFIX, synthetic_consent, synthetic_seed
from faceproof.sources.ledger_line import Entry, Withdrawal


def fold(consents: dict[ActorId, Consent], entry: Entry) -> None:
    """Bring ``consents`` up to date with one more entry.

    A later consent replaces the earlier one, also after a withdrawal; an older one never does.
    A rendered actor certifies himself, so he can be withdrawn with no line before, and for good.

    Raises:
        ValueError: in one line, why the entry cannot follow.
    """
    before = consents.get(entry.actor)
    if isinstance(entry, Withdrawal):
        seed = synthetic_seed(entry.actor)
        if before is None and seed is not None:
            before = synthetic_consent(seed)
        consents[entry.actor] = _withdrawn(before, entry)
        return
    _check_consent(entry)
    if before is not None:
        _check_renewal(before, entry)
    consents[entry.actor] = entry


def _withdrawn(before: Consent | None, entry: Withdrawal) -> Consent:
    if before is None:
        raise ValueError(f"actor {entry.actor!r} withdraws, but no line before is a consent")
    if entry.withdrawn_on < before.signed_on:
        raise ValueError(
            f"actor {entry.actor!r} withdraws on {entry.withdrawn_on}, before the consent was "
            f"signed on {before.signed_on}"
        )
    # A second withdrawal can only bring the day forward.
    return replace(before, withdrawn_on=min(entry.withdrawn_on, before.withdrawn_on or date.max))


def _check_consent(entry: Consent) -> None:
    who = f"actor {entry.actor!r}"
    if entry.kind is ConsentKind.SYNTHETIC or entry.actor.startswith(SYNTHETIC_PREFIX):
        raise ValueError(
            f"{who} is synthetic, and a ledger is of people: rendered actors certify themselves, "
            f"and ids that begin with {SYNTHETIC_PREFIX!r} are theirs"
        )
    if not entry.scopes:
        raise ValueError(f"{who} allows nothing: expected at least one scope")
    if entry.expires_on is not None and entry.expires_on < entry.signed_on:
        raise ValueError(f"{who}: expires on {entry.expires_on}, before {entry.signed_on}")


def _check_renewal(before: Consent, entry: Consent) -> None:
    since = max(before.signed_on, before.withdrawn_on or before.signed_on)
    if entry.signed_on < since:
        raise ValueError(
            f"actor {entry.actor!r}: signed on {entry.signed_on}, but the ledger's last word on "
            f"this person is of {since}; only a newer consent replaces it"
        )
