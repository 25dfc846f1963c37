"""May this build work in this folder? One plan, one build at a time, and room for it.

Work files (done-markers, face tracks, bit-exact copies) lie in ``.build`` below the release. They
are no part of it; deleting them costs only the chance to resume.
"""

from __future__ import annotations

import fcntl
import json
import shutil
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from faceproof.core import Compression, write_bytes
from faceproof.core.errors import FaceproofError, PlanError, StorageError
from faceproof.core.files import storage_error
from faceproof.media import probe
from faceproof.release.pairs import fakes_of
from faceproof.release.plan import Filmed, Plan, Recording, Rendered
from faceproof.release.seal import WORK_FOLDER, files_below

MEDIA_FOLDERS = ("original_sequences", "manipulated_sequences")
_CLAIM = "plan.json"

# Half of what recordings of people took (benchmarks/build.py tells of rendered ones), so that only
# a disk that is clearly too small is refused.
_LEAST_BYTES_A_PIXEL = {Compression.RAW: 0.25, Compression.C23: 0.003, Compression.C40: 0.0005}


def check_folder(out: Path, plan: Plan) -> None:
    """Return only when ``out`` is new, empty, or holds an unfinished or finished build of the plan.

    Raises:
        PlanError: another plan is built there, or the folder holds something else.
        StorageError: it is a file.
    """
    if out.exists() and not out.is_dir():
        raise StorageError(f"{out}: is a file; expected a folder for the release")
    if not out.exists() or not any(out.iterdir()):
        return
    try:
        found = json.loads((out / WORK_FOLDER / _CLAIM).read_bytes())["plan_digest"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise PlanError(
            f"{out}: holds files, but no unfinished build of this plan; choose a new folder"
        ) from error
    if found != plan.digest():
        raise PlanError(
            f"{out}: holds a build of another plan (or of this one before it was changed); choose "
            "a new folder, or delete that build"
        )


def check_space(out: Path, plan: Plan, pixels: Mapping[str, int]) -> int:
    """Bytes free for a release once it is there; return only when they are not clearly too few.

    Args:
        out: the release, new or begun.
        plan: what it is to hold.
        pixels: of each recording by its stem, see `pixels_of`.

    Raises:
        StorageError: naming what is free and what is needed at least.
    """
    present = sum((out / name).lstat().st_size for name in files_below(out))
    needed = least_bytes(plan, pixels) - present
    free = shutil.disk_usage(_nearest_folder(out)).free
    if free < needed:
        raise StorageError(
            f"{out}: {free >> 20} MiB are free, the release takes at least {needed >> 20} MiB; "
            "free some, choose another --out, or leave raw out of the compressions"
        )
    return free - max(needed, 0)


def least_bytes(plan: Plan, pixels: Mapping[str, int]) -> int:
    """A lower estimate of a release's size on disk, work files included."""
    filmed = sum(pixels.values())
    made = filmed + sum(pixels[fake.target.stem] for fake in fakes_of(plan))
    released = sum(made * _LEAST_BYTES_A_PIXEL[c] for c in plan.compressions)
    kept = 0 if Compression.RAW in plan.compressions else filmed
    return int(released + kept * _LEAST_BYTES_A_PIXEL[Compression.RAW])


def pixels_of(plan: Plan, data: Path | None) -> dict[str, int]:
    """Frames times width times height of each recording, by its stem."""
    return {recording.stem: _pixels(recording, plan, data) for recording in plan.recordings}


def _pixels(recording: Recording, plan: Plan, data: Path | None) -> int:
    match recording.shot:
        case Rendered(frames=frames, width=width, height=height):
            pass
        case Filmed(path=path):
            try:
                facts = probe((data or Path()) / path)
            except FaceproofError:
                return 0  # its own job says what is wrong with it
            frames, width, height = facts.frames, facts.width, facts.height
    return min(frames, plan.max_frames or frames) * width * height


@contextmanager
def claimed(out: Path, plan: Plan) -> Iterator[Path]:
    """The work folder of this plan's build in ``out``, held by this process alone.

    Raises:
        PlanError: another command is working there.
        StorageError: the folder cannot be written.
    """
    with held(out) as work:
        write_bytes(work / _CLAIM, json.dumps({"plan_digest": plan.digest()}).encode())
        yield work


@contextmanager
def held(out: Path) -> Iterator[Path]:
    """The work folder in ``out``, held by this process alone.

    Raises:
        PlanError: another command is working there.
        StorageError: the folder cannot be written.
    """
    work = out / WORK_FOLDER
    try:
        work.mkdir(parents=True, exist_ok=True)
        lock = (work / "lock").open("wb")
    except OSError as error:
        raise storage_error(out, error) from error
    with lock:  # the lock ends with the process, however that ends
        _lock(lock.fileno(), out)
        yield work


def sweep(out: Path, keep: Collection[str]) -> None:
    """Delete media that no clip claims: of a killed build, or of an earlier version's names.

    Credentials that are not to be kept go with it.
    """
    for name in files_below(out):
        if name.startswith(tuple(f"{folder}/" for folder in MEDIA_FOLDERS)) and name not in keep:
            (out / name).unlink()


def _lock(descriptor: int, out: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise PlanError(
            f"{out}: another build is running there, or its clips are being signed; wait for it "
            "or choose a new folder"
        ) from error


def _nearest_folder(path: Path) -> Path:
    return next(folder for folder in (path, *path.absolute().parents) if folder.is_dir())
