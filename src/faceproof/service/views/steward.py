"""The steward's desk: requests to answer, grants, the journal."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from faceproof.core.errors import FaceproofError
from faceproof.service import access, jobs, journal
from faceproof.service.forms import ReasonForm
from faceproof.service.models import (
    AccessRequest,
    ActorLink,
    Entry,
    Grant,
    Job,
    JobState,
    Release,
)
from faceproof.service.stewards import steward_only
from faceproof.service.views.requests import account_of


@steward_only
def desk(request: HttpRequest) -> HttpResponse:
    """What waits, what holds, what happened."""
    return render(
        request,
        "steward/desk.html",
        {
            "waiting": AccessRequest.objects.filter(state="submitted").select_related("release"),
            "grants": Grant.objects.filter(
                revoked_on=None, ends_on__gt=timezone.now(), release__withdrawn_on=None
            ).select_related("release", "account", "request"),
            "left": ActorLink.objects.exclude(withdrawn_on=None).count(),
            "now": timezone.now(),
            "releases": Release.objects.all(),
            "entries": Entry.objects.order_by("-number")[:30],
            "failed": Job.objects.filter(state="failed").order_by("-id")[:10],
        },
    )


@steward_only
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """One request, with everything needed to answer it."""
    found = get_object_or_404(
        AccessRequest.objects.select_related("release", "account", "agreement", "again"), pk=pk
    )
    form = ReasonForm(request.POST or None)
    if request.method == "POST":
        try:
            if "approve" in request.POST:
                access.approve(found, by=account_of(request))
                return redirect("steward")
            if form.is_valid():
                access.refuse(found, by=account_of(request), reason=form.cleaned_data["reason"])
                return redirect("steward")
        except FaceproofError as error:
            messages.error(request, str(error))
    else:
        form = ReasonForm()
    earlier = AccessRequest.objects.filter(account=found.account).exclude(pk=pk)
    shown = {"asked": found, "form": form, "earlier": earlier, "now": timezone.now()}
    return render(request, "steward/decide.html", shown)


@require_POST
@steward_only
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """End a grant."""
    grant = get_object_or_404(Grant.objects.select_related("request"), pk=pk)
    form = ReasonForm(request.POST)
    try:
        if form.is_valid():
            reason = form.cleaned_data["reason"]
            access.revoke(grant, by=account_of(request), reason=reason)
        else:
            messages.error(request, _("A revocation needs a reason."))
    except FaceproofError as error:
        messages.error(request, str(error))
    return redirect("steward")


@require_POST
@steward_only
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a worker try what has failed once more."""
    job = get_object_or_404(Job, pk=pk, state=JobState.FAILED)
    jobs.again(job)
    journal.note("job.again", who=account_of(request), job=job.pk)
    return redirect("steward")
