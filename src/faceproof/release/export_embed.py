"""How do clips leave the house with their truth in them? Signed copies, parents before children.

What the public sees carries its credentials inside, so that they stay with a clip that is torn from
its release. Its bytes are others then, and so is their digest: the export is a release of its own,
whose manifest names the one it was made from. It is not for measuring: containers tell the label.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from faceproof.core import ActorId, Clip, ClipId, Consent, Manifest, sha256_file
from faceproof.datasets import ReleaseFolder
from faceproof.engine import Progress
from faceproof.provenance import Parent, sign_file
from faceproof.release.claims import Said, said_of
from faceproof.release.facts import facts_of
from faceproof.release.revise_change import masks_of
from faceproof.release.revise_files import unknown_files, write_records
from faceproof.release.revise_text import CHANGELOG_FILE, about_of
from faceproof.release.seal import write_seal
from faceproof.release.tombstone import TOMBSTONES_FILE
from faceproof.release.training import GENERATORS_FILE
from faceproof.release.vouching import EMBEDDED, Voucher

_AS_THEY_STAND = (CHANGELOG_FILE, GENERATORS_FILE, TOMBSTONES_FILE)


def embed(
    root: Path,
    places: Mapping[ClipId, Path],
    clips: Sequence[Clip],
    voucher: Voucher,
    *,
    jobs: int = 1,
    progress: Progress | None = None,
) -> None:
    """Write a copy of each clip with its credentials in it.

    Args:
        root: the release.
        places: the copy of each clip.
        clips: of the release; a parent that is not among them is not named as one.
        voucher: with what they are signed.
        jobs: clips at a time.
        progress: told of each.

    Raises:
        SignatureError: a clip cannot be signed so.
        StorageError: a copy cannot be written.
    """

    def write(said: Said) -> ClipId:
        clip, parent = said.clip, said.parent
        sign_file(
            root / clip.path,
            places[clip.id],
            claim=said.claim,
            credential=voucher.credential,
            parent=None if parent is None else Parent(places[parent.id]),
            timestamp=voucher.timestamp,
        )
        return clip.id

    with ThreadPoolExecutor(jobs) as signers:
        for round_ in said_of(clips):
            for name in signers.map(write, round_):
                if progress is not None:
                    progress(name)


def write_embedded(
    release: ReleaseFolder,
    folder: Path,
    voucher: Voucher,
    consents: Mapping[ActorId, Consent],
    *,
    jobs: int = 1,
    progress: Progress | None = None,
) -> None:
    """Write a whole release with credentials in its clips, and seal it.

    Args:
        release: that is exported.
        folder: the export, empty.
        voucher: with what clips, and the whole, are signed.
        consents: of everybody in it.
        jobs: clips at a time.
        progress: told of each.
    """
    root, before = release.root, release.manifest
    places = {clip.id: folder / clip.path for clip in before.clips}
    embed(root, places, before.clips, voucher, jobs=jobs, progress=progress)
    for name in _carried(release):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(root / name, folder / name, follow_symlinks=False)
    about, _ = about_of(root, facts_of(before, consents), frozenset())
    write_records(folder, _manifest(before, places), release.numbers, consents, about)
    write_seal(folder, key=voucher.key)


def _carried(release: ReleaseFolder) -> Iterator[str]:
    """Masks, history, and whatever else the release holds beside clips and descriptions."""
    yield from sorted(masks_of(release.manifest))
    yield from (name for name in _AS_THEY_STAND if (release.root / name).is_file())
    yield from unknown_files(release)


def _manifest(before: Manifest, places: Mapping[ClipId, Path]) -> Manifest:
    """The same clips by their new digests; its parents stay the versions that it revises."""
    clips = (replace(clip, sha256=sha256_file(places[clip.id])) for clip in before.clips)
    tools = {**before.tools, EMBEDDED: before.digest()}
    return replace(before, clips=tuple(clips), tools=tools)
