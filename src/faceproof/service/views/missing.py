"""There is no such address: said to programs as they expect it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.defaults import page_not_found


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A page; below ``/api/`` JSON."""
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": "there is no such address here"}, status=404)
    return page_not_found(request, exception)
