"""Features of many clips: each file is looked at once for all detectors, and kept by content."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from faceproof.core import Clip, ClipId, Cost, Unscored, sha256_file, sha256_of
from faceproof.core.errors import FaceproofError, ManifestError
from faceproof.datasets import clip_path
from faceproof.detectors.kept import Described, Describer, Kept, Told, told_key
from faceproof.detectors.look import Part, Subject, look, unscored
from faceproof.engine import Job, Progress, run_jobs

FRAMES = 16
"""Frames of a clip that are described unless a protocol says otherwise."""

_FREE = Cost(look=0.0, own=0.0)


def describe_clips(
    root: Path,
    clips: Sequence[Clip],
    describers: Sequence[Describer],
    *,
    cache: Path | None = None,
    workers: int = 1,
    frames: int = FRAMES,
    progress: Progress | None = None,
) -> tuple[dict[ClipId, Described | Unscored], ...]:
    """`describe_files` for clips of a release, whose bytes must be those of its manifest.

    Raises:
        ManifestError: a file is missing or was changed.
    """
    files = {clip.id: clip_path(root, clip) for clip in clips}
    for clip in clips:
        found = sha256_file(files[clip.id])
        if found != clip.sha256:
            raise ManifestError(
                f"{clip.path}: sha256 is {found[:12]}.., the manifest says {clip.sha256[:12]}..; "
                "run `faceproof release verify` and build it again"
            )
    told = describe_files(
        files,
        describers,
        sha256={clip.id: clip.sha256 for clip in clips},
        cache=cache,
        workers=workers,
        frames=frames,
        progress=progress,
    )
    return tuple({clip: one.what for clip, one in of.items()} for of in told)


def describe_files(
    files: Mapping[ClipId, Path],
    describers: Sequence[Describer],
    *,
    sha256: Mapping[ClipId, str] | None = None,
    cache: Path | None = None,
    workers: int = 1,
    frames: int = FRAMES,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> tuple[dict[ClipId, Told], ...]:
    """Features of each file, or why there are none; one bad file never stops the others.

    Args:
        files: by clip; two clips may have the same bytes.
        describers: detectors, fitted or not, describing does not care.
        sha256: of the files, where the caller has just taken them.
        cache: folder for what is found, keyed by content; None keeps nothing. Only what it does
            not hold is looked at.
        workers: clips looked at at a time.
        frames: evenly spread frames of each clip.
        executor: looks instead of own processes; sees files and cache under the same paths.
        progress: called once a clip.

    Returns:
        For each describer its answers, in the order of ``files``.
    """
    with ExitStack() as stack:
        root = cache or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        contents, unreadable = _contents(files, sha256 or {})
        looking = _Looking(
            files=files,
            contents=contents,
            describers=describers,
            frames=frames,
            kept=Kept(root),
            progress=progress,
        )
        outcome = run_jobs(
            looking.jobs(),
            markers=looking.kept.markers,
            workers=workers,
            progress=progress,
            executor=executor,
        )
        reasons = {contents[ClipId(f.label)]: f.reason for f in outcome.failures}
        found = [looking.told(describer, reasons) for describer in describers]
        return tuple({clip: (unreadable | told)[clip] for clip in files} for told in found)


def _contents(
    files: Mapping[ClipId, Path], sha256: Mapping[ClipId, str]
) -> tuple[dict[ClipId, str], dict[ClipId, Told]]:
    """Digests of the files, and the answer for those that cannot be read."""
    contents: dict[ClipId, str] = {}
    unreadable: dict[ClipId, Told] = {}
    for clip, file in files.items():
        try:
            contents[clip] = sha256.get(clip) or sha256_file(file)
        except FaceproofError as error:
            unreadable[clip] = Told(unscored(str(error), file), _FREE)
    return contents, unreadable


@dataclass(frozen=True, slots=True, kw_only=True)
class _Looking:
    """One call: who looks at what."""

    files: Mapping[ClipId, Path]
    contents: Mapping[ClipId, str]
    describers: Sequence[Describer]
    frames: int
    kept: Kept
    progress: Progress | None

    def jobs(self) -> Iterator[Job]:
        """One for each content that somebody has not described yet."""
        begun = set()
        for clip, content in self.contents.items():
            missing = () if content in begun else self._missing(content)
            begun.add(content)
            if missing:
                subject = Subject(self.files[clip], content, clip)
                args = (subject, missing, self.frames, self.kept)
                key = sha256_of([part.key for part in missing])
                yield Job(key=key, label=clip, call=look, args=args)
            elif self.progress is not None:
                self.progress(clip)

    def told(self, describer: Describer, reasons: Mapping[str, str]) -> dict[ClipId, Told]:
        """What one of them said; ``reasons`` why a content could not be looked at."""
        answers = {}
        for clip, content in self.contents.items():
            found = self.kept.told(told_key(content, describer, self.frames))
            answers[clip] = found or Told(unscored(reasons[content], self.files[clip]), _FREE)
        return answers

    def _missing(self, content: str) -> tuple[Part, ...]:
        parts = {told_key(content, d, self.frames): d for d in self.describers}
        return tuple(Part(key, d) for key, d in parts.items() if self.kept.told(key) is None)
