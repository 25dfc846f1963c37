"""What everybody signs who asks for data: read it, and publish a new version of it."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from faceproof.service import journal
from faceproof.service.forms import AgreementForm
from faceproof.service.models import Agreement
from faceproof.service.stewards import steward_only
from faceproof.service.views.requests import account_of


@steward_only
def agreement(request: HttpRequest) -> HttpResponse:
    """The newest version, to be changed into the next; those who signed keep what they signed."""
    newest = Agreement.objects.first()
    form = AgreementForm(request.POST or None, newest=newest.text if newest else "")
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            before = Agreement.objects.select_for_update().first()
            made = Agreement.objects.create(
                number=before.number + 1 if before else 1, text=form.cleaned_data["text"]
            )
            journal.note("agreement.published", who=account_of(request), agreement=made.sha256)
        return redirect("agreement")
    shown = {"form": form, "newest": newest, "agreements": Agreement.objects.all()}
    return render(request, "steward/agreement.html", shown)
