"""A release folder as records, and back: `release.json`, `manifest.jsonl`, `splits/`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from faceproof.core import ActorId, Clip, Manifest
from faceproof.core.errors import ManifestError
from faceproof.datasets.manifest_file import MANIFEST_FILE, read_clips, write_clips
from faceproof.datasets.release_file import (
    RELEASE_FILE,
    count_clips,
    read_release_json,
    release_fields,
    splits_from_json,
    write_release_json,
)
from faceproof.datasets.split_files import write_split_files


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseFolder:
    """A release as it lies on disk.

    Attributes:
        numbers: the digits that stand for each actor in file names, for people and foreign
            tools; this package knows people by actor id.
        merkle_root: RFC 6962 root over the release's files; None until it is sealed.
        key: id of the key that signed it, and `signature`; None while nobody did.
    """

    root: Path
    manifest: Manifest
    numbers: Mapping[ActorId, str]
    merkle_root: str | None = None
    key: str | None = None
    signature: str | None = None


def write_manifest(root: Path, manifest: Manifest, numbers: Mapping[ActorId, str]) -> None:
    """Write a manifest's files into a release folder, `release.json` last and not yet sealed.

    A kill in between leaves a folder that `read_release` refuses, never a wrong one; the same
    call then mends it.

    Args:
        root: the release folder, made where it is missing.
        manifest: what the release holds.
        numbers: digits for each actor of the splits, as they stand in the file names.

    Raises:
        ManifestError: the manifest has issues, or the numbers do not fit it.
        StorageError: the folder cannot be written.
    """
    manifest.validate()
    content = release_fields(manifest, numbers)
    write_clips(root, manifest.clips)
    write_split_files(root, manifest, numbers)
    write_release_json(root, content)


def read_manifest(root: Path) -> Manifest:
    """The validated manifest of a release folder; see `read_release`."""
    return read_release(root).manifest


def read_release(root: Path) -> ReleaseFolder:
    """A release folder's records, checked against the digest and counts it states.

    Raises:
        ManifestError: naming the file, and the line of `manifest.jsonl`, that is not what it
            claims. Media files are not opened: that is `faceproof release verify`.
    """
    content = read_release_json(root)
    manifest = Manifest(
        name=content["name"],
        version=content["version"],
        licence=content["licence"],
        clips=read_clips(root),
        splits=splits_from_json(content["splits"]),
        scopes=tuple(content["scopes"]),
        parents=tuple(content["parents"]),
        tools=dict(content["tools"]),
    )
    if manifest.digest() != content["digest"]:
        raise ManifestError(
            f"{root}: {MANIFEST_FILE} and {RELEASE_FILE} of release {manifest.name!r} have digest "
            f"{manifest.digest()[:16]}..., but {RELEASE_FILE} states {content['digest'][:16]}...; "
            "one was changed: restore it or build the release again"
        )
    manifest.validate()
    if asdict(count_clips(manifest)) != content["counts"]:
        raise ManifestError(
            f"{root / RELEASE_FILE} counts {content['counts']}, the manifest has "
            f"{asdict(count_clips(manifest))}; build the release again"
        )
    return ReleaseFolder(
        root=root,
        manifest=manifest,
        numbers={ActorId(actor): number for actor, number in content["actors"].items()},
        merkle_root=content["merkle_root"],
        key=content["key"],
        signature=content["signature"],
    )


def clip_path(root: Path, clip: Clip) -> Path:
    """Where a clip's file lies; see `inside`."""
    return inside(root, clip.path)


def inside(root: Path, path: str) -> Path:
    """The file at a path that a manifest names, once it is sure to lie in the release.

    Raises:
        ManifestError: the path, or a symbolic link on it, leads out of the folder.
    """
    found = root / path
    try:
        within = found.resolve().is_relative_to(root.resolve())
    except (OSError, RuntimeError) as error:  # a loop of links
        raise ManifestError(f"path {path!r:.80} cannot be followed ({error})") from error
    if not within:
        raise ManifestError(
            f"path {path!r:.80} leads out of the release folder {root}; expected files that lie "
            "in it, not links to elsewhere"
        )
    return found
