"""Take in a hidden set: its clips may be fetched like a release, its truth stays outside.

The sealed file is read once, here, by whoever keeps the site's shell: it says who is shown, so
that a withdrawal stops the set, and nothing else of it is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from faceproof.benchmark.hidden import check_parts, sealed_truth
from faceproof.core import Scope, sha256_file
from faceproof.core.errors import ManifestError, PlanError
from faceproof.release.blind_labels import Labels, read_labels
from faceproof.release.blind_set import INDEX_FILE, read_index
from faceproof.release.export import check_people
from faceproof.release.file_check import listed_sums
from faceproof.release.seal import SUMS_FILE
from faceproof.service import journal, storage
from faceproof.service.catalogue import check_nobody_withdrew, check_verifies, free_slug
from faceproof.service.challenges.answers import asked_by
from faceproof.service.handing_over import drop_media, hand_over
from faceproof.service.jobs import queue
from faceproof.service.models import Account, Release
from faceproof.sources import Ledger

File = dict[str, Any]


def publish_hidden(
    root: Path,
    sealed: Path,
    *,
    licence: str,
    ledger: Ledger | None,
    on: date,
    by: Account | None,
    name: str | None = None,
    replaces: Release | None = None,
) -> Release:
    """Offer a hidden set; with ``replaces`` in the place of an earlier version.

    Args:
        root: the public folder that `faceproof release blind` wrote.
        sealed: the file of labels that it wrote.
        licence: under which the clips are handed out.
        ledger: today's consents; needed as soon as one real person is in it.
        on: the day on which they must hold.
        by: who offers it.
        name: of the set; that of its release with ``-hidden`` without one.
        replaces: whoever may fetch it may fetch this one, and its challenges go on with this one.

    Raises:
        ManifestError: it does not verify, or the sealed file is of another set.
        ConsentError: somebody in it does not allow that it is handed on, or has withdrawn.
        ScoreError: too few people are in one of its parts; the salt deals them.
        PlanError: this version is offered already, or replaces no hidden set.
        StorageError: a file cannot be read or stored.
    """
    check_verifies(root)
    index, labels = read_index(root), read_labels(sealed)
    digest = sha256_file(sealed)
    if digest != index["labels_sha256"]:
        raise ManifestError(
            f"{sealed} is not the sealed file that {root / INDEX_FILE} states; give the one that "
            "`faceproof release blind` wrote with it"
        )
    called = name or f"{labels.name}-hidden"
    slug = free_slug(called, labels.version)
    if replaces is not None:
        _check_follows(index, replaces)
    check_parts(sealed_truth(labels, sha256=digest))
    check_people(tuple(labels.clips.values()), of=called, ledger=ledger, on=on)
    actors = sorted({actor for clip in labels.clips.values() for actor in clip.actors})
    check_nobody_withdrew(actors, f"{called} {labels.version}")
    files = _files(root, labels)
    for file in files:
        storage.put_file(f"{slug}/{file['path']}", root / file["path"])
    with transaction.atomic():
        made = Release.objects.create(
            slug=slug,
            name=called,
            version=labels.version,
            digest=sha256_file(root / INDEX_FILE),
            facts=_facts(index, labels, files, actors, licence),
            files=files,
        )
        journal.note("release.published", who=by, release=made.pk, digest=made.digest)
        queue("log_release", made.digest, release=made.pk)
        if replaces is not None:
            hand_over(replaces, made)
    if replaces is not None:
        drop_media(replaces)
    return made


def _check_follows(index: dict[str, Any], before: Release) -> None:
    """A later version has ids of the one before alone, so that answers that were sent still fit."""
    if not before.is_hidden:
        raise PlanError(
            f"{before} is no hidden set, so a hidden set cannot replace it; give the slug of this "
            "set's earlier version"
        )
    known = asked_by(before)
    strange = [one for one in index["clips"] if one not in known]
    if strange:
        raise PlanError(
            f"{len(strange)} of its ids are not those of {before}; hide it with `--salt-of` and "
            "the labels of that version"
        )


def _files(root: Path, labels: Labels) -> list[File]:
    sums = listed_sums(root, {SUMS_FILE: ""})
    about = {name: sha256_file(root / name) for name in (SUMS_FILE, INDEX_FILE)}
    return [
        {"path": path, "size": (root / path).stat().st_size, "sha256": sha256}
        | {
            "methods": None if path in about else [],
            "compressions": None if path in about else [labels.compression.value],
            "split": None,
        }
        for path, sha256 in sorted((sums | about).items())
    ]


def _facts(
    index: dict[str, Any], labels: Labels, files: list[File], actors: Sequence[str], licence: str
) -> dict[str, Any]:
    """As `catalogue.facts_of`; of methods and counts nothing is known outside."""
    size = sum(file["size"] for file in files)
    return {
        "labels_sha256": index["labels_sha256"],
        "merkle_root": index["merkle_root"],
        "licence": licence,
        "scopes": [Scope.REDISTRIBUTE.value],
        "publishable": False,
        "synthetic": all(clip.synthetic for clip in labels.clips.values()),
        "actors": list(actors),
        "clips": len(labels.clips),
        "counts": {},
        "methods": [],
        "compressions": [labels.compression.value],
        "splits": [],
        "sizes": {labels.compression.value: size},
        "size": size,
        "parents": [],
    }
