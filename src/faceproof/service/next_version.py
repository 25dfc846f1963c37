"""A release without those who withdrew: made, offered, and handed to whoever had the one before.

Begun twice it comes to the same end: a next version that is there already, made by a worker that
died or by a steward's own hands, is taken up as it is.
"""

from __future__ import annotations

import secrets
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from faceproof.core.errors import ConsentError
from faceproof.provenance.log import SALT_BYTES
from faceproof.release import revise
from faceproof.service import journal, keeping, storage
from faceproof.service.catalogue import publish
from faceproof.service.jobs import queue
from faceproof.service.models import AccessRequest, ActorLink, Grant, Release
from faceproof.service.models import RequestState as State
from faceproof.service.notices import tell
from faceproof.service.withdrawal import stop_releases_with
from faceproof.sources import Ledger


def enter_withdrawal() -> str:
    """Write into the ledger who withdrew on this site.

    Raises:
        LedgerError: somebody is not in the ledger, or it cannot be written.
    """
    ledger = keeping.enter_withdrawals(on=_today())
    return f"{ledger.name} ends with {ledger.head[:16]}"


def make_next_version(release: int) -> str:
    """Offer the next version of a stopped release, and move to it whoever may fetch the old one.

    Raises:
        ConsentError: the next version shows somebody who withdrew meanwhile.
        LedgerError: somebody who withdrew is not in the ledger.
        ManifestError: the release does not verify, or a side of its split would be empty.
        StorageError: something cannot be read or written.
    """
    old = Release.objects.get(pk=release)
    ledger = keeping.enter_withdrawals(on=_today())
    new = _child_of(old) or _revised(old, ledger)
    with transaction.atomic():
        Release.objects.filter(pk=old.pk).update(replaced_by=new)
        journal.note("release.replaced", who=None, release=old.pk, by=new.pk)
        for link in ActorLink.objects.exclude(withdrawn_on=None):
            stop_releases_with(link.actor)  # somebody may have withdrawn while it was made
        moved = _move(old, _newest(new))
    storage.remove(f"{old.slug}/{path}" for path in _media_of(old))
    return f"{new} replaces {old}; {moved} grants go on"


def _revised(old: Release, ledger: Ledger) -> Release:
    with TemporaryDirectory(dir=settings.PLACE.data) as folder:
        root = _folder_of(old, Path(folder) / "old")
        out = Path(folder) / "new"
        revision = revise(root, out=out, ledger=ledger, on=_today(), key=keeping.key())
        if revision.release is None:
            raise ConsentError(f"the ledger says that nobody in {old} has withdrawn")
        return publish(out, ledger=ledger, on=_today(), by=None)


def _folder_of(release: Release, folder: Path) -> Path:
    """The release as a folder: where it lies on this machine, or fetched from its bucket."""
    there = storage.local_path(release.slug)
    if there is not None:
        return there
    for file in release.files:
        storage.on_disk(f"{release.slug}/{file['path']}", folder)
    return folder / release.slug


def _child_of(old: Release) -> Release | None:
    same = Release.objects.filter(name=old.name)
    return next((one for one in same if old.digest in one.facts["parents"]), None)


def _newest(release: Release) -> Release:
    """The last of those that replaced one another."""
    found = Release.objects.get(pk=release.pk)
    while found.replaced_by is not None:
        found = found.replaced_by
    return found


def _move(old: Release, new: Release) -> int:
    """Let whoever may fetch the old version fetch the new one, for the time that was left."""
    moved = 0
    now = timezone.now()
    live = Grant.objects.filter(release=old, revoked_on=None, ends_on__gt=now)
    for grant in live.filter(request__state=State.APPROVED).select_related("request"):
        AccessRequest.objects.filter(pk=grant.request.pk).update(
            state=State.EXPIRED, decided_on=now, reason=f"{new} takes its place."
        )
        if not _has_asked(grant.request, new):
            _grant_again(grant, new)
            moved += 1
        tell(grant.account, "release-replaced", f"/releases/{new.slug}", release=str(new))
    for request in AccessRequest.objects.filter(release=old, state=State.SUBMITTED):
        if not _has_asked(request, new):
            AccessRequest.objects.filter(pk=request.pk).update(release=new)
            journal.note("request.moved", who=None, request=request.pk, release=new.digest)
    return moved


def _has_asked(request: AccessRequest, release: Release) -> bool:
    open_ = (State.SUBMITTED, State.APPROVED)
    asked = AccessRequest.objects.filter(account=request.account_id, release=release)
    return asked.filter(state__in=open_).exists()


def _grant_again(grant: Grant, new: Release) -> None:
    before = grant.request
    request = AccessRequest.objects.create(
        account=before.account,
        release=new,
        state=State.APPROVED,
        name=before.name,
        institution=before.institution,
        purpose=before.purpose,
        agreement=before.agreement,
        agreement_sha256=before.agreement_sha256,
        signed_as=before.signed_as,
        submitted_on=before.submitted_on,
        answer_by=before.answer_by,
        decided_on=timezone.now(),
        decided_by=before.decided_by,
        again=before,
    )
    made = Grant.objects.create(
        request=request,
        account=grant.account,
        release=new,
        ends_on=grant.ends_on,
        salt=secrets.token_hex(SALT_BYTES),
    )
    journal.note("grant.moved", who=None, grant=made.pk, before=grant.pk, request=request.pk)
    queue("log_grant", str(made.pk), grant=made.pk)


def _media_of(release: Release) -> list[str]:
    """Everything that shows somebody; what describes the release stays, for its page."""
    return [file["path"] for file in release.files if file["methods"] is not None]


def _today() -> date:
    return timezone.now().date()
