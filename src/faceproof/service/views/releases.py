"""What is in a release? Its page, its methods, and a viewer where everybody in it agreed."""

from __future__ import annotations

import json

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from faceproof.core import Compression
from faceproof.core.errors import StorageError
from faceproof.manipulations import MANIPULATIONS
from faceproof.service import storage
from faceproof.service.access import grant_for
from faceproof.service.catalogue import CHANGES, CROISSANT, DATASHEET, ORIGINAL
from faceproof.service.described import as_html
from faceproof.service.models import Account, Release
from faceproof.service.shown import fakes_of, may_be_shown
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
            "counts": sorted(found.facts["counts"].items(), key=_recordings_first),
            "sizes": sorted(found.facts["sizes"].items(), key=_least_lossy_first),
            "watchable": may_be_shown(found),
            "datasheet": as_html(_text(found, DATASHEET)),
            "changes": as_html(_text(found, CHANGES)),
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
            "examples": fakes_of(found)[name][:4] if may_be_shown(found) else [],
        },
    )


def _recordings_first(count: tuple[str, int]) -> tuple[bool, str]:
    return count[0] != ORIGINAL, count[0]


def _least_lossy_first(size: tuple[str, int]) -> int:
    return list(Compression).index(Compression(size[0]))


def _text(found: Release, name: str) -> str:
    """A text of a release; none of one that was stopped, since it may name who withdrew."""
    if not found.is_offered:
        return ""
    try:
        return storage.read_bytes(f"{found.slug}/{name}").decode()
    except StorageError:
        return ""


def _json_ld(text: str) -> str:
    """A description for search engines, which cannot end the element that it stands in."""
    return json.dumps(json.loads(text)).replace("<", "\\u003c") if text else ""
