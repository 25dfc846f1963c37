"""Which jobs make the clips of a plan? First every recording, then every fake of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from importlib.metadata import version
from typing import NamedTuple

from faceproof.core import ActorId, Clip, Consent, clip_from_json, sha256_of, write_bytes
from faceproof.core.errors import BuildError
from faceproof.engine import Failure, Job, Outcome, Progress, run_jobs
from faceproof.faces import FACE_MODELS
from faceproof.media import ENCODER
from faceproof.release.jobs import Place, make_fake, make_original
from faceproof.release.meter import summed
from faceproof.release.pairs import Fake, fakes_of
from faceproof.release.plan import Plan, Recording, recording_to_json
from faceproof.release.seal import WORK_FOLDER
from faceproof.sources.synthetic import asset_sha256

# Libraries whose version can change a pixel.
_LIBRARIES = ("faceproof", "numba", "numpy", "opencv-python-headless", "openvino")
_FAILURES = "failures.txt"


class Made(NamedTuple):
    """The clips of a plan by id, and what making them cost, in whichever run that was.

    Attributes:
        cpu_seconds: by stage, see `meter`.
    """

    clips: tuple[Clip, ...]
    cpu_seconds: Mapping[str, float]


def make_clips(
    plan: Plan,
    place: Place,
    consents: Mapping[ActorId, Consent],
    *,
    on: date,
    workers: int,
    progress: Progress | None = None,
    executor: Executor | None = None,
) -> Made:
    """Every clip of a plan; what is finished already is not made again.

    Raises:
        BuildError: some jobs failed; the others are kept.
    """
    fakes = fakes_of(plan)
    rounds = _Rounds(plan=plan, place=place, consents=consents, on=on)

    def run(jobs: Iterator[Job]) -> Outcome:
        markers = place.out / WORK_FOLDER / "markers"
        return run_jobs(
            jobs, markers=markers, workers=workers, progress=progress, executor=executor
        )

    originals = run(rounds.original(recording) for recording in plan.recordings)
    ready = [fake for fake in fakes if originals.results.keys() >= set(rounds.needs(fake))]
    made = run(rounds.fake(fake) for fake in ready)
    failures = [*originals.failures, *made.failures]
    _keep_failures(place, failures, waiting=len(fakes) - len(ready))
    results = [*originals.results.values(), *made.results.values()]
    clips = [clip_from_json(record) for result in results for record in result["clips"]]
    return Made(
        clips=tuple(sorted(clips, key=lambda clip: clip.id)),
        cpu_seconds=summed(result["cpu_s"] for result in results),
    )


def tools_of(plan: Plan) -> dict[str, str]:
    """Names and versions of everything that decides a byte; in the manifest and in job keys."""
    tools = {name: version(name) for name in _LIBRARIES}
    tools |= {"encoder": ENCODER, "face models": FACE_MODELS}
    return tools | ({"head model": asset_sha256()} if plan.synthetic else {})


@dataclass(frozen=True, kw_only=True)
class _Rounds:
    """The jobs of a plan; each key holds everything that decides the job's bytes."""

    plan: Plan
    place: Place
    consents: Mapping[ActorId, Consent]
    on: date

    @cached_property
    def tools(self) -> dict[str, str]:
        return tools_of(self.plan)

    def original(self, recording: Recording) -> Job:
        return Job(
            key=self.key(recording),
            label=recording.stem,
            call=make_original,
            args=(recording, self.place),
        )

    def fake(self, fake: Fake) -> Job:
        people = [r.actor for r in (fake.target, fake.source) if r is not None]
        method = fake.method
        what = [fake.stem, fake.seed, method.name, method.version, method.params()]
        return Job(
            key=sha256_of([*what, self.needs(fake)]),
            label=f"{method.name} {fake.stem}",
            call=make_fake,
            args=(fake, self.place, {a: self.consents[a] for a in people}, self.on),
        )

    def needs(self, fake: Fake) -> list[str]:
        """Keys of the recordings that a fake is made from."""
        return [self.key(r) for r in (fake.target, fake.source) if r is not None]

    def key(self, recording: Recording) -> str:
        return sha256_of(
            {
                "recording": recording_to_json(recording),
                "compressions": [c.value for c in self.plan.compressions],
                "max_frames": self.plan.max_frames,
                "tools": self.tools,
            }
        )


def _keep_failures(place: Place, failures: Sequence[Failure], *, waiting: int) -> None:
    path = place.out / WORK_FOLDER / _FAILURES
    if not failures:
        path.unlink(missing_ok=True)
        return
    lines = [f"{failure.label}: {failure.reason}" for failure in failures]
    write_bytes(path, "".join(f"{line}\n" for line in lines).encode())
    wait = f" and {waiting} fakes wait for those recordings" if waiting else ""
    raise BuildError(
        f"{len(failures)} jobs failed{wait}; the rest is kept and the same command resumes; "
        f"all are listed in {path}: {'; '.join(lines[:3])}"
    )
