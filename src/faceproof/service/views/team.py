"""My team: make one, join one, let others join, leave."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from faceproof.core.errors import FaceproofError
from faceproof.service.challenges import teams
from faceproof.service.challenges.forms import JoinForm, TeamForm
from faceproof.service.limits import JOIN, may_try
from faceproof.service.views.requests import account_of


@require_safe
@login_required
def team(request: HttpRequest) -> HttpResponse:
    """The team somebody is in, or how to be in one."""
    found = teams.team_of(account_of(request))
    shown = {
        "team": found,
        "members": found and found.members.select_related("account"),
        "make": TeamForm(),
        "join": JoinForm(),
    }
    return render(request, "challenges/team.html", shown)


@require_POST
@login_required
def make(request: HttpRequest) -> HttpResponse:
    """A new one."""
    try:
        teams.make(account_of(request), request.POST.get("name", ""))
    except FaceproofError as error:
        messages.error(request, str(error))
    return redirect("team")


@require_POST
@login_required
def join(request: HttpRequest) -> HttpResponse:
    """One by its code."""
    try:
        if may_try(request, JOIN):
            teams.join(account_of(request), request.POST.get("code", ""))
        else:
            messages.error(request, _("Too many at once; wait a minute."))
    except FaceproofError as error:
        messages.error(request, str(error))
    return redirect("team")


@require_POST
@login_required
def leave(request: HttpRequest) -> HttpResponse:
    """Be in none any more."""
    try:
        teams.leave(account_of(request))
    except FaceproofError as error:
        messages.error(request, str(error))
    return redirect("team")


@require_POST
@login_required
def code(request: HttpRequest) -> HttpResponse:
    """A code for others, shown this once."""
    account = account_of(request)
    found = teams.team_of(account)
    if found is None:
        return redirect("team")
    fresh = teams.new_code(found, by=account)
    shown = {"team": found, "members": found.members.select_related("account"), "fresh": fresh}
    return render(request, "challenges/team.html", shown)
