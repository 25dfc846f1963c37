"""What stands at an address where nothing is: a page with a reason, or JSON for programs."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render


class Missing(Http404):
    """Nothing is shown here; its text says why, and everybody may read it."""


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The site's page for all that is not there; below ``/api/`` JSON."""
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": "there is no such address here"}, status=404)
    why = str(exception) if isinstance(exception, Missing) else ""
    return render(request, "404.html", {"why": why}, status=404)
