"""Which jobs make the clips of a plan? Every recording, what methods learn, every fake."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from importlib.metadata import version
from typing import Any, NamedTuple

from faceproof.core import ActorId, Clip, Consent, clip_from_json, sha256_of, write_bytes
from faceproof.core.errors import BuildError
from faceproof.engine import Failure, Job, Outcome, Progress, run_jobs
from faceproof.faces import FACE_MODELS
from faceproof.manipulations import Learned
from faceproof.media import ENCODER
from faceproof.release.jobs import Place, make_fake, make_original
from faceproof.release.meter import summed
from faceproof.release.pairs import Fake, fakes_of
from faceproof.release.plan import Plan, Recording, Rendered, recording_to_json
from faceproof.release.seal import WORK_FOLDER
from faceproof.release.training import Course, courses_of, make_generator
from faceproof.sources.synthetic import RENDERER_SOURCES, asset_sha256

# Libraries whose version can change a pixel.
_LIBRARIES = (
    "faceproof",
    "llvmlite",
    "numba",
    "numpy",
    "opencv-python-headless",
    "openvino",
    "scipy",
)
_FAILURES = "failures.txt"


class Made(NamedTuple):
    """The clips of a plan by id, and what making them cost, in whichever run that was.

    Attributes:
        cpu_seconds: by stage, see `meter`.
        generators: what a release tells of each learned method's training.
    """

    clips: tuple[Clip, ...]
    cpu_seconds: Mapping[str, float]
    generators: tuple[Mapping[str, Any], ...]


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
    films = originals.results.keys()
    teachable = [c for c in rounds.courses.values() if films >= rounds.studied(c)]
    taught = run(rounds.training(course) for course in teachable)
    present = films | taught.results.keys()
    ready = [fake for fake in fakes if present >= set(rounds.needs(fake))]
    weights = {key: result["generator"]["sha256"] for key, result in taught.results.items()}
    made = run(rounds.fake(fake, weights) for fake in ready)
    failures = [*originals.failures, *taught.failures, *made.failures]
    _keep_failures(place, failures, waiting=len(fakes) - len(ready))
    results = [*originals.results.values(), *made.results.values()]
    clips = [clip_from_json(record) for result in results for record in result["clips"]]
    return Made(
        clips=tuple(sorted(clips, key=lambda clip: clip.id)),
        cpu_seconds=summed(r["cpu_s"] for r in [*results, *taught.results.values()]),
        generators=tuple(result["generator"] for result in taught.results.values()),
    )


def count_jobs(plan: Plan) -> int:
    """How many jobs a build of the plan runs: recordings, trainings and fakes."""
    trainings = sum(isinstance(method, Learned) for method in plan.methods)
    return len(plan.recordings) + trainings + len(fakes_of(plan))


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

    @cached_property
    def courses(self) -> dict[str, Course]:
        """Trainings by method."""
        keys = {recording.stem: self.key(recording) for recording in self.plan.recordings}
        return {course.method.name: course for course in courses_of(self.plan, keys)}

    def training(self, course: Course) -> Job:
        people = {recording.actor for recording in course.recordings}
        return Job(
            key=course.key,
            label=f"training {course.method.name}",
            call=make_generator,
            args=(course, self.place, {a: self.consents[a] for a in sorted(people)}, self.on),
        )

    def fake(self, fake: Fake, weights: Mapping[str, str]) -> Job:
        """The job of a fake; ``weights`` gives each training's digest by its key."""
        people = [r.actor for r in (fake.target, fake.source) if r is not None]
        method = fake.method
        course = self.courses.get(method.name)
        folder = None if course is None else course.folder(self.place)
        learned = None if course is None else weights[course.key]
        what = [fake.stem, fake.seed, method.name, method.version, method.params(), learned]
        return Job(
            key=sha256_of([*what, self.needs(fake)]),
            label=f"{method.name} {fake.stem}",
            call=make_fake,
            args=(fake, self.place, {a: self.consents[a] for a in people}, self.on, folder),
        )

    def needs(self, fake: Fake) -> list[str]:
        """Keys of the recordings that a fake is made from, and of the training if there is one."""
        filmed = [self.key(r) for r in (fake.target, fake.source) if r is not None]
        course = self.courses.get(fake.method.name)
        return filmed if course is None else [*filmed, course.key]

    def studied(self, course: Course) -> set[str]:
        """Keys of the recordings that a method learns from."""
        return {self.key(recording) for recording in course.recordings}

    def key(self, recording: Recording) -> str:
        rendered = isinstance(recording.shot, Rendered)
        return sha256_of(
            {
                "recording": recording_to_json(recording),
                "renderer": RENDERER_SOURCES if rendered else None,
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
