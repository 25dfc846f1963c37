"""What every answer must pass: a strict content policy, and a steward before anything else."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from faceproof.service.models import Account

Answer = Callable[[HttpRequest], HttpResponse]
_OPEN_BEFORE = ("/setup", "/static/", "/healthz", "/api/")


class ContentPolicy:
    """Scripts, styles and pictures come from here only; nobody may frame a page."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        media = f" {settings.MEDIA_ORIGIN}" if getattr(settings, "MEDIA_ORIGIN", "") else ""
        self.policy = "; ".join(
            (
                "default-src 'none'",
                "script-src 'self'",
                "style-src 'self'",
                "font-src 'self'",
                "connect-src 'self'",
                f"img-src 'self' data:{media}",
                f"media-src 'self'{media}",
                "form-action 'self'",
                "base-uri 'none'",
                "frame-ancestors 'none'",
            )
        )

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer, with the policy."""
        response = self.answer(request)
        response.setdefault("Content-Security-Policy", self.policy)
        response.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        return response


class FirstRun:
    """Until somebody is steward every page leads to the wizard; programs get their answers."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.is_set_up = False

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer, or the way to the wizard."""
        if not self.is_set_up and not request.path.startswith(_OPEN_BEFORE):
            self.is_set_up = Account.objects.filter(is_staff=True).exists()
            if not self.is_set_up:
                return redirect("setup")
        return self.answer(request)


def named(request: HttpRequest) -> dict[str, object]:
    """What every page shows: the site's name and where it is."""
    return {
        "site_name": settings.SITE_NAME,
        "site_host": urlsplit(settings.PLACE.url).netloc,
        "signed_in": request.user.is_authenticated if hasattr(request, "user") else False,
    }
