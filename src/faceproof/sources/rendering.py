"""Rendered actors as files: takes filmed in parallel, bit-exact, resumable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from faceproof.core import Compression, sha256_of
from faceproof.core.errors import BuildError
from faceproof.engine import Done, Job, Progress, run_jobs
from faceproof.media import ENCODER, encode
from faceproof.sources.actors import synthetic_actor_id
from faceproof.sources.synthetic import Take, asset_sha256, film


def render_takes(
    takes: Sequence[Take], out: Path, *, workers: int, progress: Progress | None = None
) -> tuple[Path, ...]:
    """Film takes into ``<out>/<actor>__<scene>-<take>.mp4``.

    Args:
        takes: what to film.
        out: folder; files that an earlier run finished are kept.
        workers: processes at a time.
        progress: told of each file.

    Raises:
        BuildError: naming the takes that failed.
    """
    jobs = [
        Job(key=_key(take), label=_name(take), call=_film, args=(take, out / _name(take)))
        for take in takes
    ]
    outcome = run_jobs(jobs, markers=out / ".build" / "done", workers=workers, progress=progress)
    if outcome.failures:
        first = outcome.failures[0]
        raise BuildError(
            f"{len(outcome.failures)} of {len(jobs)} takes failed, the first {first.label}: "
            f"{first.reason}; the same command films what is missing"
        )
    return tuple(out / _name(take) for take in takes)


def _film(take: Take, path: Path) -> Done:
    facts = encode(film(take), {Compression.RAW: path}, fps=take.fps)
    return Done(result={"frames": facts[Compression.RAW].frames}, outputs=(path,))


def _name(take: Take) -> str:
    return f"{synthetic_actor_id(take.seed)}__{take.scene}-{take.take}.mp4"


def _key(take: Take) -> str:
    what = asdict(take) | {"fps": str(take.fps)}
    return sha256_of({"take": what, "asset": asset_sha256(), "encoder": ENCODER})
