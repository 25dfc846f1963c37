"""Who may work as steward? Staff; on a public address only with a second factor."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from faceproof.service.models import Account

View = Callable[..., HttpResponse]


def is_steward(account: object) -> bool:
    """Whether somebody answers requests here."""
    return isinstance(account, Account) and account.is_active and account.is_staff


def may_work(account: object) -> bool:
    """Whether a steward has what the site's address asks of stewards."""
    return is_steward(account) and (settings.PLACE.is_private or is_mfa_enabled(account))


def sent_away(request: HttpRequest, back_to: str) -> HttpResponse:
    """Where somebody goes who may not work as steward, or may not yet.

    Raises:
        PermissionDenied: signed in, and no steward; signing in again would not help.
    """
    if not request.user.is_authenticated:
        return redirect_to_login(back_to, "account_login")
    if not is_steward(request.user):
        raise PermissionDenied
    messages.warning(request, _("Stewards of a public site need a second factor; set one up."))
    return redirect("mfa_index")


def steward_only(view: View) -> View:
    """A page for stewards."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_work(request.user):
            return sent_away(request, request.get_full_path())
        return view(request, *args, **kwargs)

    return guarded
