"""Which files does somebody get, and under which address for how long?

An address holds what it is for, who it was given to and until when, signed; whoever has it needs
no more. Giving one out needs a grant; a revoked grant stops new ones at once, and those given out
stop after `LASTS`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.core import signing

from faceproof.core.errors import ConsentError
from faceproof.service import storage
from faceproof.service.models import Account, Release

LASTS = timedelta(minutes=15)
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


def address(release: Release, path: str, account: Account) -> str:
    """Where a file can be fetched for a while."""
    presigned = storage.presigned(f"{release.slug}/{path}", LASTS)
    if presigned is not None:
        return presigned
    ticket = signing.dumps([release.pk, path, account.pk], salt=_SALT, compress=True)
    return f"{settings.PLACE.url}/files/{ticket}"


class Ticket(NamedTuple):
    """What an address is for."""

    release: int
    path: str
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


def _is_wanted(file: dict[str, Any], wanted: Wanted) -> bool:
    if file["methods"] is None:
        return True  # describes the release: manifest, sums, datasheet, splits
    return (
        (not wanted.methods or bool(wanted.methods & set(file["methods"])))
        and (not wanted.compressions or bool(wanted.compressions & set(file["compressions"])))
        and (not wanted.splits or file["split"] in wanted.splits)
    )


def check_paths(release: Release, paths: Sequence[str]) -> None:
    """Return only when every path is a file of the release.

    Raises:
        ConsentError: one is not, or there are too many.
    """
    if len(paths) > MOST_FILES:
        raise ConsentError(f"at most {MOST_FILES} files at a time, got {len(paths)}")
    known = {one["path"] for one in release.files}
    for path in paths:
        if path not in known:
            raise ConsentError(f"{path[:80]!r} is no file of {release}")
