"""Send answers, and see what became of them."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from faceproof.core.errors import ChallengeError, FaceproofError
from faceproof.service.challenges import choosing, submitting
from faceproof.service.challenges.admission import may_have_clips, seen_by
from faceproof.service.challenges.attempts import attempts
from faceproof.service.challenges.declared import Declared
from faceproof.service.challenges.forms import SubmissionForm, VerificationForm
from faceproof.service.challenges.receipts import proof_of
from faceproof.service.challenges.teams import team_of
from faceproof.service.challenges.told import newest, submission_json
from faceproof.service.challenges.uploads import on_disk
from faceproof.service.limits import SUBMISSION, may_try
from faceproof.service.models import Challenge, Phase, Receipt, Submission, SubmissionState
from faceproof.service.stewards import may_work
from faceproof.service.views.requests import account_of


@login_required
def submit(request: HttpRequest, slug: str) -> HttpResponse:
    """The form."""
    account = account_of(request)
    challenge = get_object_or_404(Challenge.objects.select_related("hidden"), slug=slug)
    team = team_of(account)
    form = SubmissionForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in Declared._fields}
        try:
            if not may_try(request, SUBMISSION):
                form.add_error(None, _("Too many at once; wait a minute."))
            else:
                file = on_disk(form.cleaned_data["scores"])
                declared = Declared(**said | {"trained_on": tuple(said["trained_on"])})
                sent = submitting.submit(account, challenge, file, declared)
                return redirect("submission", sent.submission.pk)
        except FaceproofError as error:
            form.add_error(None, str(error))
    now = timezone.now()
    shown = {
        "form": form,
        "challenge": challenge,
        "team": team,
        "may_have_clips": may_have_clips(account, challenge),
        "is_open": challenge.phase(now) is Phase.OPEN,
        "attempts": team and attempts(challenge, team, now),
    }
    return render(request, "challenges/submit.html", shown)


@require_safe
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """All that my team has sent."""
    account = account_of(request)
    team = team_of(account)
    sent = seen_by(account).filter(team=team) if team else Submission.objects.none()
    return render(request, "challenges/submissions.html", {"sent": sent[:200], "team": team})


@require_safe
@login_required
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them."""
    account = account_of(request)
    sent = get_object_or_404(seen_by(account), pk=pk)
    evaluation = newest(sent)
    shown = {
        "sent": sent,
        "told": submission_json(sent),
        "evaluation": evaluation,
        "in_log": evaluation is not None and proof_of(evaluation.receipt_sha256) is not None,
        "is_mine": team_of(account) == sent.team,
        "is_open": sent.challenge.phase(timezone.now()) is Phase.OPEN,
        "form": VerificationForm() if may_work(account) and evaluation else None,
    }
    return render(request, "challenges/submission.html", shown)


@require_safe
@login_required
def state(request: HttpRequest, pk: int) -> HttpResponse:
    """Whether anything is new, for a page that waits."""
    sent = get_object_or_404(seen_by(account_of(request)), pk=pk)
    return JsonResponse({"ended": sent.stands is not SubmissionState.WAITING})


@require_POST
@login_required
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    """The team wants this one to count in the end."""
    account = account_of(request)
    sent = get_object_or_404(
        seen_by(account), pk=pk, team=team_of(account), state=SubmissionState.SCORED
    )
    try:
        choosing.choose(sent, by=account)
    except ChallengeError:
        messages.error(request, _("It is closed; what counts was chosen before."))
    return redirect("submission", pk)


@require_safe
def receipt(request: HttpRequest, sha256: str) -> HttpResponse:  # noqa: ARG001
    """The receipt, byte for byte as its digest was taken."""
    made = get_object_or_404(Receipt, sha256=sha256)
    return HttpResponse(made.text.encode(), content_type="application/json")


@require_safe
def proof(request: HttpRequest, sha256: str) -> HttpResponse:  # noqa: ARG001
    """What shows that it is in the log."""
    made = get_object_or_404(Receipt, sha256=sha256)
    found = proof_of(made.sha256)
    if found is None:
        return JsonResponse({"detail": _("It enters the log in a moment.")}, status=404)
    return JsonResponse(found)
