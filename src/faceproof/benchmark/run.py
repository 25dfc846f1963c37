"""What does a detector say of the clips that a protocol asks? No label is read here."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np

from faceproof.benchmark.protocol import default_protocol, read_protocol
from faceproof.core import Clip, Manifest, Protocol, ScoreTable, Unscored, sha256_file
from faceproof.core.errors import ManifestError
from faceproof.datasets import clip_path, read_manifest
from faceproof.detectors import resolve
from faceproof.engine import Progress

SILENT = "the detector gave no answer"


def run(
    release: Path,
    detector: str | Path,
    *,
    weights: Path | None = None,
    protocol: Path | None = None,
    workers: int = 1,
    progress: Progress | None = None,
    cache: Path | None = None,
) -> ScoreTable:
    """A detector's answers to every clip that is asked.

    The clips are offered in an order that is shuffled (the same for every detector of one
    protocol), each under a neutral name. Of several folds' weights each clip is judged by those
    that saw none of its actors.

    Args:
        release: the release folder.
        detector: a name of the table, a ``predict.py`` or a ``model.toml``.
        weights: what `detect train` wrote.
        protocol: a TOML file; without it the release's default is asked.
        workers: processes that look at clips.
        progress: told of every clip.
        cache: folder for described clips; a later run with it resumes.

    Raises:
        ManifestError: a file of the release is missing or has other bytes than its record.
        WeightsError: there are none, or they have seen an actor who is asked.
        ScoreError: the protocol does not fit the release.
    """
    manifest = read_manifest(release)
    asked = read_protocol(protocol, manifest) if protocol else default_protocol(manifest)
    judge = resolve(detector, weights)
    clips = shuffled(asked, manifest)
    files = {clip.id: _checked(release, clip) for clip in clips}
    started = time.perf_counter()
    answers = judge.score(
        files,
        {clip.id: frozenset(clip.actors) for clip in clips},
        frames=asked.frames_per_clip,
        workers=workers,
        cache=cache,
        progress=progress,
    )
    silent = Unscored(reason=SILENT)
    return ScoreTable(
        detector=judge.name,
        protocol=asked,
        scores={one: answers.get(one, silent) for one in asked.ask},
        seconds=round(time.perf_counter() - started, 3),
        weights_sha256=judge.weights_sha256,
    )


def shuffled(protocol: Protocol, manifest: Manifest) -> list[Clip]:
    """The asked clips in an order that tells nothing, repeatable from the release's digest."""
    rng = np.random.default_rng(int(protocol.manifest_digest[:16], 16))
    return [manifest.by_id[protocol.ask[i]] for i in rng.permutation(len(protocol.ask))]


def _checked(release: Path, clip: Clip) -> Path:
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
