"""Which recordings does a learned method learn from, and where is what it has learned?

A generator is no part of a release: whoever has it can put these faces on others. It lies among
the work files, in a folder named after everything that decides its bytes; the release only tells
of it, in ``generators.json``. A folder given to the build keeps it for other builds as well.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from faceproof.core import ActorId, Compression, Consent, sha256_of, write_bytes
from faceproof.core.errors import PlanError, WeightsError
from faceproof.engine import Done
from faceproof.manipulations import Learned
from faceproof.manipulations.generator import NUMBERS, RECORD, Generator, load_generator
from faceproof.release.jobs import Place, read_back
from faceproof.release.meter import TRAIN, Meter
from faceproof.release.names import release_clip_id
from faceproof.release.plan import Plan, Recording
from faceproof.release.seal import WORK_FOLDER

GENERATORS_FILE = "generators.json"
RECORDINGS_EACH = 4  # of a person at most: more cost time and memory, and add little


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """One method's training.

    Attributes:
        recordings: that it learns from.
        key: hex sha256 of everything that decides the weights but the machine and torch.
    """

    method: Learned
    recordings: tuple[Recording, ...]
    seed: int
    key: str

    @property
    def name(self) -> str:
        """Of its folder."""
        return f"{self.method.name}-{self.key[:16]}"

    def folder(self, place: Place) -> Path:
        """Where this build keeps the generator."""
        return place.out / WORK_FOLDER / "generators" / self.name


def courses_of(plan: Plan, keys: Mapping[str, str]) -> tuple[Course, ...]:
    """What the learned methods of a plan have to be taught, in the plan's order.

    Args:
        plan: whose methods and people.
        keys: of each recording's bytes, by its stem.
    """
    recordings = _studied(plan)
    studied = [keys[recording.stem] for recording in recordings]
    return tuple(
        Course(
            method=method,
            recordings=recordings,
            seed=plan.seed,
            key=sha256_of(
                [method.name, method.version, dict(method.settings()), plan.seed, studied]
            ),
        )
        for method in plan.methods
        if isinstance(method, Learned)
    )


def _studied(plan: Plan) -> tuple[Recording, ...]:
    """Each person's first recordings, up to `RECORDINGS_EACH`."""
    of: dict[ActorId, list[Recording]] = defaultdict(list)
    for recording in plan.recordings:
        of[recording.actor].append(recording)
    return tuple(r for recordings in of.values() for r in recordings[:RECORDINGS_EACH])


def check_teachable(
    plan: Plan, consents: Mapping[ActorId, Consent], *, on: date, generators: Path | None
) -> None:
    """Return only when everybody may be learned and torch is there, or a cache may spare it.

    Raises:
        ConsentError: naming the first who does not allow it.
        PlanError: naming the first method that cannot be trained.
    """
    methods = [method for method in plan.methods if isinstance(method, Learned)]
    for method in methods:
        for consent in consents.values():
            method.check_trainable(consent, on=on)
    if methods and generators is None and find_spec("torch") is None:
        raise PlanError(
            f"{methods[0].name} has to be trained on the plan's people, and torch is not "
            "installed; install the extra (pip install 'faceproof[train]'), give --generators "
            "with a folder of a build that had it, or leave the method out of the plan"
        )


def make_generator(
    course: Course, place: Place, consents: Mapping[ActorId, Consent], on: date
) -> Done:
    """Train a method on finished recordings, or take what an earlier build has trained.

    Raises:
        ConsentError: somebody does not allow to be learned on that day.
        PlanError: torch is not installed.
        WeightsError: a generator that was kept is not whole, or learned something else.
    """
    meter, trained = Meter(), False
    for consent in consents.values():
        course.method.check_trainable(consent, on=on)
    with meter.stage(TRAIN):
        folder, kept = course.folder(place), _kept(course, place)
        if kept is not None and (kept / RECORD).is_file():
            _fitting(kept, course).save(folder)
        else:
            made, trained = _train(course, place, consents, on), True
            if kept is not None:
                made.save(kept)
        generator = course.method.bound(folder).generator
        assert generator is not None  # noqa: S101 - `bound` has just loaded it
    spent = meter.spent()
    if trained:  # runs that were killed count too
        spent[TRAIN] = max(spent[TRAIN], generator.cpu_seconds)
    result = {"generator": generator.provenance(), "cpu_s": spent}
    return Done(result, (folder / NUMBERS, folder / RECORD))


def _train(
    course: Course, place: Place, consents: Mapping[ActorId, Consent], on: date
) -> Generator:
    footage = (read_back(recording, place, consents) for recording in course.recordings)
    name = course.method.name
    return course.method.train(
        footage,
        folder=course.folder(place),
        seed=course.seed,
        on=on,
        log=lambda line: _tell(f"training {name}: {line}"),
    )


def _fitting(folder: Path, course: Course) -> Generator:
    """A kept generator, once it is sure that it lies under its own course's name."""
    found = load_generator(folder)
    people = {recording.actor for recording in course.recordings}
    clips = {release_clip_id(r.stem, Compression.RAW) for r in course.recordings}
    # A recording without a face is passed over, so it may have learned from fewer.
    if found.seed != course.seed or set(found.actors) - people or set(found.recordings) - clips:
        raise WeightsError(
            f"{folder}: its generator learned {', '.join(found.actors)} with seed {found.seed}, "
            f"expected only the plan's {len(clips)} recordings of {len(people)} people and seed "
            f"{course.seed}; delete that folder to train anew"
        )
    return found


def _tell(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


def _kept(course: Course, place: Place) -> Path | None:
    return None if place.generators is None else place.generators / course.name


def write_generators(root: Path, generators: Iterable[Mapping[str, Any]]) -> None:
    """Tell in a release what made its learned fakes, from whom; no file where nothing did."""
    listed = [dict(generator) for generator in generators]
    if not listed:
        (root / GENERATORS_FILE).unlink(missing_ok=True)
        return
    text = json.dumps(listed, indent=2, ensure_ascii=False)
    write_bytes(root / GENERATORS_FILE, f"{text}\n".encode())
