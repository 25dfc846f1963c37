"""What do detectors say of the clips that a protocol asks? No label is read here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from pathlib import Path

import numpy as np

from faceproof.benchmark.protocol import default_protocol, read_protocol
from faceproof.core import Clip, ClipId, Cost, Manifest, Protocol, ScoreTable, sha256_file
from faceproof.core.errors import ManifestError
from faceproof.datasets import clip_path, read_manifest
from faceproof.detectors import Answer, Scorer, ask
from faceproof.engine import Progress


def run(
    release: Path,
    scorers: Sequence[Scorer],
    *,
    protocol: Path | None = None,
    workers: int = 1,
    progress: Progress | None = None,
    cache: Path | None = None,
    executor: Executor | None = None,
) -> tuple[ScoreTable, ...]:
    """The answers of each detector to every clip that is asked.

    The clips are offered in an order that is shuffled (the same for every detector of one
    protocol), each under a neutral name, and are decoded and followed once for all. Of several
    folds' weights each clip is judged by those that saw none of its actors.

    Args:
        release: the release folder.
        scorers: detectors with their weights, from `faceproof.detectors.resolve`.
        protocol: a TOML file; without it the release's default is asked.
        workers: processes that look at clips.
        progress: told of every clip, `faceproof.detectors.passes` times over.
        cache: folder for described clips; a later run with it resumes.
        executor: looks instead of own processes; sees release and cache under the same paths.

    Returns:
        A table each, in the order of ``scorers``.

    Raises:
        ManifestError: a file of the release is missing or has other bytes than its record.
        WeightsError: there are none, or they have seen an actor who is asked.
        ScoreError: the protocol does not fit the release.
    """
    manifest = read_manifest(release)
    asked = read_protocol(protocol, manifest) if protocol else default_protocol(manifest)
    clips = shuffled(asked, manifest)
    found = ask(
        scorers,
        {clip.id: checked_path(release, clip) for clip in clips},
        {clip.id: frozenset(clip.actors) for clip in clips},
        sha256={clip.id: clip.sha256 for clip in clips},
        frames=asked.frames_per_clip,
        workers=workers,
        cache=cache,
        executor=executor,
        progress=progress,
    )
    return tuple(_table(asked, *pair) for pair in zip(scorers, found, strict=True))


def shuffled(protocol: Protocol, manifest: Manifest) -> list[Clip]:
    """The asked clips in an order that tells nothing, repeatable from the release's digest."""
    rng = np.random.default_rng(int(protocol.manifest_digest[:16], 16))
    return [manifest.by_id[protocol.ask[i]] for i in rng.permutation(len(protocol.ask))]


def checked_path(release: Path, clip: Clip) -> Path:
    """Where a clip of a release lies, once its bytes are those of its record.

    Raises:
        ManifestError: the file is missing or was changed.
    """
    path = clip_path(release, clip)
    if not path.is_file():
        raise ManifestError(
            f"{clip.path}: is not in the release folder; run `faceproof release verify`"
        )
    found = sha256_file(path)
    if found != clip.sha256:
        raise ManifestError(
            f"{clip.path}: has sha256 {found[:16]}..., its record says {clip.sha256[:16]}...; "
            "run `faceproof release verify` and build the release again"
        )
    return path


def _table(asked: Protocol, scorer: Scorer, answers: Mapping[ClipId, Answer]) -> ScoreTable:
    look_s = sum(answer.cost.look for answer in answers.values())
    own_s = sum(answer.cost.own for answer in answers.values())
    return ScoreTable(
        detector=scorer.name,
        protocol=asked,
        scores={one: answers[one].score for one in asked.ask},
        seconds=round(look_s + own_s, 3),
        seconds_per_clip=Cost(
            look=round(look_s / len(answers), 6), own=round(own_s / len(answers), 6)
        ),
        weights_sha256=scorer.weights_sha256,
    )
