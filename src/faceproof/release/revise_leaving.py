"""Which clips leave the next version, and whom does it still show? Each clip asks its people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import date

from faceproof.core import ActorId, Clip, ClipId, Consent, Manifest, Scope, Splits
from faceproof.core.errors import ConsentError, ManifestError
from faceproof.datasets import split_names
from faceproof.release.tombstone import Reason
from faceproof.sources import Ledger, synthetic_consent, synthetic_seed


def consents_in(manifest: Manifest, ledger: Ledger | None) -> dict[ActorId, Consent]:
    """The last word of everybody in a release: the ledger's, or a rendered actor's own.

    Raises:
        ConsentError: a person is not in the ledger, so that it is not the one they signed, or
            there is none.
    """
    rendered: dict[ActorId, bool] = defaultdict(lambda: True)
    for clip in manifest.clips:
        for actor in clip.actors:
            rendered[actor] &= clip.synthetic
    return {actor: _consent(actor, ledger, rendered=rendered[actor]) for actor in rendered}


def _consent(actor: ActorId, ledger: Ledger | None, *, rendered: bool) -> Consent:
    seed = synthetic_seed(actor) if rendered else None
    consent = ledger.consents.get(actor) if ledger is not None else None
    if consent is None and seed is not None:
        return synthetic_consent(seed)
    if consent is None:
        where = f"the ledger {ledger.name}" if ledger is not None else "a ledger, as none was given"
        raise ConsentError(
            f"actor {actor!r} is in the release and not in {where}; give the workspace in which "
            "they signed, with --workspace"
        )
    return consent


def withdrawn_people(ledger: Ledger, *, on: date) -> frozenset[ActorId]:
    """Everybody whose consent is withdrawn or ran out by a day, in whatever release they are."""
    ended = (consent for consent in ledger.consents.values() if _ended(consent, on) is not None)
    return frozenset(consent.actor for consent in ended)


def unwilling(ledger: Ledger, method: str | None = None, *, on: date) -> frozenset[ActorId]:
    """Everybody who does not allow on a day that something learns from them.

    Args:
        ledger: today's consents.
        method: that makes fakes of whom it learned; None asks for a detector.
        on: the day.
    """
    scopes = (Scope.TRAIN,) if method is None else (Scope.TRAIN, Scope.MANIPULATE)
    return frozenset(
        consent.actor
        for consent in ledger.consents.values()
        if any(consent.why_not(scope, on=on, method=method) is not None for scope in scopes)
    )


def leaving(
    manifest: Manifest, consents: Mapping[ActorId, Consent], *, on: date
) -> dict[ClipId, Reason]:
    """Each clip that somebody in it does not allow on a day, and why; target and source alike.

    Everybody must allow that the clip is kept, and in a fake that its method was used on them. So
    what a fake was made from stays wherever the fake does.
    """
    found = {}
    for clip in manifest.clips:
        reasons = sorted(_reasons(clip, consents, on), key=list(Reason).index)
        if reasons:
            found[clip.id] = reasons[0]
    return found


def _reasons(clip: Clip, consents: Mapping[ActorId, Consent], on: date) -> Iterator[Reason]:
    for actor in clip.actors:
        asked = [_reason(consents[actor], Scope.RECORD, on)]
        if clip.is_fake:
            asked.append(_reason(consents[actor], Scope.MANIPULATE, on, clip.method))
        yield from (reason for reason in asked if reason is not None)


def _reason(consent: Consent, scope: Scope, on: date, method: str | None = None) -> Reason | None:
    if consent.why_not(scope, on=on, method=method) is None:
        return None
    return _ended(consent, on) or Reason.NARROWED


def _ended(consent: Consent, on: date) -> Reason | None:
    if consent.withdrawn_on is not None and on >= consent.withdrawn_on:
        return Reason.WITHDRAWN
    if consent.expires_on is not None and on > consent.expires_on:
        return Reason.EXPIRED
    return None


def splits_of_those_who_stay(splits: Splits, staying: Collection[ActorId]) -> Splits:
    """The same sides without those who left.

    Raises:
        ManifestError: a side would hold nobody.
    """
    groups = [tuple(a for a in group if a in staying) for group in splits.groups]
    for name, before, group in zip(split_names(splits), splits.groups, groups, strict=True):
        if before and not group:
            raise ManifestError(
                f"nobody would be left in {name}; expected at least one person on each side: film "
                "others and build a new release, and do not hand on the old one"
            )
    if splits.parts:
        return Splits(parts=dict(zip(split_names(splits), groups, strict=True)))
    return Splits(folds=tuple(groups))
