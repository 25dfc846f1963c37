"""What is done with my face, and how do I stop it? For an actor, behind their private link.

The secret stands in the address, so nothing may carry it elsewhere: no page here is indexed or
kept, and a browser tells other pages the host at most. (With ``no-referrer`` it would hide the
origin of the form as well, which the check against forged forms needs.)
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from faceproof.core import ActorId, Consent, Scope
from faceproof.core.errors import FaceproofError
from faceproof.service.actors import link_of
from faceproof.service.appearances import Role, appearances
from faceproof.service.forms import WithdrawForm
from faceproof.service.keeping import consent_of
from faceproof.service.models import ActorLink, Agreement
from faceproof.service.shown import may_be_shown
from faceproof.service.views.missing import Missing
from faceproof.service.withdrawal import withdraw as take_back

SCOPES = {
    Scope.RECORD: gettext_lazy("Recordings of you are kept and are part of the data."),
    Scope.TRAIN: gettext_lazy("Programs that look for fakes may learn from your clips."),
    Scope.MANIPULATE: gettext_lazy(
        "Your face may be changed, put on somebody else, or replaced by another, to make fakes."
    ),
    Scope.REDISTRIBUTE: gettext_lazy(
        "Researchers whose request was approved may have copies of your clips."
    ),
    Scope.PUBLISH: gettext_lazy("Small marked videos with you may be shown on this site."),
}
ROLES = {
    Role.RECORDED: gettext_lazy("you, as you were recorded"),
    Role.TARGET: gettext_lazy("you, with somebody else's face"),
    Role.SOURCE: gettext_lazy("somebody else, with your face"),
    Role.ALONE: gettext_lazy("you, with a face that was changed"),
}

View = Callable[..., HttpResponse]


def private(view: View) -> View:
    """Only for whoever has the link; nobody keeps the page or finds it by searching."""

    @wraps(view)
    def shown(request: HttpRequest, secret: str) -> HttpResponse:
        link = link_of(secret)
        if link is None:
            raise Missing(_("This link was never given, or a newer one has taken its place."))
        response = view(request, link, secret)
        response["X-Robots-Tag"] = "noindex, nofollow"
        response["Referrer-Policy"] = "strict-origin"
        response["Cache-Control"] = "no-store"
        return response

    return shown


@require_safe
@private
def actor(request: HttpRequest, link: ActorLink, secret: str) -> HttpResponse:
    """What they allowed, where they are seen, and who may hold it."""
    found: list[dict[str, Any]] = [
        {
            "release": one.release,
            "watchable": may_be_shown(one.release),
            "clips": one.clips and [(seen.clip, ROLES[seen.role]) for seen in one.clips],
            "holders": one.holders,
            "job": one.next_version,
        }
        for one in appearances(link.actor)
    ]
    told: dict[str, Any] = {
        "link": link,
        "secret": secret,
        "appearances": found,
        "agreement": Agreement.objects.first(),
    }
    return render(request, "actor/page.html", told | _allowed(link))


@require_http_methods(["GET", "HEAD", "POST"])
@private
def withdraw(request: HttpRequest, link: ActorLink, secret: str) -> HttpResponse:
    """Ask once more, then take it back."""
    form = WithdrawForm(request.POST or None)
    if link.withdrawn_on is not None:
        return redirect("actor", secret)
    if request.method == "POST" and form.is_valid():
        take_back(link)
        return redirect("actor", secret)
    return render(request, "actor/withdraw.html", {"form": form, "link": link, "secret": secret})


def _allowed(link: ActorLink) -> dict[str, Any]:
    """The consent in words; ``allowed`` is None where this site cannot look it up."""
    try:
        consent = consent_of(ActorId(link.actor))
    except FaceproofError:
        consent = None
    if consent is None:
        return {"consent": None, "allowed": None, "forbidden": None}
    allows = consent.scopes
    return {
        "consent": consent,
        "kind": _kind(consent),
        "allowed": [words for scope, words in SCOPES.items() if scope in allows],
        "forbidden": [words for scope, words in SCOPES.items() if scope not in allows],
    }


def _kind(consent: Consent) -> str:
    return {
        "synthetic": _("Nobody was filmed: this actor is rendered."),
        "licensed": _("Your recordings were published under a licence that allows this."),
        "signed": _("You signed a form."),
    }[consent.kind.value]
