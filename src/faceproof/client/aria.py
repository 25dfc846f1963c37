"""The same files as a list for aria2, for whoever would rather fetch with that."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from faceproof.client.answers import File, Offer
from faceproof.client.choice import check_wanted, choose
from faceproof.client.folder import Record
from faceproof.client.links import Links
from faceproof.client.site import Site, Wanted
from faceproof.core.errors import RefusedError
from faceproof.core.files import replacing


class Listed(NamedTuple):
    """What a list holds."""

    offer: Offer
    files: int
    size: int


def write_list(site: Site, slug: str | None, wanted: Wanted, out: Path) -> Listed:
    """Write an input file of aria2: link, name and digest of each file; for its owner only.

    Raises:
        RefusedError: no access, or the release is withdrawn.
        SiteError: the site cannot be reached or believed.
        StorageError: the list cannot be written.
    """
    offer = choose(site, slug, Record())
    check_wanted(offer, wanted)
    chosen = site.files(offer.slug, wanted)
    if not chosen.is_offered:
        raise RefusedError(f"{offer.title} is withdrawn and not handed out any more")
    links = Links(site, offer.slug, [file.path for file in chosen.files])
    text = "".join(_entry(links.to(file.path), file) for file in chosen.files)
    with replacing(out) as temporary:
        # The links open the files to whoever has them.
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(text)
    return Listed(offer, len(chosen.files), sum(one.size for one in chosen.files))


def _entry(link: str, file: File) -> str:
    return f"{link}\n  out={file.path}\n  checksum=sha-256={file.sha256}\n"
