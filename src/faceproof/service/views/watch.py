"""Look at fakes: original, fake, mask and difference in step, where everybody in them agreed."""

from __future__ import annotations

import re

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from faceproof.core.errors import StorageError
from faceproof.service import previews, storage
from faceproof.service.models import JobState, Release
from faceproof.service.preview import AMPLIFIED, Part
from faceproof.service.shown import Side, beside, fakes_of, may_be_shown
from faceproof.service.views.missing import Missing

SECONDS_KEPT = 300
"""A browser may keep a video for so long; who withdraws is not shown anywhere after it."""

_RANGE = re.compile(r"bytes=(\d{1,18})-(\d{0,18})")

NAMES = {
    Part.ORIGINAL: gettext_lazy("Recording"),
    Part.FAKE: gettext_lazy("Fake"),
    Part.MASK: gettext_lazy("Mask"),
    Part.DIFFERENCE: gettext_lazy("Difference"),
}


@require_safe
def fakes(request: HttpRequest, slug: str) -> HttpResponse:
    """Which there are, by method."""
    release = _shown_release(slug)
    return render(request, "watch/list.html", {"release": release, "methods": fakes_of(release)})


@require_safe
def watch(request: HttpRequest, slug: str, clip: str) -> HttpResponse:
    """One fake, beside what it was made from."""
    release, side = _found(slug, clip)
    job = previews.ask_for(release, clip)
    siblings: list[str] = [one.id for one in fakes_of(release)[side.fake.method or ""]]
    at = siblings.index(clip) if clip in siblings else 0
    return render(
        request,
        "watch/clip.html",
        {
            "release": release,
            "fake": side.fake,
            "parts": [(part, NAMES[part]) for part in previews.parts_of(side)],
            "lacking": _lacking(side),
            "state": None if job is None else job.state,
            "earlier": siblings[at - 1] if at > 0 else None,
            "later": siblings[at + 1] if at + 1 < len(siblings) else None,
            "amplified": AMPLIFIED,
        },
    )


@require_safe
def state(_request: HttpRequest, slug: str, clip: str) -> HttpResponse:
    """Whether the videos are there, for a page that waits for them."""
    release, _side = _found(slug, clip)
    job = previews.ask_for(release, clip)
    ended = job is not None and job.state in {JobState.DONE, JobState.FAILED}
    return JsonResponse({"ended": ended}, headers={"Cache-Control": "no-store"})


@require_safe
def video(request: HttpRequest, slug: str, clip: str, part: str) -> HttpResponse:
    """One of the videos."""
    release, side = _found(slug, clip)
    if part not in previews.parts_of(side):
        raise Http404
    try:
        data = storage.read_bytes(previews.key(release, clip, Part(part)))
    except StorageError as error:
        raise Http404 from error
    return _some_of(data, request.headers.get("Range", ""))


def _some_of(data: bytes, asked: str) -> HttpResponse:
    """A small video, or the bytes of it that a player asks for (RFC 9110, section 14)."""
    match = _RANGE.fullmatch(asked.strip())
    start = int(match[1]) if match else 0
    stop = min(int(match[2]) + 1 if match and match[2] else len(data), len(data))
    if start >= stop:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{len(data)}"})
    headers = {"Accept-Ranges": "bytes", "Cache-Control": f"private, max-age={SECONDS_KEPT}"}
    if match:
        headers["Content-Range"] = f"bytes {start}-{stop - 1}/{len(data)}"
    return HttpResponse(
        data[start:stop], content_type="video/mp4", status=206 if match else 200, headers=headers
    )


def _found(slug: str, clip: str) -> tuple[Release, Side]:
    release = _shown_release(slug)
    side = beside(release, clip)
    if side is None:
        raise Missing(_("There is no such fake in this release."))
    return release, side


def _shown_release(slug: str) -> Release:
    release = get_object_or_404(Release, slug=slug)
    if not may_be_shown(release):
        raise Missing(
            _("Not everybody in this release agreed that pictures of them are shown here.")
        )
    return release


def _lacking(side: Side) -> list[str]:
    """What cannot be shown, and why."""
    told = []
    if side.mask is None:
        told.append(_("The method gives no mask."))
    if side.original is None:
        told.append(_("The release holds no recording of it at this compression."))
    return told
