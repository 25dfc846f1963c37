"""What do these detectors say of these files? Those that look at views look together."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from pathlib import Path
from typing import NamedTuple

from faceproof.core import ActorId, ClipId, Score, Unscored, clip_id
from faceproof.detectors.answer import Answer
from faceproof.detectors.describe import FRAMES, describe_files
from faceproof.detectors.external import PredictFile
from faceproof.detectors.kept import Told
from faceproof.detectors.resolve import Scorer, resolve
from faceproof.detectors.scorer import Judge
from faceproof.engine import Progress


class FileScore(NamedTuple):
    """The answer for one file that was named by hand."""

    path: str
    score: Score | Unscored


def ask(
    scorers: Sequence[Scorer],
    files: Mapping[ClipId, Path],
    actors: Mapping[ClipId, frozenset[ActorId]],
    *,
    sha256: Mapping[ClipId, str] | None = None,
    frames: int = FRAMES,
    workers: int = 1,
    cache: Path | None = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> tuple[dict[ClipId, Answer], ...]:
    """An answer of every scorer for every file, asked in the order given.

    Args:
        scorers: who is asked. A file is decoded and followed once for all that look at views;
            then each program is asked, one after the other.
        files: by clip; a detector sees copies under a neutral name.
        actors: who is in each clip, so that nobody is scored by weights that know them;
            an empty set where it is unknown.
        sha256: of the files, where the caller has just taken them.
        frames: evenly spread frames of each clip to look at.
        workers: clips at a time.
        cache: folder for features, keyed by content; None keeps nothing.
        executor: looks instead of own processes; programs still run here.
        progress: called once a clip, `passes` times over.

    Raises:
        WeightsError: all weights of a scorer know somebody in a clip, or it cannot be used;
            before any clip is looked at.
    """
    programs = [scorer for scorer in scorers if isinstance(scorer, PredictFile)]
    lookers = [scorer for scorer in scorers if not isinstance(scorer, PredictFile)]
    judges = [{clip: s.judge(clip, actors[clip]) for clip in files} for s in lookers]
    told: Sequence[Mapping[ClipId, Told]] = ()
    if lookers:
        for program in programs:
            program.check()
        told = describe_files(
            files,
            [scorer.describer for scorer in lookers],
            sha256=sha256,
            cache=cache,
            workers=workers,
            frames=frames,
            executor=executor,
            progress=progress,
        )
    judged = (_judged(*pair) for pair in zip(told, judges, strict=True))
    return tuple(
        scorer.answer(files, workers=workers, progress=progress)
        if isinstance(scorer, PredictFile)
        else next(judged)
        for scorer in scorers
    )


def passes(scorers: Sequence[Scorer]) -> int:
    """How often `ask` offers each clip: once to all that look at views, once to each program."""
    programs = sum(isinstance(scorer, PredictFile) for scorer in scorers)
    return programs + (programs < len(scorers))


def score_files(
    paths: Sequence[str | Path],
    detector: str | Path,
    weights: Path | None = None,
    *,
    frames: int = FRAMES,
    workers: int = 1,
    cache: Path | None = None,
    progress: Progress | None = None,
) -> tuple[FileScore, ...]:
    """Score any number of files from anywhere; one bad file never stops the others.

    Returns:
        One answer a path, in their order, each path exactly as given.

    Raises:
        WeightsError: as `resolve`.
    """
    files = {clip_id(f"file-{i}"): Path(path) for i, path in enumerate(paths)}
    (answers,) = ask(
        [resolve(detector, weights)],
        files,
        dict.fromkeys(files, frozenset[ActorId]()),
        frames=frames,
        workers=workers,
        cache=cache,
        progress=progress,
    )
    return tuple(
        FileScore(str(path), answers[clip].score) for path, clip in zip(paths, files, strict=True)
    )


def _judged(told: Mapping[ClipId, Told], judges: Mapping[ClipId, Judge]) -> dict[ClipId, Answer]:
    return {clip: _answer(one, judges[clip]) for clip, one in told.items()}


def _answer(told: Told, judge: Judge) -> Answer:
    if isinstance(told.what, Unscored):
        return Answer(told.what, told.cost)
    began = time.process_time()
    score = judge(told.what)
    own = told.cost.own + time.process_time() - began
    return Answer(score, told.cost._replace(own=own))
