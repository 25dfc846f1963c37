"""How does a hidden set become a set with labels again? By its sealed file, and nothing less."""

from __future__ import annotations

import hmac
from dataclasses import replace
from pathlib import Path

from faceproof.core import ActorId, Clip, ClipId, Manifest, Manipulated, Splits, sha256_file
from faceproof.core.errors import ManifestError
from faceproof.datasets import write_manifest
from faceproof.release.appearing import appearing, check_apart
from faceproof.release.blind_labels import Labels, read_labels
from faceproof.release.blind_set import file_name, read_index
from faceproof.release.revise_files import link_or_copy
from faceproof.release.seal import write_seal


def open_blind(public: Path, sealed: Path) -> Manifest:
    """The records of a hidden set, for audits and grading: ids and files are the hidden ones.

    It is one undivided group of people, on which nothing may be trained. Masks are not in the
    public folder, so its fakes name none. Links name raw clips, by their hidden id where the set
    holds them and by the release's where it does not.

    Raises:
        ManifestError: index, labels and files do not belong together.
    """
    index, labels = read_index(public), read_labels(sealed)
    if not hmac.compare_digest(sha256_file(sealed), index["labels_sha256"]):
        raise ManifestError(
            f"{sealed}: is not the sealed file that {public} was published with, or was changed; "
            "give the one whose sha256 its index states"
        )
    if index["clips"] != list(labels.clips):
        raise ManifestError(f"{public}: its index does not name the clips of {sealed}")
    hidden = {clip.id: name for name, clip in labels.clips.items()}
    clips = tuple(_clip(public, name, clip, hidden) for name, clip in labels.clips.items())
    return Manifest(
        name=f"{labels.name}, hidden {labels.split}",
        version=labels.version,
        licence="hidden: for measurement by its steward alone",
        clips=clips,
        splits=Splits(folds=(_everybody(labels),)),
        tools={"hidden part of": labels.digest},
    )


def unblind(public: Path, sealed: Path, *, out: Path) -> Manifest:
    """A hidden set as a release folder under its hidden ids, unsigned, for its steward alone.

    Raises:
        ManifestError: index, labels and files do not belong together.
        StorageError: ``out`` exists, lies in the hidden set, or cannot be written.
    """
    check_apart(out, public)
    manifest = open_blind(public, sealed)
    numbers = {a: f"{n:02d}" for n, a in enumerate(manifest.splits.folds[0], 1)}
    with appearing(out) as folder:
        for clip in manifest.clips:
            link_or_copy(public / clip.path, folder / clip.path)
        write_manifest(folder, manifest, numbers)
        write_seal(folder, key=None)
    return manifest


def _clip(public: Path, name: ClipId, clip: Clip, hidden: dict[ClipId, ClipId]) -> Clip:
    found = sha256_file(public / file_name(name))
    if not hmac.compare_digest(found, clip.sha256):
        raise ManifestError(
            f"{file_name(name)}: has sha256 {found[:16]}..., the labels say {clip.sha256[:16]}...; "
            "the file was changed: copy it again"
        )
    origin = clip.origin
    if isinstance(origin, Manipulated):
        source = None if origin.source is None else hidden.get(origin.source, origin.source)
        target = hidden.get(origin.target, origin.target)
        origin = replace(origin, target=target, source=source, mask=None, mask_kind=None)
    return replace(clip, id=name, path=file_name(name), origin=origin)


def _everybody(labels: Labels) -> tuple[ActorId, ...]:
    return tuple(sorted({actor for clip in labels.clips.values() for actor in clip.actors}))
