"""Does a release give itself away? Measure every clip, ask every probe, say which ones block."""

from __future__ import annotations

from concurrent.futures import Executor
from importlib.metadata import version
from pathlib import Path

from faceproof.core import clip_to_json, sha256_file, sha256_of
from faceproof.core.errors import BuildError, ManifestError
from faceproof.datasets import clip_path, inside, read_manifest
from faceproof.engine import Job, Progress, run_jobs
from faceproof.release.audit.ask import ask
from faceproof.release.audit.groups import Group, Grouping, group_clips
from faceproof.release.audit.measure import measure
from faceproof.release.audit.result import Audit
from faceproof.release.seal import WORK_FOLDER

AUDIT_FOLDER = f"{WORK_FOLDER}/audit"
MOST_FAKES = 40
"""Of one target actor at one compression, whose pictures are looked at."""

_VERSION = 1  # of what `measure` gives


def grouping_of(root: Path, *, most: int = MOST_FAKES) -> Grouping:
    """What an audit of a release will compare.

    Raises:
        ManifestError: it cannot be read, or holds no fake with its recording.
    """
    found = group_clips(read_manifest(root), most=most)
    if not found.groups:
        raise ManifestError(
            f"{root}: holds no fake together with the recording it was made of, so there is "
            "nothing to compare; expected both at the same compression"
        )
    return found


def audit(
    root: Path,
    grouping: Grouping,
    *,
    jobs: int,
    progress: Progress | None = None,
    executor: Executor | None = None,
) -> Audit:
    """Ask every probe about a release.

    Args:
        root: the release folder. What was measured is kept in its work files, by content.
        grouping: see `grouping_of`.
        jobs: workers at a time.
        progress: told of each recording.
        executor: runs the jobs instead of own worker processes.

    Raises:
        BuildError: a file cannot be read; nothing is left out in silence.
    """
    keyed = [(_key(root, group), group) for group in grouping.groups]
    outcome = run_jobs(
        (
            Job(key=key, label=group.original.id, call=measure, args=(group, root))
            for key, group in keyed
        ),
        markers=root / AUDIT_FOLDER,
        workers=jobs,
        progress=progress,
        executor=executor,
    )
    if outcome.failures:
        first = outcome.failures[0]
        raise BuildError(
            f"{len(outcome.failures)} of {len(keyed)} recordings cannot be audited, the first: "
            f"{first.label}: {first.reason}; run `faceproof release verify`"
        )
    measured = [(group, outcome.results[key]["clips"]) for key, group in keyed]
    return Audit(
        probes=ask(measured),
        fakes=sum(len(group.fakes) for group in grouping.groups),
        looked_at=sum(len(group.looked_at) for group in grouping.groups),
        alone=len(grouping.alone),
        unfaked=len(grouping.unfaked),
    )


def _key(root: Path, group: Group) -> str:
    clips = [group.original, *group.fakes]
    return sha256_of(
        {
            "call": "audit",
            "version": [_VERSION, version("faceproof"), version("av")],
            "clips": [clip_to_json(clip) for clip in clips],
            "files": [sha256_file(clip_path(root, clip)) for clip in clips],
            "masks": [sha256_file(inside(root, mask)) for mask in group.masks],
            "looked_at": [clip.id for clip in group.looked_at],
        }
    )
