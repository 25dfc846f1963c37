"""Who may have what? The states of a request, and what each change of them brings about.

    submitted ──► approved ──► revoked | expired        (a grant holds while approved)
        │ ├─────► refused ───► a new request may take it up again
        │ └─────► taken-back
        └───────► expired (nobody answered, long after the promised day)

Every change is one transaction: the new state, the journal's entry, the notice to whoever must
know, and the grant. Who asks may take back; stewards do the rest; time expires.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from faceproof.core.errors import ConsentError
from faceproof.provenance.log import SALT_BYTES
from faceproof.service import journal
from faceproof.service.jobs import queue
from faceproof.service.models import AccessRequest, Account, Agreement, Grant, Release
from faceproof.service.models import RequestState as State
from faceproof.service.notices import tell, tell_stewards

ANSWER_DAYS = 14
GRANT_DAYS = 365
FORGOTTEN_DAYS = 90

MAY_BECOME: Mapping[State, frozenset[State]] = {
    State.SUBMITTED: frozenset({State.APPROVED, State.REFUSED, State.TAKEN_BACK, State.EXPIRED}),
    State.APPROVED: frozenset({State.REVOKED, State.EXPIRED}),
    State.REFUSED: frozenset(),
    State.TAKEN_BACK: frozenset(),
    State.EXPIRED: frozenset(),
    State.REVOKED: frozenset(),
}


def submit(
    account: Account,
    release: Release,
    agreement: Agreement,
    *,
    name: str,
    institution: str,
    purpose: str,
    signed_as: str,
) -> AccessRequest:
    """Ask for a release.

    Raises:
        ConsentError: it is not offered, is asked for already, the agreement is not the newest, or
            is signed by another name.
    """
    if not release.is_offered:
        raise ConsentError(f"{release} is not offered any more")
    if agreement != Agreement.objects.first():
        raise ConsentError("the agreement has changed since; read the new one and sign that")
    if " ".join(signed_as.split()).casefold() != " ".join(name.split()).casefold():
        raise ConsentError("the name under the agreement is not the name you gave")
    before = AccessRequest.objects.filter(account=account, release=release).first()
    try:
        with transaction.atomic():
            made = AccessRequest.objects.create(
                account=account,
                release=release,
                name=name,
                institution=institution,
                purpose=purpose,
                agreement=agreement,
                agreement_sha256=agreement.sha256,
                signed_as=signed_as,
                answer_by=timezone.now() + timedelta(days=ANSWER_DAYS),
                again=before,
            )
            journal.note(
                "request.submitted",
                who=account,
                request=made.pk,
                release=release.digest,
                agreement=agreement.sha256,
            )
            tell_stewards("request-submitted", link=f"/steward/requests/{made.pk}")
    except IntegrityError as error:
        raise ConsentError(f"you have asked for {release} already; see your requests") from error
    return made


def approve(request: AccessRequest, *, by: Account, days: int = GRANT_DAYS) -> Grant:
    """Grant it.

    Raises:
        ConsentError: it cannot be approved (any more).
    """
    with transaction.atomic():
        now = timezone.now()
        request = _become(request, State.APPROVED, by=by)
        if not request.release.is_offered:
            raise ConsentError(f"{request.release} is not offered any more; refuse the request")
        grant = Grant.objects.create(
            request=request,
            account=request.account,
            release=request.release,
            begins_on=now,
            ends_on=now + timedelta(days=days),
            salt=secrets.token_hex(SALT_BYTES),
        )
        journal.note("request.approved", who=by, request=request.pk, grant=grant.pk, days=days)
        tell(request.account, "request-approved", _link(request), release=str(request.release))
        queue("log_grant", str(grant.pk), grant=grant.pk)
    return grant


def refuse(request: AccessRequest, *, by: Account, reason: str) -> None:
    """Say no, and why.

    Raises:
        ConsentError: no reason is given, or it cannot be refused (any more).
    """
    if not reason.strip():
        raise ConsentError("a refusal needs a reason; whoever asked will read it")
    with transaction.atomic():
        request = _become(request, State.REFUSED, by=by, reason=reason)
        journal.note("request.refused", who=by, request=request.pk)
        tell(request.account, "request-refused", _link(request), release=str(request.release))


def take_back(request: AccessRequest, *, by: Account) -> None:
    """Ask no more.

    Raises:
        ConsentError: somebody else asked, or it was answered.
    """
    if request.account != by:
        raise ConsentError("only who asked can take a request back")
    with transaction.atomic():
        request = _become(request, State.TAKEN_BACK, by=by)
        journal.note("request.taken-back", who=by, request=request.pk)


def revoke(grant: Grant, *, by: Account | None, reason: str) -> None:
    """End a grant before its time.

    Raises:
        ConsentError: no reason is given, or it has ended.
    """
    if not reason.strip():
        raise ConsentError("a revocation needs a reason; whoever holds the grant will read it")
    with transaction.atomic():
        request = _become(grant.request, State.REVOKED, by=by, reason=reason)
        Grant.objects.filter(pk=grant.pk).update(revoked_on=timezone.now())
        journal.note("grant.revoked", who=by, request=request.pk, grant=grant.pk)
        tell(grant.account, "grant-revoked", _link(request), release=str(grant.release))


def let_time_pass(now: datetime) -> int:
    """Expire what is over, and remind stewards of what is late.

    Returns:
        How many requests and grants have expired.
    """
    over = AccessRequest.objects.filter(state=State.APPROVED, grant__ends_on__lte=now)
    forgotten = AccessRequest.objects.filter(
        state=State.SUBMITTED, answer_by__lte=now - timedelta(days=FORGOTTEN_DAYS)
    )
    expired = 0
    for request in [*over, *forgotten]:
        with transaction.atomic():
            changed = _become(request, State.EXPIRED, by=None)
            journal.note("request.expired", who=None, request=changed.pk)
            tell(changed.account, "request-expired", _link(changed), release=str(changed.release))
            expired += 1
    late = AccessRequest.objects.filter(state=State.SUBMITTED, answer_by__lte=now)
    for request in late:
        tell_stewards("request-late", link=f"/steward/requests/{request.pk}", once=True)
    return expired


def grant_for(account: Account, release: Release) -> Grant | None:
    """The grant under which somebody may fetch a release now; None without."""
    now = timezone.now()
    grants = Grant.objects.filter(account=account, release=release).select_related("release")
    return next((grant for grant in grants if grant.holds(now)), None)


def may_ask_what_to_keep(account: Account, release: Release) -> bool:
    """Whether somebody could fetch a release when it was withdrawn, so may hold files of it."""
    moment = release.withdrawn_on
    grants = Grant.objects.filter(account=account, release=release)
    return moment is not None and any(grant.held(moment) for grant in grants)


def _become(
    request: AccessRequest, state: State, *, by: Account | None, reason: str = ""
) -> AccessRequest:
    """The request in its new state, its row held until the transaction ends."""
    held = AccessRequest.objects.select_for_update().get(pk=request.pk)
    if state not in MAY_BECOME[State(held.state)]:
        raise ConsentError(f"request {held.pk} is {held.state} and cannot become {state}")
    held.state, held.decided_on, held.decided_by = state, timezone.now(), by
    held.reason = reason
    held.save(update_fields=["state", "decided_on", "decided_by", "reason"])
    return held


def _link(request: AccessRequest) -> str:
    return f"/requests/{request.pk}"
