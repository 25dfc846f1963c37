"""The same for programs: JSON, personal tokens, an OpenAPI description."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import NinjaAPI, Query, Schema
from ninja.errors import HttpError

from faceproof.core.errors import FaceproofError
from faceproof.service import files, storage
from faceproof.service.access import grant_for, may_ask_what_to_keep
from faceproof.service.by_token import by_token
from faceproof.service.challenges.api import router
from faceproof.service.challenges.uploads import LARGEST
from faceproof.service.limits import LINKS_A_MINUTE, ByAccount
from faceproof.service.models import Grant, Release
from faceproof.service.trouble import Trouble

api = NinjaAPI(
    title="Faceproof",
    version="1",
    description="Releases, grants and files of this site; challenges, submissions and boards.",
    openapi_url="/openapi.json",
    docs_url=None,
)
api.add_router("", router)


class ReleaseOut(Schema):
    """A release on offer."""

    slug: str
    name: str
    version: str
    digest: str
    licence: str
    methods: list[str]
    compressions: list[str]
    splits: list[str]
    size: int
    offered: bool
    replaced_by: str | None
    granted: bool | None


class FileOut(Schema):
    """A file of a release."""

    path: str
    size: int
    sha256: str


class FilesOut(Schema):
    """The files that were asked for, and whether the release may still be kept."""

    release: str
    offered: bool
    replaced_by: str | None
    files: list[FileOut]


class LinksIn(Schema):
    """Which files' addresses are wanted."""

    paths: list[str]


class LinksOut(Schema):
    """Addresses by path, and for how many seconds they hold."""

    links: dict[str, str]
    lasts_s: int


@api.exception_handler(FaceproofError)
def _refused(request: HttpRequest, error: FaceproofError) -> HttpResponse:
    return api.create_response(request, {"detail": str(error)}, status=400)


@api.exception_handler(RequestDataTooBig)
def _too_big(request: HttpRequest, _error: RequestDataTooBig) -> HttpResponse:
    told = f"the file is too large; a file of answers has at most {LARGEST >> 20} MiB"
    return api.create_response(request, {"detail": told}, status=413)


@api.get("/releases", response=list[ReleaseOut], auth=None, operation_id="releases")
def releases(request: HttpRequest) -> list[dict[str, Any]]:  # noqa: ARG001
    """Everything on offer."""
    return [_release(one, None) for one in Release.objects.filter(withdrawn_on=None)]


@api.get(
    "/releases/{slug:slug}",
    response={200: ReleaseOut, 404: Trouble},
    auth=by_token,
    operation_id="release",
)
def release(request: HttpRequest, slug: str) -> dict[str, Any]:
    """One release, and whether you may fetch it."""
    found = _found(slug)
    return _release(found, grant_for(request.auth, found) is not None)


@api.get(
    "/releases/{slug:slug}/files",
    response={200: FilesOut, 403: Trouble, 404: Trouble},
    auth=by_token,
    operation_id="files",
)
def list_files(
    request: HttpRequest,
    slug: str,
    methods: str = Query("", description="Names, by commas; `original` are the recordings."),
    compressions: str = Query("", description="Such as `raw,c23`."),
    splits: str = Query("", description="Such as `train,val`."),
) -> dict[str, Any]:
    """The files of a release with sizes and digests; of a withdrawn one, those to keep."""
    found = _found(slug)
    wanted = files.Wanted(*map(_listed, (methods, compressions, splits)))
    if grant_for(request.auth, found) is not None:
        told = files.chosen(found, wanted)
    elif may_ask_what_to_keep(request.auth, found):
        told = files.may_be_kept(found, wanted)
    else:
        raise _no_access(found)
    return {
        "release": found.slug,
        "offered": found.is_offered,
        "replaced_by": found.replaced_by.slug if found.replaced_by else None,
        "files": told,
    }


@api.post(
    "/releases/{slug:slug}/links",
    response={200: LinksOut, 400: Trouble, 403: Trouble, 404: Trouble, 429: Trouble},
    auth=by_token,
    throttle=[ByAccount(f"{LINKS_A_MINUTE}/m")],
    operation_id="links",
)
def links(request: HttpRequest, slug: str, asked: LinksIn) -> dict[str, Any]:
    """Addresses under which files can be fetched for a while, with `Range`."""
    found = _found(slug)
    grant = grant_for(request.auth, found)
    if grant is None:
        raise _no_access(found)
    given = files.addresses(found, asked.paths, request.auth)
    if storage.is_bucket() and grant.fetched_on is None:  # it will not tell us when it gives them
        Grant.objects.filter(pk=grant.pk).update(fetched_on=timezone.now())
    return {
        "links": given,
        "lasts_s": int(files.LASTS.total_seconds()),
    }


def _found(slug: str) -> Release:
    found = Release.objects.filter(slug=slug).first()
    if found is None:
        raise HttpError(404, "there is no such release here")
    return found


def _no_access(found: Release) -> HttpError:
    if found.is_offered:
        return HttpError(403, f"you have no access to {found}; ask for it on its page")
    return HttpError(403, f"{found} is withdrawn and not handed out any more")


def _listed(text: str) -> frozenset[str]:
    return frozenset(part.strip() for part in text.split(",") if part.strip())


def _release(found: Release, granted: bool | None) -> dict[str, Any]:
    facts = found.facts
    return {
        "slug": found.slug,
        "name": found.name,
        "version": found.version,
        "digest": found.digest,
        **{name: facts[name] for name in ("licence", "methods", "compressions", "splits", "size")},
        "offered": found.is_offered,
        "replaced_by": found.replaced_by.slug if found.replaced_by else None,
        "granted": granted,
    }
