"""Ask for a release, and see what became of it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from faceproof.core.errors import FaceproofError
from faceproof.service import access
from faceproof.service.forms import RequestForm
from faceproof.service.models import AccessRequest, Account, Agreement, Release


@login_required
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    """The form."""
    account = account_of(request)
    release = get_object_or_404(Release, slug=slug, withdrawn_on=None)
    agreement = Agreement.objects.first()
    before = account.requests.filter(release=release).first()
    known = {"name": account.name, "institution": account.institution}
    if before is not None:  # they need not type again what they typed then
        known = {name: getattr(before, name) for name in ("name", "institution", "purpose")}
    form = RequestForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid() and agreement is not None:
        told = {name: form.cleaned_data[name] for name in RequestForm.Meta.fields}
        try:
            made = access.submit(account, release, agreement, **told)
        except FaceproofError as error:
            form.add_error(None, str(error))
        else:
            return redirect("request", made.pk)
    shown = {"form": form, "release": release, "agreement": agreement, "before": before}
    return render(request, "ask.html", shown)


@login_required
def requests(request: HttpRequest) -> HttpResponse:
    """All that I asked for."""
    mine = account_of(request).requests.select_related("release", "grant")
    return render(request, "requests.html", {"requests": mine})


@login_required
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them; nobody else's."""
    mine = account_of(request).requests.select_related("release", "agreement")
    found = get_object_or_404(mine, pk=pk)
    shown = {"asked": found, "open": found.state == "submitted", "now": timezone.now()}
    return render(request, "request.html", shown)


@require_POST
@login_required
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask no more."""
    account = account_of(request)
    found = get_object_or_404(AccessRequest, pk=pk, account=account)
    try:
        access.take_back(found, by=account)
    except FaceproofError as error:
        messages.error(request, str(error))
    return redirect("request", pk)


def account_of(request: HttpRequest) -> Account:
    """Who asks; only behind a page that asks people to sign in."""
    if not isinstance(request.user, Account):
        raise TypeError("a page for people with accounts was asked for by somebody without")
    return request.user
