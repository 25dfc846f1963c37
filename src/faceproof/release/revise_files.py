"""How does the next version come to lie on disk? Its media linked, its records written anew."""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

from faceproof.core import ActorId, Consent, Manifest, Manipulated, sha256_file, write_bytes
from faceproof.datasets import MANIFEST_FILE, ReleaseFolder, write_manifest
from faceproof.release.croissant import CROISSANT_FILE, croissant
from faceproof.release.datasheet import DATASHEET_FILE, datasheet
from faceproof.release.facts import facts_of
from faceproof.release.plan import About
from faceproof.release.revise_change import Change, masks_of
from faceproof.release.revise_stale import Generators
from faceproof.release.revise_text import CHANGELOG_FILE, changelog
from faceproof.release.seal import sealed_files
from faceproof.release.tombstone import (
    TOMBSTONES_FILE,
    Kind,
    Tombstone,
    read_tombstones,
    write_tombstones,
)
from faceproof.release.training import GENERATORS_FILE
from faceproof.release.vouching import sidecar_of

_NO_LINK = {errno.EXDEV, errno.EPERM, errno.EMLINK, errno.ENOTSUP}
_WRITTEN_ANEW = {
    CHANGELOG_FILE,
    CROISSANT_FILE,
    DATASHEET_FILE,
    GENERATORS_FILE,
    MANIFEST_FILE,
    TOMBSTONES_FILE,
}


def carry_media(root: Path, folder: Path, manifest: Manifest) -> None:
    """Give the folder every clip and mask of a manifest, and credentials that stand beside them.

    Those stay as good as they were, for they are about bytes that stay.
    """
    beside = {name for name in _sidecars(manifest) if (root / name).is_file()}
    for name in sorted(_media(manifest) | beside):
        link_or_copy(root / name, folder / name)


def link_or_copy(file: Path, to: Path) -> None:
    """The same regular file under one more name, or a copy where the disk cannot do that."""
    to.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(file, to, follow_symlinks=False)
    except OSError as error:
        if error.errno not in _NO_LINK:
            raise
        shutil.copyfile(file, to, follow_symlinks=False)


def write_records(
    folder: Path,
    manifest: Manifest,
    numbers: Mapping[ActorId, str],
    consents: Mapping[ActorId, Consent],
    about: About,
) -> None:
    """Manifest, splits and descriptions of those who stay, not yet sealed.

    Args:
        folder: of the next version, its media in place.
        manifest: of the next version.
        numbers: of everybody, those who left included.
        consents: likewise.
        about: what the people behind it say of it.
    """
    staying = {actor for group in manifest.splits.groups for actor in group}
    facts = facts_of(manifest, {a: consent for a, consent in consents.items() if a in staying})
    write_manifest(folder, manifest, {a: n for a, n in numbers.items() if a in staying})
    described = json.dumps(croissant(folder, manifest, facts, about), indent=1, ensure_ascii=False)
    write_bytes(folder / CROISSANT_FILE, f"{described}\n".encode())
    write_bytes(folder / DATASHEET_FILE, datasheet(manifest, facts, about).encode())


def write_history(folder: Path, root: Path, change: Change, generators: Generators) -> None:
    """Tombstones, changelog and the list of generators."""
    write_tombstones(folder, [*read_tombstones(root), *_tombstones(root, change)])
    write_bytes(folder / CHANGELOG_FILE, changelog(root, change, generators.stale))
    if generators.data is not None:
        write_bytes(folder / GENERATORS_FILE, generators.data)


def unknown_files(release: ReleaseFolder) -> Iterator[str]:
    """Sealed files that a revision does not know, so cannot tell whom they name."""
    known = _media(release.manifest) | _sidecars(release.manifest) | _WRITTEN_ANEW
    for name in sealed_files(release.root):
        if name not in known and not name.startswith("splits/"):
            yield name


def _media(manifest: Manifest) -> frozenset[str]:
    return masks_of(manifest) | {clip.path for clip in manifest.clips}


def _sidecars(manifest: Manifest) -> frozenset[str]:
    return frozenset(sidecar_of(clip.path) for clip in manifest.clips)


def _tombstones(root: Path, change: Change) -> Iterator[Tombstone]:
    digest, masks = change.before.digest(), change.masks
    for clip in change.left:
        found = [(clip.sha256, Kind.FAKE if clip.is_fake else Kind.ORIGINAL)]
        mask = clip.origin.mask if isinstance(clip.origin, Manipulated) else None
        if mask is not None and mask in masks:
            found.append((sha256_file(root / mask), Kind.MASK))
        beside = root / sidecar_of(clip.path)
        if beside.is_file():
            found.append((sha256_file(beside), Kind.CREDENTIALS))
        for sha256, kind in found:
            yield Tombstone(
                sha256=sha256,
                kind=kind,
                manifest=digest,
                reason=change.leaves[clip.id],
                removed_on=change.on,
            )
