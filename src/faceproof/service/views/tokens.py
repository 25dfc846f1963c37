"""Tokens for programs: made, shown once, taken away."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from faceproof.service import journal
from faceproof.service.forms import TokenForm
from faceproof.service.models import Token
from faceproof.service.models.token import digest_of, new_token
from faceproof.service.views.requests import account_of


@login_required
def tokens(request: HttpRequest) -> HttpResponse:
    """Mine, and a form for another."""
    account = account_of(request)
    form, fresh = TokenForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        fresh = new_token()
        made = Token.objects.create(
            account=account, label=form.cleaned_data["label"], sha256=digest_of(fresh)
        )
        journal.note("token.made", who=account, token=made.pk)
        form = TokenForm()
    shown = {"form": form, "fresh": fresh, "tokens": account.tokens.all()}
    return render(request, "tokens.html", shown)


@require_POST
@login_required
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Whatever shows it is a stranger from now on."""
    account = account_of(request)
    get_object_or_404(Token, pk=pk, account=account).delete()
    journal.note("token.removed", who=account, token=pk)
    return redirect("tokens")
