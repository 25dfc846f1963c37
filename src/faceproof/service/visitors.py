"""A release's page for whoever is not signed in: all see the same, so it is drawn once.

It is drawn anew as soon as any release changes, and after `KEPT_S`. Only the token that its forms
carry is each visitor's own.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils.translation import get_language

from faceproof.service.models import Release

KEPT_S = 60
_TOKEN = re.compile(rb'(?<=name="csrfmiddlewaretoken" value=")\w+(?=")')
# Any other cookie may tell who somebody is, or carry a message to them.
_SAY_NOTHING = {settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME}

Page = Callable[[HttpRequest, str], HttpResponse]


def alike_for_visitors(page: Page) -> Page:
    """The same page, drawn once for all visitors."""

    @wraps(page)
    def answer(request: HttpRequest, slug: str) -> HttpResponse:
        if request.method != "GET" or request.COOKIES.keys() - _SAY_NOTHING:
            return page(request, slug)
        key = _key(slug)
        parts = cache.get(key)
        if parts is None:
            drawn = page(request, slug)
            if drawn.status_code == 200:
                cache.set(key, _TOKEN.split(drawn.content), KEPT_S)
            return drawn
        token = get_token(request).encode() if len(parts) > 1 else b""
        return HttpResponse(token.join(parts))

    return answer


def _key(slug: str) -> str:
    """Another one whenever any release changes; all of them, since to choose costs more."""
    rows = Release.objects.order_by().values_list(
        "pk", "published_on", "withdrawn_on", "replaced_by_id"
    )
    shown = repr((slug, get_language(), sorted(rows)))
    return f"release-page-{hashlib.sha256(shown.encode()).hexdigest()}"
