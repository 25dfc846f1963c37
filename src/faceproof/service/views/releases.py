"""What is in a release? Its page, its methods, and a viewer where everybody in it agreed."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from markdown_it import MarkdownIt

from faceproof.core.errors import StorageError
from faceproof.manipulations import MANIPULATIONS
from faceproof.service import storage
from faceproof.service.access import grant_for
from faceproof.service.catalogue import CROISSANT, DATASHEET
from faceproof.service.models import Account, Release
from faceproof.service.visitors import alike_for_visitors

_KEPT = 64


@alike_for_visitors
def release(request: HttpRequest, slug: str) -> HttpResponse:
    """A release's page."""
    found = get_object_or_404(Release, slug=slug)
    mine = None
    if isinstance(request.user, Account):
        mine = {
            "grant": grant_for(request.user, found),
            "request": request.user.requests.filter(release=found).first(),
        }
    return render(
        request,
        "release.html",
        {
            "release": found,
            "mine": mine,
            "datasheet": _told(_datasheet, found),
            "croissant": _told(_json_ld, found),
            "versions": Release.objects.filter(name=found.name).exclude(pk=found.pk),
        },
    )


def method(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """What a method of a release does."""
    found = get_object_or_404(Release, slug=slug)
    if name not in found.facts["methods"]:
        raise Http404
    known = MANIPULATIONS.get(name)
    words = (known.__doc__ or "").strip().splitlines()[0] if known else ""
    return render(
        request,
        "method.html",
        {
            "release": found,
            "name": name,
            "about": words,
            "reference": known.reference if known else "",
            "clips": found.facts["counts"].get(name, 0),
        },
    )


def _told(tell: Callable[[str, datetime], str], found: Release) -> str:
    try:
        return tell(found.slug, found.published_on)
    except StorageError:
        return ""


# What was published never changes, so what is made of it is kept; the moment tells two apart that
# had the same name in turn.


@lru_cache(maxsize=_KEPT)
def _datasheet(slug: str, published_on: datetime) -> str:  # noqa: ARG001 - part of the key
    """As HTML, without any that stands in it."""
    text = storage.read_bytes(f"{slug}/{DATASHEET}").decode()
    return str(MarkdownIt("js-default").render(text))


@lru_cache(maxsize=_KEPT)
def _json_ld(slug: str, published_on: datetime) -> str:  # noqa: ARG001 - part of the key
    """A description for search engines, which cannot end the element that it stands in."""
    text = storage.read_bytes(f"{slug}/{CROISSANT}").decode()
    return json.dumps(json.loads(text)).replace("<", "\\u003c")
