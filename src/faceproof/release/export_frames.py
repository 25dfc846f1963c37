"""Which frames of each clip go into an export, and where? A few, evenly spread, as PNG.

A frame's file is called after its number in the clip, counted from 0. A clip of which a picture
does not decode stops the export: its frames would be numbered wrongly.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from faceproof.core import Clip, ClipId, Manipulated, sha256_of
from faceproof.core.errors import MediaError
from faceproof.datasets import ReleaseFolder
from faceproof.engine import Done, Job, Progress, run_jobs
from faceproof.media import Decoder, png, spread
from faceproof.release.export_names import Named

_MARKERS = ".jobs/markers"


class Extracted(NamedTuple):
    """Relative POSIX paths of a clip's frames and of their masks, in order."""

    frames: tuple[str, ...]
    masks: tuple[str, ...]


class Workers(NamedTuple):
    """Who extracts, and who is told."""

    jobs: int
    progress: Progress | None
    executor: Executor | None


def extract(
    release: ReleaseFolder,
    named: Sequence[Named],
    folder: Path,
    *,
    frames: int,
    workers: Workers,
) -> dict[ClipId, Extracted]:
    """Write the frames of clips, and their masks where they are named.

    Args:
        release: holds the clips.
        named: the folder of each clip's frames, and of its masks, in ``folder``.
        folder: the export.
        frames: of each clip, evenly spread; all of a shorter one.
        workers: a clip each.

    Raises:
        MediaError: a clip does not decode whole, or does not fit its mask.
    """
    jobs = [_job(release.root, name, folder, frames) for name in named]
    outcome = run_jobs(
        jobs,
        markers=folder / _MARKERS,
        workers=workers.jobs,
        progress=workers.progress,
        executor=workers.executor,
    )
    shutil.rmtree((folder / _MARKERS).parent, ignore_errors=True)
    if outcome.failures:
        first = outcome.failures[0]
        raise MediaError(
            f"{len(outcome.failures)} of {len(jobs)} clips cannot be extracted, the first: "
            f"{first.label}: {first.reason}; nothing was exported"
        )
    return {
        name.clip.id: _extracted(name, outcome.results[job.key])
        for name, job in zip(named, jobs, strict=True)
    }


def write_frames(
    video: Path, mask: Path | None, frames: Path, masks: Path | None, most: int
) -> Done:
    """Write the frames of one clip and of its mask; the job of `extract`.

    Raises:
        MediaError: pictures do not decode, or the mask is shorter than the clip.
    """
    with Decoder(video) as clip:
        numbers = spread(clip.facts.frames, most)
        _write(frames, ((n, f.rgb()) for n, f in _picked(clip, numbers)))
    if mask is not None and masks is not None:
        with Decoder(mask) as clip:
            _write(masks, ((n, f.luma()) for n, f in _picked(clip, numbers)))
    return Done(list(numbers))


def _picked(clip: Decoder, numbers: Sequence[int]) -> Iterator[tuple[int, Any]]:
    wanted = set(numbers)
    found = 0
    for frame in islice(clip, numbers[-1] + 1):
        if frame.index in wanted:
            found += 1
            yield frame.index, frame
    if clip.failures or found < len(wanted):
        raise MediaError(
            f"{clip.path.name}: {found} of {len(wanted)} frames decode whole; expected all of them"
        )


def _write(folder: Path, pictures: Iterator[tuple[int, NDArray[np.uint8]]]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for number, picture in pictures:
        (folder / _file(number)).write_bytes(png(picture))


def _job(root: Path, name: Named, folder: Path, frames: int) -> Job:
    clip, path, masked = name
    mask = clip.origin.mask if isinstance(clip.origin, Manipulated) and masked else None
    return Job(
        key=sha256_of([clip.sha256, clip.id, path, masked, frames]),
        label=clip.id,
        call=write_frames,
        args=(
            root / clip.path,
            None if mask is None else root / mask,
            folder / path,
            None if mask is None or masked is None else folder / masked,
            frames,
        ),
    )


def _extracted(name: Named, numbers: Sequence[int]) -> Extracted:
    files = [_file(number) for number in numbers]
    masks = () if name.mask is None else tuple(f"{name.mask}/{file}" for file in files)
    return Extracted(tuple(f"{name.path}/{file}" for file in files), masks)


def _file(number: int) -> str:
    return f"{number:03d}.png"


def has_mask(clip: Clip) -> bool:
    """Whether there is a mask to extract."""
    return isinstance(clip.origin, Manipulated) and clip.origin.mask is not None
