"""The transparency log for everybody: its entries, its signed head and its key."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe

from faceproof.provenance.log.folder import ENTRIES_FILE, HEAD_FILE
from faceproof.service.place import LOG, LOG_PUBLIC

_FILES: Mapping[str, tuple[str, str]] = {
    ENTRIES_FILE: (f"{LOG}/{ENTRIES_FILE}", "application/x-ndjson"),
    HEAD_FILE: (f"{LOG}/{HEAD_FILE}", "application/json"),
    "key.pem": (LOG_PUBLIC, "application/x-pem-file"),
}


@require_safe
def log(request: HttpRequest, name: str) -> FileResponse:  # noqa: ARG001
    """One of its three files."""
    if name not in _FILES:
        raise Http404
    path, kind = _FILES[name]
    try:
        return FileResponse((settings.PLACE.data / path).open("rb"), content_type=kind)
    except FileNotFoundError as error:
        raise Http404 from error  # nothing was entered yet
