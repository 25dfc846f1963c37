"""The site with two empty pages beside it: one behind all its middleware, one behind none.

What gunicorn serves in `benchmarks/serve.py`; the three share its processes and threads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import include, path

from serve_load import BARE, EMPTY


def empty(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - what Django calls
    """Nothing."""
    return HttpResponse(headers={"Content-Length": "0"})  # else sent in chunks


settings.ROOT_URLCONF = __name__
_site = get_wsgi_application()  # wakes Django, which the site's own addresses need
urlpatterns = [
    path(EMPTY[1:], empty),
    path(BARE[1:], empty),
    path("", include("faceproof.service.urls")),
]
with override_settings(MIDDLEWARE=[]):
    _bare = WSGIHandler()


def application(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    """The site, but for the page that passes nothing."""
    return (_bare if environ["PATH_INFO"] == BARE else _site)(environ, start)
