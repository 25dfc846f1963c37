"""What is offered? Take a release in: verified, allowed by everybody in it, stored, described."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from faceproof.core import PARTS, Clip, Manifest, Manipulated, Scope, sha256_file
from faceproof.core.errors import ConsentError, ManifestError, PlanError
from faceproof.datasets import RELEASE_FILE, read_release
from faceproof.provenance import beside
from faceproof.release import check_redistributable
from faceproof.release.file_check import listed_sums
from faceproof.release.seal import SUMS_FILE
from faceproof.release.verify import verify
from faceproof.service import journal, storage
from faceproof.service.jobs import queue
from faceproof.service.models import Account, ActorLink, Release
from faceproof.service.previews import ask_for_some
from faceproof.sources import Ledger

File = dict[str, Any]
ORIGINAL = "original"
DATASHEET, CROISSANT, CHANGES = "DATASHEET.md", "croissant.json", "CHANGELOG.md"


def publish(root: Path, *, ledger: Ledger | None, on: date, by: Account | None) -> Release:
    """Offer a release.

    Args:
        root: its folder.
        ledger: today's consents; needed as soon as one real person is in it.
        on: the day on which they must hold.
        by: who offers it.

    Raises:
        ManifestError: it does not verify, or is not sealed.
        ConsentError: somebody in it does not allow that it is handed on, or has withdrawn.
        PlanError: this version is offered already.
        StorageError: a file cannot be stored.
    """
    release = read_release(root)
    manifest = release.manifest
    slug = free_slug(manifest.name, manifest.version)
    check_redistributable(manifest, ledger=ledger, on=on)
    actors = {actor for clip in manifest.clips for actor in clip.actors}
    check_nobody_withdrew(actors, f"{manifest.name} {manifest.version}")
    check_verifies(root)
    files = list(files_of(root, manifest))
    facts = facts_of(root, manifest, files, merkle_root=release.merkle_root)
    facts["publishable"] = _may_be_shown(manifest, ledger, on)
    for file in files:
        storage.put_file(f"{slug}/{file['path']}", root / file["path"])
    with transaction.atomic():
        made = Release.objects.create(
            slug=slug,
            name=manifest.name,
            version=manifest.version,
            digest=manifest.digest(),
            facts=facts,
            files=files,
        )
        journal.note("release.published", who=by, release=made.pk, digest=made.digest)
        queue("log_release", made.digest, release=made.pk)
    ask_for_some(made)
    return made


def free_slug(name: str, version: str) -> str:
    """What a version is called in addresses.

    Raises:
        PlanError: it is offered already.
    """
    slug = slugify(f"{name}-{version}".replace(".", "-"))
    if Release.objects.filter(slug=slug).exists():
        raise PlanError(f"{name} {version} is offered already")
    return slug


def check_verifies(root: Path) -> None:
    """Return only when every file of a release, or of a hidden set, is as it was sealed.

    Raises:
        ManifestError: one is not.
    """
    if problems := verify(root):
        raise ManifestError(
            f"{root} has {len(problems)} problems, the first: {problems[0].path}: "
            f"{problems[0].problem}; see `faceproof release verify`"
        )


def check_nobody_withdrew(actors: Iterable[str], what: str) -> None:
    """Return only when none of them has withdrawn on this site.

    Raises:
        ConsentError: somebody has.
    """
    if ActorLink.objects.filter(actor__in=actors).exclude(withdrawn_on=None).exists():
        raise ConsentError(
            f"somebody in {what} has withdrawn on this site; make its "
            "next version with `faceproof release revise`"
        )


def _may_be_shown(manifest: Manifest, ledger: Ledger | None, on: date) -> bool:
    """Everybody in it allows, today too, that pictures of them are published; or nobody exists."""
    people = {actor for clip in manifest.clips if not clip.synthetic for actor in clip.actors}
    if not people or ledger is None:
        return not people
    live = (ledger.consents[actor].why_not(Scope.PUBLISH, on=on) is None for actor in people)
    return Scope.PUBLISH in manifest.scopes and all(live)


def facts_of(
    root: Path, manifest: Manifest, files: Sequence[File], *, merkle_root: str | None
) -> dict[str, Any]:
    """What pages and clients need to know of a release, as JSON."""
    if merkle_root is None:
        raise ManifestError(f"{root} is not sealed; build it to its end")
    sizes: dict[str, int] = defaultdict(int)
    for file in files:
        for level in file["compressions"] or ():
            sizes[level] += file["size"]
    return {
        "merkle_root": merkle_root,
        "licence": manifest.licence,
        "scopes": list(manifest.scopes),
        "synthetic": all(clip.synthetic for clip in manifest.clips),
        "actors": sorted({actor for clip in manifest.clips for actor in clip.actors}),
        "counts": dict(Counter(clip.method or ORIGINAL for clip in manifest.clips)),
        "methods": sorted({clip.method for clip in manifest.clips if clip.method}),
        "compressions": sorted({clip.compression.value for clip in manifest.clips}),
        "splits": list(PARTS)
        if manifest.splits.parts
        else [str(number) for number in range(len(manifest.splits.folds))],
        "sizes": dict(sizes),
        "size": sum(file["size"] for file in files),
        "parents": list(manifest.parents),
    }


def files_of(root: Path, manifest: Manifest) -> Iterator[File]:
    """Every file with what it belongs to; ``methods`` is None for those about the whole.

    Raises:
        ManifestError: the list of files cannot be read.
    """
    owners = {clip.path: clip for clip in manifest.clips}
    owners |= {beside(Path(clip.path)).as_posix(): clip for clip in manifest.clips}
    masks = {
        clip.origin.mask: clip
        for clip in manifest.clips
        if isinstance(clip.origin, Manipulated) and clip.origin.mask
    }
    levels = sorted({clip.compression.value for clip in manifest.clips})
    try:
        sums = listed_sums(root, {SUMS_FILE: ""})
    except ValueError as error:
        raise ManifestError(f"{root / SUMS_FILE}: {error}") from error
    sums |= {name: sha256_file(root / name) for name in (SUMS_FILE, RELEASE_FILE)}
    for path in sorted(sums):
        clip = masks.get(path) or owners.get(path)
        told = {"path": path, "size": (root / path).stat().st_size, "sha256": sums[path]}
        if clip is None:
            yield told | {"methods": None, "compressions": None, "split": None}
        else:
            yield told | {
                "methods": [clip.method or ORIGINAL],
                "compressions": levels if path in masks else [clip.compression.value],
                "split": _side(manifest, clip),
            }


def _side(manifest: Manifest, clip: Clip) -> str | None:
    group = manifest.splits.group_of(clip.actors)
    if group is None:
        return None
    return PARTS[group] if manifest.splits.parts else str(group)
