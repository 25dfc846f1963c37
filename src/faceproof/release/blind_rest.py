"""What may be published while a side is hidden? The release without that side, in its own folder.

No tombstones are added: digests of hidden files would be labels.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from faceproof.core import Manifest, Splits, write_bytes
from faceproof.core.errors import PlanError
from faceproof.datasets import read_release, split_names
from faceproof.provenance import PrivateKey
from faceproof.release.appearing import appearing, check_apart, check_new
from faceproof.release.export import check_redistributable
from faceproof.release.facts import facts_of
from faceproof.release.revise_change import names_of, people_of
from faceproof.release.revise_files import carry_media, write_records
from faceproof.release.revise_leaving import consents_in
from faceproof.release.revise_stale import unnamed_generators
from faceproof.release.revise_text import about_of
from faceproof.release.seal import write_seal
from faceproof.release.table import nearest
from faceproof.release.tombstone import read_tombstones, write_tombstones
from faceproof.release.training import GENERATORS_FILE
from faceproof.release.verify import check_whole
from faceproof.sources import Ledger


def withhold(
    root: Path,
    *,
    out: Path,
    split: str,
    ledger: Ledger | None,
    on: date,
    key: PrivateKey | None = None,
) -> Manifest:
    """Write a release without the people of one side; all or nothing.

    Its name ends in ``-open``, so that nobody takes it for the whole. It hides who is missing from
    readers, and from nobody who can render or guess them.

    Args:
        root: a release that verifies. It is not touched.
        out: a folder that does not exist yet.
        split: the part or fold that is held back.
        ledger: of the consents; needed as soon as one real person is in the release.
        on: the day on which they must hold.
        key: signs it; None leaves it unsigned.

    Raises:
        ConsentError: somebody in it is not in the ledger, or does not allow that it is handed on.
        ManifestError: the release does not verify, or too few folds would be left.
        PlanError: there is no such side.
        StorageError: ``out`` exists, lies in the release, or cannot be written.
    """
    check_new(out)
    check_apart(out, root)
    release = read_release(root)
    manifest = _without(release.manifest, split)
    consents = consents_in(release.manifest, ledger)
    check_redistributable(manifest, ledger=ledger, on=on)
    check_whole(root, release.manifest)
    held = people_of(release.manifest) - people_of(manifest)
    about, _ = about_of(root, facts_of(release.manifest, consents), held)
    clips = (clip for clip in release.manifest.clips if clip.id not in manifest.by_id)
    generators = unnamed_generators(root, held | names_of(clips))
    with appearing(out) as folder:
        carry_media(root, folder, manifest)
        write_records(folder, manifest, release.numbers, consents, about)
        if stones := read_tombstones(root):
            write_tombstones(folder, stones)
        if generators is not None:
            write_bytes(folder / GENERATORS_FILE, generators)
        write_seal(folder, key=key)
    return manifest


def _without(manifest: Manifest, split: str) -> Manifest:
    names = split_names(manifest.splits)
    if split not in names:
        raise PlanError(f"split {split!r:.60} is none of the release's; {nearest(split, names)}")
    index = names.index(split)
    splits = manifest.splits
    return replace(
        manifest,
        name=f"{manifest.name}-open",
        clips=tuple(c for c in manifest.clips if splits.group_of(c.actors) != index),
        splits=Splits(parts={**splits.parts, split: ()})
        if splits.parts
        else Splits(folds=(*splits.folds[:index], *splits.folds[index + 1 :])),
        parents=(),
    )
