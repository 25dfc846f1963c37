"""What is in a release? Its page, its methods, and a viewer where everybody in it agreed."""

from __future__ import annotations

import json
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
            "datasheet": _as_html(_text(found, DATASHEET)),
            "croissant": _json_ld(_text(found, CROISSANT)),
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


def _text(found: Release, name: str) -> str:
    try:
        return storage.read_bytes(f"{found.slug}/{name}").decode()
    except StorageError:
        return ""


@lru_cache(maxsize=64)
def _as_html(text: str) -> str:
    """Markdown as HTML, without any HTML that stands in it; by far the slowest part of a page."""
    return str(MarkdownIt("js-default").render(text))


def _json_ld(text: str) -> str:
    """A description for search engines, which cannot end the element that it stands in."""
    return json.dumps(json.loads(text)).replace("<", "\\u003c") if text else ""
