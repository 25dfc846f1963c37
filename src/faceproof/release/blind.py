"""How is a part of a release hidden, so that only its steward knows what is fake?

1. The people of the part are in no public release, and none of its files was ever published.
2. A secret salt names the clips and puts them in an order that follows from nothing else.
3. The files are copied without sidecars, masks or times; what their containers say is checked.
4. The truth goes into one sealed file outside, and the public index states its digest.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from faceproof.core import ActorId, Clip, ClipId, Compression, sha256_file
from faceproof.core.errors import PlanError
from faceproof.datasets import read_manifest
from faceproof.provenance import PrivateKey
from faceproof.release.appearing import appearing, check_apart, check_new
from faceproof.release.blind_check import check_media, check_unpublished
from faceproof.release.blind_choice import Choice, blind_id, chosen, side_clips
from faceproof.release.blind_labels import Labels, labels_text, mask_of, write_sealed
from faceproof.release.blind_set import file_name, write_index
from faceproof.release.export import check_redistributable
from faceproof.release.verify import check_whole
from faceproof.sources import Ledger

_SAME_FOR_ALL_S = 946_684_800  # 2000-01-01, UTC; a time that says nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class HiddenSet:
    """What was hidden.

    Attributes:
        public: folder that everybody may have.
        sealed: file that nobody but its steward may have.
        labels_sha256: of the sealed file, as the public index states it.
        actors: whose release must not be published with this part in it.
    """

    public: Path
    sealed: Path
    labels_sha256: str
    originals: int
    fakes: int
    actors: tuple[ActorId, ...]


def blind(
    root: Path,
    *,
    out: Path,
    sealed: Path,
    salt: bytes,
    ledger: Ledger | None,
    on: date,
    split: str = "test",
    compression: Compression = Compression.C23,
    choice: Choice = Choice.ALL,
    earlier: Collection[ClipId] | None = None,
    public: Sequence[Path] = (),
    key: PrivateKey | None = None,
) -> HiddenSet:
    """Hide one side of a release at one compression; all or nothing.

    Args:
        root: a release that verifies. It is not touched.
        out: the public folder, which does not exist yet.
        sealed: the file of labels, which does not exist yet, outside of ``out`` and ``root``.
        salt: 32 secret random bytes; the same salt gives the same ids.
        ledger: today's consents; needed as soon as one real person is in it.
        on: the day on which they must hold.
        split: a part, or a fold.
        compression: whose files are taken.
        choice: how many of them.
        earlier: ids of the version before, with the same salt; what is left of it is hidden.
        public: releases that are published, or will be.
        key: signs the public index; None leaves it unsigned.

    Raises:
        ConsentError: somebody does not allow that it is handed on.
        ManifestError: the release does not verify.
        OneClassError: originals or fakes are missing.
        PlanError: there is no such side, or a clip of it is known or gives itself away.
        StorageError: a place exists, lies in another, or cannot be written.
    """
    for place in (out, sealed):
        check_new(place)
        check_apart(place, root)
    check_apart(sealed, out)
    if choice is Choice.UNPAIRED and compression is Compression.RAW:
        raise PlanError(
            "raw fakes point to their raw recordings, which an unpaired set does not hold; choose "
            "another --compression or --choice"
        )
    manifest = read_manifest(root)
    side = side_clips(manifest, split, compression)
    clips = chosen(side, choice, salt, earlier)
    check_unpublished(side, public)
    check_redistributable(replace(manifest, clips=clips), ledger=ledger, on=on)
    check_whole(root, manifest)
    check_media(root, clips, [clip for clip in side if not clip.is_fake])
    labels = Labels(
        name=manifest.name,
        version=manifest.version,
        digest=manifest.digest(),
        split=split,
        compression=compression,
        choice=choice,
        salt=salt,
        clips={blind_id(salt, clip.id): clip for clip in clips},
        masks={m: sha256_file(root / m) for m in map(mask_of, clips) if m is not None},
    )
    digest = _write(root, out, sealed, labels, key)
    fakes = sum(clip.is_fake for clip in clips)
    return HiddenSet(
        public=out,
        sealed=sealed,
        labels_sha256=digest,
        originals=len(clips) - fakes,
        fakes=fakes,
        actors=tuple(sorted({actor for clip in side for actor in clip.actors})),
    )


def _write(root: Path, out: Path, sealed: Path, labels: Labels, key: PrivateKey | None) -> str:
    """Both places; the folder takes its name last, so that it never is there without labels."""
    text = labels_text(labels)
    digest = hashlib.sha256(text).hexdigest()
    with appearing(out) as folder:
        for name, clip in labels.clips.items():
            _copy(root, clip, folder, name)
        write_index(folder, labels.clips, labels_sha256=digest, key=key)
        for file in sorted([*folder.iterdir(), folder]):
            os.utime(file, (_SAME_FOR_ALL_S, _SAME_FOR_ALL_S))
        write_sealed(sealed, text)
    return digest


def _copy(root: Path, clip: Clip, folder: Path, name: ClipId) -> None:
    """The bytes alone, in the order of hidden ids, so that no order on disk tells anything."""
    shutil.copyfile(root / clip.path, folder / file_name(name), follow_symlinks=False)
