"""Give a file to whoever holds its address, from any byte on."""

from __future__ import annotations

import re
from pathlib import Path
from typing import BinaryIO

from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from faceproof.core.errors import FaceproofError
from faceproof.service import storage
from faceproof.service.access import grant_for
from faceproof.service.files import opened
from faceproof.service.models import Account, Grant, Release

_RANGE = re.compile(r"bytes=(\d{1,18})-(\d{0,18})")


class Part:
    """Some bytes of a file, for servers that send from the file itself and for those that read."""

    def __init__(self, file: BinaryIO, length: int) -> None:
        self.file, self.left = file, length
        self.fileno, self.tell, self.close = file.fileno, file.tell, file.close

    def read(self, size: int = -1) -> bytes:
        """The next bytes, none beyond the part."""
        data = self.file.read(self.left if size < 0 else min(size, self.left))
        self.left -= len(data)
        return data


@require_safe
def fetch(request: HttpRequest, ticket: str) -> HttpResponse:
    """A file; a grant that has ended since the address was given ends this, too."""
    try:
        told = opened(ticket)
        release = Release.objects.get(pk=told.release)
        account = Account.objects.get(pk=told.account, is_active=True)
    except (FaceproofError, Release.DoesNotExist, Account.DoesNotExist):
        return HttpResponse("this address has run out; ask for it anew\n", status=403)
    grant = grant_for(account, release)
    if grant is None:
        return HttpResponse("your access has ended\n", status=403)
    path = storage.local_path(f"{release.slug}/{told.path}")
    if path is None or not path.is_file():
        return HttpResponse("the file is not there\n", status=404)
    if grant.fetched_on is None:
        Grant.objects.filter(pk=grant.pk).update(fetched_on=timezone.now())
    return ranged(request, path, told.sha256)


def ranged(request: HttpRequest, path: Path, sha256: str) -> HttpResponse:
    """A file, or the part of it that one range asks for (RFC 9110, sections 13 and 14)."""
    size, tag = path.stat().st_size, f'"{sha256}"'
    match = _RANGE.fullmatch(request.headers.get("Range", "").strip())
    if request.method != "GET" or request.headers.get("If-Range", tag).strip() != tag:
        match = None  # a range has no meaning, or is of another file
    start, stop = 0, size
    if match:
        start = int(match[1])
        stop = min(int(match[2]) + 1, size) if match[2] else size
        if start >= size or start >= stop:
            return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    headers = {
        "Content-Length": str(stop - start),
        "Content-Type": "application/octet-stream",
        "Accept-Ranges": "bytes",
        "Cache-Control": "private, no-store",
        "ETag": tag,
    }
    if match:
        headers["Content-Range"] = f"bytes {start}-{stop - 1}/{size}"
    if request.method == "HEAD":
        return HttpResponse(headers=headers)
    file = path.open("rb")
    file.seek(start)
    return FileResponse(Part(file, stop - start), status=206 if match else 200, headers=headers)
