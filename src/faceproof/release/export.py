"""May this release leave the house, and in which shape? Only when everybody in it says so.

`FORMATS` is the table of shapes. ``dfd`` and ``croissant`` are the release as it stands, or its
description; the others are written by the modules beside this one, with `names.csv` and the
datasheet, so that every exported file keeps its truth.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from concurrent.futures import Executor
from datetime import date
from pathlib import Path

from faceproof.core import Clip, Compression, Manifest, Scope
from faceproof.core.errors import ConsentError, PlanError
from faceproof.datasets import RELEASE_FILE, ReleaseFolder, read_release
from faceproof.engine import Progress
from faceproof.release.appearing import appearing, check_apart, check_new
from faceproof.release.croissant import CROISSANT_FILE
from faceproof.release.datasheet import DATASHEET_FILE
from faceproof.release.export_embed import write_embedded
from faceproof.release.export_ffpp import write_ffpp
from faceproof.release.export_frames import Workers
from faceproof.release.export_lists import FRAME_FORMATS, write_frame_format
from faceproof.release.export_names import chosen_clips
from faceproof.release.revise_leaving import consents_in
from faceproof.release.seal import SUMS_FILE, sealed_files
from faceproof.release.table import nearest
from faceproof.release.verify import check_whole
from faceproof.release.vouching import Voucher, check_vouchable
from faceproof.sources import Ledger

FORMATS = ("ffpp", "dfd", *FRAME_FORMATS, "croissant")
FRAMES = 32
_AS_IT_STANDS = ("dfd", "croissant")
_WHOLE_CLIPS = ("dfd", "ffpp")


def export(
    root: Path,
    *,
    format: str,  # noqa: A002 - the word of the command line
    out: Path,
    ledger: Ledger | None,
    on: date,
    frames: int = FRAMES,
    compressions: Sequence[Compression] = (),
    voucher: Voucher | None = None,
    jobs: int = 1,
    progress: Progress | None = None,
    executor: Executor | None = None,
) -> Path:
    """Copy a release, or only its description, for others; all of it or nothing.

    Args:
        root: a release that verifies.
        format: ``dfd``, the whole tree without work files; ``croissant``, the description alone;
            ``ffpp``, the tree and lists of FaceForensics++; ``deepfakebench``, ``gend`` and
            ``forensichub``, frames as PNG and a list of them.
        out: a folder that does not exist yet.
        ledger: today's consents; needed as soon as one real person is in the release. Rendered
            actors stand in it only when they were withdrawn.
        on: the day on which they must hold.
        frames: of each clip, evenly spread, where the format holds frames.
        compressions: to export; none given, all for ``ffpp`` and c23 (else the first there is)
            for frames.
        voucher: embeds credentials in every clip, for whoever is shown them; ``dfd`` and ``ffpp``
            alone. None copies clips byte by byte.
        jobs: workers that extract frames or sign clips.
        progress: told of every clip that is written.
        executor: extracts frames instead of own worker processes.

    Raises:
        ConsentError: somebody does not allow scope redistribute (any more).
        ManifestError: the release does not verify, or does not fit the format.
        PlanError: the format is unknown, has not these compressions, or no place for credentials.
        MediaError: a clip does not decode whole.
        SignatureError: a clip cannot be signed.
        StorageError: ``out`` exists, lies in the release, or cannot be written.
    """
    check_new(out)
    check_apart(out, root)
    release = read_release(root)
    manifest = release.manifest
    clips = exported_clips(manifest, format, compressions)
    if voucher is not None:
        _check_embeddable(manifest, format)
    check_redistributable(manifest, ledger=ledger, on=on)
    check_whole(root, manifest)
    workers = Workers(jobs, progress, executor)
    with appearing(out) as folder:
        if voucher is not None and format == "dfd":
            consents = consents_in(manifest, ledger)
            write_embedded(release, folder, voucher, consents, jobs=jobs, progress=progress)
        else:
            _write(release, clips, folder, format, frames=frames, workers=workers, voucher=voucher)
    return out


def exported_clips(
    manifest: Manifest,
    format: str,  # noqa: A002 - the word of the command line
    compressions: Sequence[Compression] = (),
) -> tuple[Clip, ...]:
    """The clips that an export writes one by one; none where it copies files as they stand.

    Raises:
        PlanError: the format is unknown, or has not these compressions.
    """
    if format not in FORMATS:
        raise PlanError(f"export format {format!r} is unknown; {nearest(format, FORMATS)}")
    if format in _AS_IT_STANDS:
        if compressions:
            others = ", ".join(form for form in FORMATS if form not in _AS_IT_STANDS)
            raise PlanError(
                f"--compression does not go with format {format}, which is handed on as it stands; "
                f"leave it out, or choose one of {others}"
            )
        return ()
    present = sorted({clip.compression for clip in manifest.clips})
    if format in FRAME_FORMATS:
        present = [c for c in (Compression.C23, *Compression) if c in present][:1]
    return chosen_clips(manifest, compressions or present)


def _write(
    release: ReleaseFolder,
    clips: Sequence[Clip],
    folder: Path,
    form: str,
    *,
    frames: int,
    workers: Workers,
    voucher: Voucher | None,
) -> None:
    root = release.root
    match form:
        case "dfd":
            _copy(root, folder, [*sealed_files(root), SUMS_FILE, RELEASE_FILE])
            return
        case "croissant":
            _copy(root, folder, [CROISSANT_FILE])
            return
        case "ffpp":
            write_ffpp(release, clips, folder, workers, voucher)
        case _:
            write_frame_format(
                release, clips, folder, FRAME_FORMATS[form], frames=frames, workers=workers
            )
    _copy(root, folder, [DATASHEET_FILE])


def _check_embeddable(manifest: Manifest, form: str) -> None:
    if form not in _WHOLE_CLIPS:
        raise PlanError(
            f"format {form} holds no whole clips, and credentials are of whole clips; choose "
            f"{' or '.join(_WHOLE_CLIPS)}"
        )
    check_vouchable(manifest)


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
    check_people(manifest.clips, of=f"release {manifest.name!r}", ledger=ledger, on=on)


def check_people(clips: Sequence[Clip], *, of: str, ledger: Ledger | None, on: date) -> None:
    """Return only when everybody in these clips allows, today, that they are handed on.

    Raises:
        ConsentError: naming the person, or that the ledger is missing.
    """
    people = sorted({a for clip in clips if not clip.synthetic for a in clip.actors})
    if people and ledger is None:
        raise ConsentError(
            f"{of} shows real people, such as {people[0]!r}, and no ledger "
            "was given; give the current one, so that withdrawals count"
        )
    if ledger is not None:
        for actor in people:
            ledger.require(actor, Scope.REDISTRIBUTE, on=on)
        everybody = {actor for clip in clips for actor in clip.actors}
        ledger.refuse_withdrawn(everybody - set(people), on=on)


def _copy(root: Path, out: Path, names: Iterable[str]) -> None:
    for name in names:
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(root / name, out / name, follow_symlinks=False)
