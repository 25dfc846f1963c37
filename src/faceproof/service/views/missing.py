"""The page at an address where nothing is, with a reason where one may be told."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render


class Missing(Http404):
    """Nothing is shown here; its text says why, and everybody may read it."""


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The site's page for all that is not there."""
    why = str(exception) if isinstance(exception, Missing) else ""
    return render(request, "404.html", {"why": why}, status=404)
