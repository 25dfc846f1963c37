"""How is a release laid out as FaceForensics++? One number a recording, one pair a fake.

FaceForensics++ numbers recordings and calls a fake ``<target>_<source>``. Here every recording of
every actor has a number of its own, in the order of clip ids; a method without source names its
fakes by the target twice. Where one method made several fakes of one pair, the second goes to
``<Method>-2``, the third to ``<Method>-3``. Recordings of one actor share a stand-in for the
YouTube id in ``conversion_dict.json``, so tools that look for sources on two sides find actors.
"""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from faceproof.core import PARTS, ActorId, Clip, ClipId, Manipulated, Recorded, write_bytes
from faceproof.core.errors import ManifestError
from faceproof.datasets import ReleaseFolder
from faceproof.engine import Progress
from faceproof.release.claims import raw_id
from faceproof.release.export_embed import embed
from faceproof.release.export_frames import Workers
from faceproof.release.export_names import (
    Named,
    checked,
    method_folder,
    part_of,
    write_names,
)
from faceproof.release.vouching import Voucher

Pair = tuple[str, str]


def write_ffpp(
    release: ReleaseFolder,
    clips: Sequence[Clip],
    folder: Path,
    workers: Workers,
    voucher: Voucher | None = None,
) -> None:
    """Copy clips and masks into the tree of FaceForensics++, with its lists at the root.

    Args:
        release: holds the clips.
        clips: to export.
        folder: the export.
        workers: sign the clips, where they are signed.
        voucher: embeds credentials in them; None copies them byte by byte.

    Raises:
        ManifestError: a clip is neither a recording nor a fake of one, or two share a name.
    """
    numbers = sequence_numbers(clips)
    named = checked(_named(clips, numbers), release.root)
    for clip, _, mask in named:
        if mask is not None and isinstance(clip.origin, Manipulated) and clip.origin.mask:
            _copy(release.root / clip.origin.mask, folder / mask)
    jobs, progress, _ = workers
    if voucher is not None:
        places = {clip.id: folder / path for clip, path, _ in named}
        embed(release.root, places, clips, voucher, jobs=jobs, progress=progress)
    else:
        _copy_clips(release.root, named, folder, progress)
    _write_lists(release, clips, numbers, folder)
    write_names(folder, named, release.manifest.splits)


def sequence_numbers(clips: Sequence[Clip]) -> dict[ClipId, str]:
    """Number of each recording by the id of its raw clip, ``000`` up, by id.

    Raises:
        ManifestError: a fake's target or source is not among the recordings.
    """
    recordings = sorted({raw_id(c) for c in clips if isinstance(c.origin, Recorded)})
    width = max(3, len(str(len(recordings) - 1)))
    numbers = {recording: f"{n:0{width}d}" for n, recording in enumerate(recordings)}
    for clip in clips:
        for linked in _ends(clip):
            if linked not in numbers:
                raise ManifestError(
                    f"clip {clip.id}: its target or source {linked!r} is not among the exported "
                    "recordings, and FaceForensics++ names a fake by both"
                )
    return numbers


def _ends(clip: Clip) -> tuple[ClipId, ...]:
    match clip.origin:
        case Manipulated(target=target, source=source):
            return (target, source or target)
        case Recorded():
            return ()
    raise ManifestError(
        f"clip {clip.id}: was generated without a target, and FaceForensics++ has no place for "
        "that; export it as gend or forensichub"
    )


def _named(clips: Sequence[Clip], numbers: Mapping[ClipId, str]) -> Iterator[Named]:
    copies = _copy_numbers(clips)
    for clip in clips:
        level = clip.compression
        if not (ends := _ends(clip)):
            path = f"original_sequences/youtube/{level}/videos/{numbers[raw_id(clip)]}.mp4"
            yield Named(clip, path, None)
            continue
        stem = "_".join(numbers[end] for end in ends)
        copy = copies[raw_id(clip)]
        method = method_folder(clip) + (f"-{copy}" if copy > 1 else "")
        made = f"manipulated_sequences/{method}"
        has_mask = isinstance(clip.origin, Manipulated) and clip.origin.mask
        mask = f"{made}/masks/videos/{stem}.mp4" if has_mask else None
        yield Named(clip, f"{made}/{level}/videos/{stem}.mp4", mask)


def _copy_numbers(clips: Sequence[Clip]) -> dict[ClipId, int]:
    """1 for the first fake of a method and pair, 2 for the second."""
    alike: dict[tuple[object, ...], set[ClipId]] = defaultdict(set)
    for clip in clips:
        if ends := _ends(clip):
            alike[clip.method, ends].add(raw_id(clip))
    return {fake: n for fakes in alike.values() for n, fake in enumerate(sorted(fakes), 1)}


def _write_lists(
    release: ReleaseFolder, clips: Sequence[Clip], numbers: Mapping[ClipId, str], folder: Path
) -> None:
    for part in PARTS:
        inside = [c for c in clips if part_of(c, release.manifest.splits) == part]
        _write_json(folder / f"{part}.json", sorted(_pairs(inside, numbers)))
    seen: Counter[ActorId] = Counter()
    videos = {}
    people = {raw_id(c): c.target for c in clips if isinstance(c.origin, Recorded)}
    for recording, number in numbers.items():
        actor = people[recording]
        videos[number] = f"{_stand_in(actor)} {seen[actor]}"
        seen[actor] += 1
    _write_json(folder / "conversion_dict.json", videos)


def _pairs(clips: Sequence[Clip], numbers: Mapping[ClipId, str]) -> set[Pair]:
    ends = [[numbers[end] for end in _ends(clip)] for clip in clips]
    pairs = {(min(pair), max(pair)) for pair in ends if pair}
    paired = {number for pair in pairs for number in pair}
    alone = {numbers[raw_id(c)] for c in clips if isinstance(c.origin, Recorded)} - paired
    return pairs | {(number, number) for number in alone}


def _stand_in(actor: ActorId) -> str:
    """Eleven characters, as a YouTube id has, that follow from the actor id."""
    return base64.urlsafe_b64encode(hashlib.sha256(actor.encode()).digest()).decode()[:11]


def _copy_clips(
    root: Path, named: Sequence[Named], folder: Path, progress: Progress | None
) -> None:
    for clip, path, _ in named:
        _copy(root / clip.path, folder / path)
        if progress is not None:
            progress(clip.id)


def _write_json(path: Path, value: object) -> None:
    write_bytes(path, f"{json.dumps(value, indent=2)}\n".encode())


def _copy(file: Path, to: Path) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(file, to, follow_symlinks=False)
