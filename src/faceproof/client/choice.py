"""Which release is meant, and does the site have what is wanted of it?"""

from __future__ import annotations

from faceproof.client.answers import Offer
from faceproof.client.folder import Record
from faceproof.client.site import Site, Wanted
from faceproof.core.errors import PlanError, RefusedError

ORIGINAL = "original"
_MOST_VERSIONS = 100


def choose(site: Site, slug: str | None, record: Record) -> Offer:
    """The release that is meant.

    Args:
        site: where it is.
        slug: as somebody named it; without it that which lies in the folder already, or what
            replaced that, or the only one that may be fetched.
        record: what lies in the folder.

    Raises:
        RefusedError: there is none, or no access to it.
        PlanError: there are several, or the folder holds another one.
    """
    if slug is None and not record.slug:
        return _only(site)
    offer = site.release(slug or record.slug)
    if slug is None and not offer.is_offered:
        offer = _newest(site, offer)
    if record.slug and record.slug != offer.slug:
        _check_replaces(site, offer, record.slug)
    return offer


def check_wanted(offer: Offer, wanted: Wanted) -> None:
    """Return only when the release has every method, compression and side that is wanted.

    Raises:
        PlanError: naming what it has not, and what it has.
    """
    for kind, asked, known in (
        ("method", wanted.methods, (ORIGINAL, *offer.methods)),
        ("compression", wanted.compressions, offer.compressions),
        ("split", wanted.splits, offer.splits),
    ):
        for name in asked:
            if name not in known:
                raise PlanError(
                    f"{offer.title} has no {kind} {name!r:.80}; it has {', '.join(known)}"
                )


def _only(site: Site) -> Offer:
    offers = [site.release(one.slug) for one in site.releases()]
    mine = [one for one in offers if one.is_granted]
    if len(mine) == 1:
        return mine[0]
    if mine:
        names = ", ".join(one.slug for one in mine)
        raise PlanError(f"you may fetch several releases; name one by --release: {names}")
    raise RefusedError("you may fetch no release of this site; ask for access on its page")


def _newest(site: Site, offer: Offer) -> Offer:
    """What replaced a withdrawn release, if that may be fetched; else the withdrawn one."""
    found = offer
    for _ in range(_MOST_VERSIONS):
        if found.is_offered or found.replaced_by is None:
            break
        found = site.release(found.replaced_by)
    return found if found.is_granted else offer


def _check_replaces(site: Site, offer: Offer, slug: str) -> None:
    before: str | None = slug
    for _ in range(_MOST_VERSIONS):
        if before is None or before == offer.slug:
            break
        before = site.release(before).replaced_by
    if before != offer.slug:
        raise PlanError(
            f"--out holds {slug}, which {offer.slug} does not replace; choose another folder"
        )
