"""How does a release go on when somebody withdraws? As a next version that no longer shows them.

Every file of everybody who allows it stays as it is, byte by byte; all that speaks of the release
is written anew. The old version is not touched: what becomes of it is its keeper's duty.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import NamedTuple

from faceproof.core import ActorId
from faceproof.datasets import read_release
from faceproof.provenance import PrivateKey
from faceproof.release.appearing import appearing, check_apart, check_new
from faceproof.release.croissant import CROISSANT_FILE
from faceproof.release.facts import facts_of
from faceproof.release.revise_change import Change, next_manifest
from faceproof.release.revise_files import carry_media, unknown_files, write_history, write_records
from faceproof.release.revise_leaving import consents_in, leaving, unwilling, withdrawn_people
from faceproof.release.revise_stale import Stale, next_generators, stale_detectors
from faceproof.release.revise_text import about_of
from faceproof.release.seal import write_seal
from faceproof.release.verify import check_whole
from faceproof.sources import Ledger


class Removed(NamedTuple):
    """Files that left: clips are originals and fakes, at each compression."""

    clips: int
    originals: int
    fakes: int
    masks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """What a revision made.

    Attributes:
        release: the next version; None when nobody in it left, so that none was made.
        version, digest: of the next version, or of the one that stays.
        removed: what left.
        kept: clips that stay.
        actors: who is in it no longer, for their steward's eyes.
        stale: what learned from somebody who withdrew, or who allows that no more.
        left_out: what was not taken over: files that a revision does not know, and texts of
            the description that name somebody who left.
    """

    release: Path | None
    version: str
    digest: str
    removed: Removed
    kept: int
    actors: tuple[ActorId, ...]
    stale: tuple[Stale, ...]
    left_out: tuple[str, ...]


def revise(
    root: Path,
    *,
    out: Path,
    ledger: Ledger,
    on: date,
    version: str | None = None,
    key: PrivateKey | None = None,
    weights: Sequence[Path] = (),
    even_unchanged: bool = False,
) -> Revision:
    """Make the next version of a release without what somebody no longer allows; all or nothing.

    Args:
        root: a release that verifies. It is not touched.
        out: a folder that does not exist yet.
        ledger: today's consents. Rendered actors stand in it only when they were withdrawn.
        on: the day on which they must hold.
        version: of the next one; None counts the minor version up.
        key: signs it; None leaves it unsigned.
        weights: folders of trained detectors, to be told which of them are stale.
        even_unchanged: make a next version also when everybody still allows everything, for
            instance because they allow more than before.

    Raises:
        ConsentError: somebody in it is not in the ledger.
        ManifestError: the release does not verify, or a side of the split would be empty.
        PlanError: the version is the old one, or cannot be counted.
        StorageError: ``out`` exists, lies in the release, or cannot be written.
        WeightsError: a folder holds no weights.
    """
    check_new(out)
    check_apart(out, root)
    release = read_release(root)
    before = release.manifest
    consents = consents_in(before, ledger)
    leaves = leaving(before, consents, on=on)
    gone = withdrawn_people(ledger, on=on)
    forbid = partial(unwilling, ledger, on=on)
    if not leaves and not even_unchanged:
        change = Change(before=before, after=before, leaves={}, on=on)
        generators = next_generators(root, gone, forbid)
        detectors = stale_detectors(weights, gone, forbid)
        return _revision(None, change, (*generators.stale, *detectors))
    after = next_manifest(before, leaves, consents, version)
    change = Change(before=before, after=after, leaves=leaves, on=on)
    check_whole(root, before)
    gone |= change.actors  # those too who only allow less than before
    detectors = stale_detectors(weights, gone, forbid)
    generators = next_generators(root, gone | change.names, forbid)
    about, unsaid = about_of(root, facts_of(before, consents), gone)
    with appearing(out) as folder:
        carry_media(root, folder, after)
        write_records(folder, after, release.numbers, consents, about)
        write_history(folder, root, change, generators)
        write_seal(folder, key=key)
    left_out = (*unknown_files(release), *(f"{CROISSANT_FILE}: {name}" for name in unsaid))
    return _revision(out, change, (*generators.stale, *detectors), left_out)


def _revision(
    release: Path | None,
    change: Change,
    stale: tuple[Stale, ...],
    left_out: tuple[str, ...] = (),
) -> Revision:
    fakes = sum(clip.is_fake for clip in change.left)
    return Revision(
        release=release,
        version=change.after.version,
        digest=change.after.digest(),
        removed=Removed(
            clips=len(change.left),
            originals=len(change.left) - fakes,
            fakes=fakes,
            masks=len(change.masks),
        ),
        kept=len(change.after.clips),
        actors=tuple(sorted(change.actors)),
        stale=stale,
        left_out=left_out,
    )
