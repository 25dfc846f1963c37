"""One version of a release takes the place of another, with all that hung on the other."""

from __future__ import annotations

import secrets

from django.db import transaction
from django.utils import timezone

from faceproof.provenance.log import SALT_BYTES
from faceproof.service import journal, storage
from faceproof.service.jobs import queue
from faceproof.service.models import AccessRequest, Challenge, Grant, Release
from faceproof.service.models import RequestState as State
from faceproof.service.notices import tell


def hand_over(old: Release, new: Release) -> int:
    """Move grants, requests and challenges to a new version; all of them, or none.

    A second time changes nothing more. `drop_media` takes the old files away afterwards.

    Returns:
        How many grants go on.
    """
    now = timezone.now()
    with transaction.atomic():
        Release.objects.filter(pk=old.pk, withdrawn_on=None).update(withdrawn_on=now)
        if Release.objects.filter(pk=old.pk).exclude(replaced_by=new).update(replaced_by=new):
            journal.note("release.replaced", who=None, release=old.pk, by=new.pk)
        newest = _newest(new)
        moved = _move(old, newest)
        for challenge in Challenge.objects.filter(hidden=old):
            Challenge.objects.filter(pk=challenge.pk).update(hidden=newest)
            journal.note("challenge.moved", who=None, challenge=challenge.pk, release=newest.pk)
            queue(
                "grade_again", f"{challenge.pk}:{newest.labels_sha256[:16]}", challenge=challenge.pk
            )
    return moved


def drop_media(old: Release) -> None:
    """Take everything that shows somebody out of the storage; what describes it all stays.

    Raises:
        StorageError: a file cannot be removed.
    """
    media = [file["path"] for file in old.files if file["methods"] is not None]
    storage.remove(f"{old.slug}/{path}" for path in media)


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
