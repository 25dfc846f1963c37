"""Who has an account here, and who of them is a steward?"""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from faceproof.service import journal
from faceproof.service.models import Account
from faceproof.service.notices import tell
from faceproof.service.stewards import steward_only
from faceproof.service.views.requests import account_of


@require_safe
@steward_only
def people(request: HttpRequest) -> HttpResponse:
    """Stewards first."""
    accounts = Account.objects.order_by("-is_staff", "email")
    return render(request, "steward/people.html", {"accounts": accounts})


@require_POST
@steward_only
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Make somebody a steward, or one no longer; never oneself, so one always stays."""
    who = account_of(request)
    with transaction.atomic():
        account = get_object_or_404(Account.objects.select_for_update(), pk=pk)
        if account.pk == who.pk:
            messages.error(request, _("Another steward must do that for you."))
            return redirect("people")
        account.is_staff = account.is_superuser = "make" in request.POST
        account.save(update_fields=["is_staff", "is_superuser"])
        what = "steward.made" if account.is_staff else "steward.unmade"
        journal.note(what, who=who, account=account.pk)
        tell(account, "steward-made" if account.is_staff else "steward-unmade")
    return redirect("people")
