"""Bring a release, or some of it, into a folder: look, plan, take away, fetch in parallel.

A kill at any moment leaves whole files and parts, and the same command goes on from there.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass

import httpx

from faceproof.client.address import is_loopback
from faceproof.client.answers import PART, Offer
from faceproof.client.choice import check_wanted, choose
from faceproof.client.folder import Folder, Record
from faceproof.client.look import look
from faceproof.client.parallel import bring_all
from faceproof.client.plan import Plan, Trouble, make_plan
from faceproof.client.site import Site, Wanted
from faceproof.client.sync import remove_gone
from faceproof.core.errors import NoSpaceError, PlanError

EVERYTHING = Wanted()


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What came of a fetch.

    Attributes:
        offer: the release.
        files: how many were asked for.
        size: bytes of those.
        fetched: how many came now.
        resumed: how many of them an earlier try had begun.
        kept: how many were here already, their digests checked.
        removed: how many withdrawn files were taken away.
        withdrawn: paths of fetched files that the site has withdrawn and that are still here.
        failed: files that are not here as they should be, and why.
    """

    offer: Offer
    files: int
    size: int
    fetched: int
    resumed: int
    kept: int
    removed: int
    withdrawn: tuple[str, ...]
    failed: tuple[Trouble, ...]

    @property
    def is_undecided(self) -> bool:
        """It is withdrawn, and which of its files must go is not known before its successor."""
        return not self.offer.is_offered and self.offer.replaced_by is None and self.files > 0

    @property
    def is_whole(self) -> bool:
        """Everything that was asked for is here, and nothing that was withdrawn."""
        return not (self.failed or self.withdrawn or self.is_undecided)


def fetch(
    site: Site,
    folder: Folder,
    slug: str | None,
    wanted: Wanted,
    *,
    sync: bool,
    jobs: int,
) -> Report:
    """Bring what is wanted of a release into a folder.

    Args:
        site: has it.
        folder: held by this process alone.
        slug: names the release; see `choose`.
        wanted: which files.
        sync: take away what was fetched before and is withdrawn now.
        jobs: files at a time.

    Raises:
        RefusedError: no access, or it ended meanwhile.
        SiteError: the site cannot be reached or believed.
        PlanError: the release, or what is wanted of it, is not there.
        StorageError: the folder cannot be written, or the disk is too small.
    """
    record = folder.read_record()
    _check_same_site(record, site)
    offer = choose(site, slug, record)
    check_wanted(offer, wanted)
    chosen = site.files(offer.slug, wanted)
    whole = chosen if wanted.is_all or not record.files else site.files(offer.slug, EVERYTHING)
    here = look(folder, [*(file.path for file in chosen.files), *record.files], jobs)
    listed = {file.path: file.sha256 for file in whole.files}
    plan = make_plan(chosen, listed, record.files, here)
    if sync and plan.gone:
        record = remove_gone(folder, record, plan)
    _check_space(folder, plan)
    if plan.fetch or record.files:
        coming = {file.path: file.sha256 for file in plan.fetch}
        known = Record(site=site.origin, slug=offer.slug, files={**record.files, **coming})
        folder.write_record(known)
    brought = bring_all(site, folder, offer.slug, plan.fetch, jobs)
    return Report(
        offer=offer,
        files=len(chosen.files),
        size=sum(file.size for file in chosen.files),
        fetched=brought.fetched,
        resumed=brought.resumed,
        kept=len(plan.keep),
        removed=len(plan.gone) if sync else 0,
        withdrawn=plan.changed if sync else tuple(sorted([*plan.gone, *plan.changed])),
        failed=(*plan.blocked, *brought.failed),
    )


def _check_same_site(record: Record, site: Site) -> None:
    if not record.site or record.site == site.origin:
        return
    if is_loopback(httpx.URL(record.site)) and is_loopback(httpx.URL(site.origin)):
        return  # this machine has many names and ports
    raise PlanError(f"--out holds what came from {record.site:.80}; choose another folder")


def _check_space(folder: Folder, plan: Plan) -> None:
    parts = [folder.root / (file.path + PART) for file in plan.fetch]
    there = sum(part.stat().st_size for part in parts if part.is_file())
    needed = sum(file.size for file in plan.fetch) - there
    free = shutil.disk_usage(folder.root).free
    if needed > free:
        raise NoSpaceError(
            f"{folder.root}: {free >> 20} MiB are free, {needed >> 20} MiB are to come; free "
            "some, choose another --out, or fewer compressions"
        )
