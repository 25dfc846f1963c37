"""A release without those who withdrew: made, offered, and handed to whoever had the one before.

Begun twice it comes to the same end: a next version that is there already, made by a worker that
died or by a steward's own hands, is taken up as it is.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from faceproof.core.errors import ConsentError
from faceproof.release import revise
from faceproof.service import keeping, storage
from faceproof.service.catalogue import publish
from faceproof.service.handing_over import drop_media, hand_over
from faceproof.service.models import ActorLink, Release
from faceproof.service.withdrawal import stop_releases_with
from faceproof.sources import Ledger


def enter_withdrawal() -> str:
    """Write into the ledger who withdrew on this site.

    Raises:
        LedgerError: somebody is not in the ledger, or it cannot be written.
    """
    ledger = keeping.enter_withdrawals(on=_today())
    return f"{ledger.name} ends with {ledger.head[:16]}"


def make_next_version(release: int) -> str:
    """Offer the next version of a stopped release, and move to it whoever may fetch the old one.

    Raises:
        ConsentError: the next version shows somebody who withdrew meanwhile.
        LedgerError: somebody who withdrew is not in the ledger.
        ManifestError: the release does not verify, or a side of its split would be empty.
        StorageError: something cannot be read or written.
    """
    old = Release.objects.get(pk=release)
    ledger = keeping.enter_withdrawals(on=_today())
    new = _child_of(old) or _revised(old, ledger)
    with transaction.atomic():
        for link in ActorLink.objects.exclude(withdrawn_on=None):
            stop_releases_with(link.actor)  # somebody may have withdrawn while it was made
        moved = hand_over(old, new)
    drop_media(old)
    return f"{new} replaces {old}; {moved} grants go on"


def _revised(old: Release, ledger: Ledger) -> Release:
    with TemporaryDirectory(dir=settings.PLACE.data) as folder:
        root = _folder_of(old, Path(folder) / "old")
        out = Path(folder) / "new"
        revision = revise(root, out=out, ledger=ledger, on=_today(), key=keeping.key())
        if revision.release is None:
            raise ConsentError(f"the ledger says that nobody in {old} has withdrawn")
        return publish(out, ledger=ledger, on=_today(), by=None)


def _folder_of(release: Release, folder: Path) -> Path:
    """The release as a folder: where it lies on this machine, or fetched from its bucket."""
    there = storage.local_path(release.slug)
    if there is not None:
        return there
    for file in release.files:
        storage.on_disk(f"{release.slug}/{file['path']}", folder)
    return folder / release.slug


def _child_of(old: Release) -> Release | None:
    same = Release.objects.filter(name=old.name)
    return next((one for one in same if old.digest in one.facts["parents"]), None)


def _today() -> date:
    return timezone.now().date()
