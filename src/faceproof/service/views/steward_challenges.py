"""What stewards do with challenges: make, change, close, and verify what was sent."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from faceproof.core.errors import FaceproofError
from faceproof.service.answering import scorer_answers
from faceproof.service.challenges import lifecycle, verifying
from faceproof.service.challenges.forms import ChallengeForm, VerificationForm
from faceproof.service.challenges.uploads import on_disk
from faceproof.service.models import Challenge, Phase, Submission
from faceproof.service.stewards import steward_only
from faceproof.service.views.requests import account_of


@steward_only
def every(request: HttpRequest) -> HttpResponse:
    """All of them, and a form for another."""
    form = ChallengeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = lifecycle.make(by=account_of(request), **form.cleaned_data)
            return redirect("challenge", made.slug)
        except FaceproofError as error:
            form.add_error(None, str(error))
    found = Challenge.objects.select_related("hidden")
    return render(request, "steward/challenges.html", {"form": form, "challenges": found})


@steward_only
def change(request: HttpRequest, slug: str) -> HttpResponse:
    """One of them: its rules, and what was sent to it."""
    found = get_object_or_404(Challenge.objects.select_related("hidden"), slug=slug)
    form = ChallengeForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        try:
            lifecycle.change(found, by=account_of(request), **form.cleaned_data)
            return redirect("challenge", slug)
        except FaceproofError as error:
            form.add_error(None, str(error))
    shown = {
        "challenge": found,
        "form": form,
        "scorer_answers": scorer_answers(),
        "is_open": found.phase(timezone.now()) is Phase.OPEN,
        "sent": found.submissions.select_related("team", "job")[:200],
    }
    return render(request, "steward/challenge.html", shown)


@require_POST
@steward_only
def close(request: HttpRequest, slug: str) -> HttpResponse:
    """End it now."""
    lifecycle.close(get_object_or_404(Challenge, slug=slug), by=account_of(request))
    return redirect("challenge", slug)


@require_POST
@steward_only
def verify(request: HttpRequest, pk: int) -> HttpResponse:
    """Give what an own run of its detector gave."""
    sent = get_object_or_404(Submission, pk=pk)
    form = VerificationForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            verifying.verify(
                sent,
                on_disk(form.cleaned_data["scores"]),
                by=account_of(request),
                seconds_per_clip=form.cleaned_data["seconds_per_clip"],
                machine=form.cleaned_data["machine"],
            )
        except FaceproofError as error:
            messages.error(request, str(error))
    else:
        messages.error(request, " ".join(e for errors in form.errors.values() for e in errors))
    return redirect("submission", pk)
