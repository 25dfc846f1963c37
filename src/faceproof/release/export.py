"""May this release leave the house, and in which shape? Only when everybody in it says so."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from faceproof.core import ActorId, Manifest, Scope
from faceproof.core.errors import ConsentError, ManifestError, PlanError
from faceproof.datasets import RELEASE_FILE, read_manifest
from faceproof.release.appearing import appearing
from faceproof.release.croissant import CROISSANT_FILE
from faceproof.release.seal import SUMS_FILE, sealed_files
from faceproof.release.table import nearest
from faceproof.release.verify import verify
from faceproof.sources import Ledger

FORMATS = ("dfd", "croissant")


def export(root: Path, *, format: str, out: Path, ledger: Ledger | None, on: date) -> Path:  # noqa: A002 - the word of the command line
    """Copy a release, or only its description, for others; all of it or nothing.

    Args:
        root: a release that verifies.
        format: ``dfd``, the whole tree without work files; ``croissant``, the description alone.
        out: a folder that does not exist yet.
        ledger: today's consents; needed as soon as one real person is in the release. Rendered
            actors stand in it only when they were withdrawn.
        on: the day on which they must hold.

    Raises:
        ConsentError: somebody does not allow scope redistribute (any more).
        ManifestError: the release does not verify.
        PlanError: the format is unknown.
        StorageError: ``out`` exists or cannot be written.
    """
    if format not in FORMATS:
        raise PlanError(f"export format {format!r} is unknown; {nearest(format, FORMATS)}")
    manifest = read_manifest(root)
    check_redistributable(manifest, ledger=ledger, on=on)
    problems = verify(root)
    if problems:
        raise ManifestError(
            f"release {manifest.name!r} has {len(problems)} problems, the first: "
            f"{problems[0].path}: {problems[0].problem}; see `faceproof release verify`"
        )
    whole = [*sealed_files(root), SUMS_FILE, RELEASE_FILE]
    with appearing(out) as folder:
        _copy(root, folder, whole if format == "dfd" else [CROISSANT_FILE])
    return out


def check_redistributable(manifest: Manifest, *, ledger: Ledger | None, on: date) -> None:
    """Return only when everybody in a release allows, today, that it is handed on.

    Raises:
        ConsentError: naming the person, or that the ledger is missing.
    """
    if Scope.REDISTRIBUTE not in manifest.scopes:
        raise ConsentError(
            f"release {manifest.name!r} has scopes {', '.join(manifest.scopes) or 'none'}, not "
            f"{Scope.REDISTRIBUTE}: somebody in it did not allow that it is handed on; use it "
            "where it was built"
        )
    people = _real_people(manifest)
    if people and ledger is None:
        raise ConsentError(
            f"release {manifest.name!r} shows real people, such as {people[0]!r}, and no ledger "
            "was given; give the current one, so that withdrawals count"
        )
    if ledger is not None:
        for actor in people:
            ledger.require(actor, Scope.REDISTRIBUTE, on=on)
        ledger.refuse_withdrawn(_everybody(manifest) - set(people), on=on)


def _real_people(manifest: Manifest) -> list[ActorId]:
    return sorted({a for clip in manifest.clips if not clip.synthetic for a in clip.actors})


def _everybody(manifest: Manifest) -> set[ActorId]:
    return {actor for clip in manifest.clips for actor in clip.actors}


def _copy(root: Path, out: Path, names: Iterable[str]) -> None:
    for name in names:
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(root / name, out / name, follow_symlinks=False)
