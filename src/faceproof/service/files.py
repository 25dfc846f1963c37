"""Which files does somebody get, and under which address for how long?

An address holds what it is for, who it was given to and until when, signed; whoever has it needs
no more. Giving one out needs a grant. A revoked grant stops new ones at once, and with files in a
folder those given out as well; a bucket's stop after `LASTS`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.core import signing
from django.utils import timezone

from faceproof.core.errors import ConsentError
from faceproof.service import storage
from faceproof.service.models import Account, Release

LASTS = timedelta(minutes=15)
DELETE_WITHIN = timedelta(days=30)  # as the agreement says
MOST_FILES = 500
_SALT = "faceproof.file"


class Wanted(NamedTuple):
    """Which files of a release: empty means all.

    Attributes:
        methods: names; ``original`` are the recordings.
        compressions: such as ``c23``; masks belong to every one.
        splits: sides, such as ``train``, or numbers of folds.
    """

    methods: frozenset[str] = frozenset()
    compressions: frozenset[str] = frozenset()
    splits: frozenset[str] = frozenset()


def addresses(release: Release, paths: Sequence[str], account: Account) -> dict[str, str]:
    """Where files can be fetched for a while, by path.

    Raises:
        ConsentError: one is no file of the release, or there are too many.
    """
    if len(paths) > MOST_FILES:
        raise ConsentError(f"at most {MOST_FILES} files at a time, got {len(paths)}")
    known = {one["path"]: one["sha256"] for one in release.files}
    for path in paths:
        if path not in known:
            raise ConsentError(f"{path[:80]!r} is no file of {release}")
    return {path: _address(release, path, known[path], account) for path in paths}


def _address(release: Release, path: str, sha256: str, account: Account) -> str:
    presigned = storage.presigned(f"{release.slug}/{path}", LASTS)
    if presigned is not None:
        return presigned
    ticket = signing.dumps([release.pk, path, sha256, account.pk], salt=_SALT, compress=True)
    return f"{settings.PLACE.url}/files/{ticket}"


class Ticket(NamedTuple):
    """What an address is for; the digest names the bytes, so that parts of them fit."""

    release: int
    path: str
    sha256: str
    account: int


def opened(ticket: str) -> Ticket:
    """What a signed address was given out for.

    Raises:
        ConsentError: it is not ours, or too old.
    """
    try:
        return Ticket(*signing.loads(ticket, salt=_SALT, max_age=LASTS))
    except (signing.BadSignature, TypeError, ValueError) as error:
        raise ConsentError("this address has run out or was never given; ask for it anew") from (
            error
        )


def chosen(release: Release, wanted: Wanted) -> list[dict[str, Any]]:
    """The files of a release that are wanted, by path; those that describe it always."""
    return [
        {"path": one["path"], "size": one["size"], "sha256": one["sha256"]}
        for one in release.files
        if _is_wanted(one, wanted)
    ]


def may_be_kept(release: Release, wanted: Wanted) -> list[dict[str, Any]]:
    """Those of a withdrawn release's files that its successor on offer has too.

    Until there is a successor nobody knows which, and all may stay for as long as the agreement
    gives to delete; without one after that time none may.
    """
    later = release.replaced_by
    while later is not None and not later.is_offered:
        later = later.replaced_by
    if later is None and _is_recent(release):
        return chosen(release, wanted)
    digests = {one["sha256"] for one in later.files} if later else set()
    return [one for one in chosen(release, wanted) if one["sha256"] in digests]


def _is_recent(release: Release) -> bool:
    stopped = release.withdrawn_on
    return stopped is not None and timezone.now() < stopped + DELETE_WITHIN


def _is_wanted(file: dict[str, Any], wanted: Wanted) -> bool:
    if file["methods"] is None:
        return True  # describes the release: manifest, sums, datasheet, splits
    return (
        (not wanted.methods or bool(wanted.methods & set(file["methods"])))
        and (not wanted.compressions or bool(wanted.compressions & set(file["compressions"])))
        and (not wanted.splits or file["split"] in wanted.splits)
    )
