"""A build trains what has to learn, keeps that to itself, and tells of it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from release_studio import PEOPLE, TODAY, Studio

from faceproof.core import ActorId, Manipulated, Scope
from faceproof.core.errors import ConsentError, WeightsError
from faceproof.datasets import read_manifest
from faceproof.manipulations import Deepfakes
from faceproof.manipulations.generator import Generator
from faceproof.release import build, count_jobs, fakes_of, read_plan, verify
from faceproof.release.consents import live_consents
from faceproof.release.jobs import Place
from faceproof.release.rounds import _Rounds
from faceproof.release.seal import WORK_FOLDER
from faceproof.release.training import (
    GENERATORS_FILE,
    RECORDINGS_EACH,
    Course,
    courses_of,
    make_generator,
)


def learning(studio: Studio, steps: int = 2) -> Path:
    plan = studio.plan.read_text()
    plan = plan.replace("[methods.SelfBlend]", f"[methods.Deepfakes]\nsteps = {steps}")
    path = studio.plan.with_name("learning.toml")
    path.write_text(plan)
    return path


@pytest.fixture(scope="module")
def open_studio(bare_studio: Studio, tmp_path_factory: pytest.TempPathFactory) -> Studio:
    """Everybody allowed to be learned."""
    studio = bare_studio.copy(tmp_path_factory.mktemp("open") / "studio")
    studio.sign(*PEOPLE, scopes=[Scope.RECORD, Scope.MANIPULATE, Scope.TRAIN])
    return studio


def test_a_course_is_named_by_what_decides_its_bytes(open_studio: Studio):
    plan = read_plan(learning(open_studio))
    keys = {recording.stem: recording.stem for recording in plan.recordings}
    (course,) = courses_of(plan, keys)
    assert {r.actor for r in course.recordings} == set(plan.actors)
    others = [
        courses_of(replace(plan, seed=8), keys),
        courses_of(replace(plan, methods=(Deepfakes(steps=3),)), keys),
        courses_of(plan, keys | {plan.recordings[0].stem: "other"}),
    ]
    assert len({course.key, *(other.key for (other,) in others)}) == 4
    assert courses_of(replace(plan, name="another"), keys)[0].key == course.key


def test_each_person_is_studied_in_a_few_recordings_only(open_studio: Studio):
    plan = read_plan(learning(open_studio))
    many = tuple(replace(plan.recordings[0], take=take) for take in range(9))
    (course,) = courses_of(replace(plan, recordings=many), {r.stem: r.stem for r in many})
    assert course.recordings == many[:RECORDINGS_EACH]


def test_a_fake_is_made_again_when_other_weights_were_learned(open_studio: Studio, tmp_path: Path):
    plan = read_plan(learning(open_studio))
    place = Place(
        data=open_studio.data, out=tmp_path, compressions=plan.compressions, max_frames=None
    )
    consents = live_consents(plan, on=TODAY)
    rounds = _Rounds(plan=plan, place=place, consents=consents, on=TODAY)
    (course,) = rounds.courses.values()
    fake = next(fake for fake in fakes_of(plan) if isinstance(fake.method, Deepfakes))
    keys = {rounds.fake(fake, {course.key: digit * 64}).key for digit in "ab"}
    assert len(keys) == 2


FITS = {"seed": 7, "actors": ("ann", "bob"), "recordings": ("01__wall.raw", "02__wall.raw")}
OTHERS: dict[str, dict[str, Any]] = {
    "seed": {"seed": 8},
    "people": {"actors": ("ann", "zoe")},
    "recordings": {"recordings": ("01__wall.raw", "02__kitchen.raw")},
}


def keep_generator(open_studio: Studio, folder: Path, **said: Any) -> tuple[Course, Place]:
    """A generator in a cache, under the name of this plan's course, be it of that or not."""
    plan = read_plan(learning(open_studio))
    (course,) = courses_of(plan, {recording.stem: recording.stem for recording in plan.recordings})
    place = Place(
        data=open_studio.data,
        out=folder / "out",
        compressions=plan.compressions,
        max_frames=None,
        generators=folder / "kept",
    )
    Generator(
        method="Deepfakes",
        version=course.method.version,
        settings=dict(course.method.settings()),
        seed=said["seed"],
        actors=tuple(map(ActorId, said["actors"])),
        recordings=dict.fromkeys(said["recordings"], "c" * 64),
        arrays={"weights": np.zeros(2, np.float32)},
        errors={},
        torch="2.9",
        cpu_seconds=1.0,
    ).save(folder / "kept" / course.name)
    return course, place


def test_a_kept_generator_of_the_same_course_is_taken(open_studio: Studio, tmp_path: Path):
    course, place = keep_generator(open_studio, tmp_path, **FITS)  # nobody else's face was seen
    made = make_generator(course, place, {}, TODAY)
    assert made.result["generator"]["actors"] == ["ann", "bob"]


@pytest.mark.parametrize("other", sorted(OTHERS))
def test_a_kept_generator_of_another_course_is_refused(
    open_studio: Studio, tmp_path: Path, other: str
):
    course, place = keep_generator(open_studio, tmp_path, **(FITS | OTHERS[other]))
    with pytest.raises(WeightsError, match=f"{course.name}: its generator learned .* delete"):
        make_generator(course, place, {}, TODAY)
    assert not course.folder(place).exists()


@pytest.mark.extra
def test_the_release_tells_of_its_generator_and_does_not_hold_it(
    open_studio: Studio, tmp_path: Path
):
    plan = read_plan(learning(open_studio))
    ended: list[str] = []
    cache = tmp_path / "kept"
    options = {"data": open_studio.data, "jobs": 1, "on": TODAY, "generators": cache}
    report = build(plan, out=tmp_path / "release", progress=ended.append, **options)
    release = report.release
    assert len(ended) == count_jobs(plan)
    assert verify(release) == []
    assert 0 < report.training_cpu_seconds < report.cpu_seconds
    (told,) = json.loads((release / GENERATORS_FILE).read_bytes())
    assert told["method"] == "Deepfakes"
    assert told["actors"] == sorted(PEOPLE)
    origins = [clip.origin for clip in read_manifest(release).clips]
    learned = [o for o in origins if isinstance(o, Manipulated) and o.method == "Deepfakes"]
    assert {dict(o.params)["weights"] for o in learned} == {told["sha256"][:16]}
    outside = [p for p in release.rglob("*.safetensors") if WORK_FOLDER not in p.parts]
    assert outside == []

    kept = {path: path.stat().st_mtime_ns for path in cache.rglob("*") if path.is_file()}
    again = build(plan, out=tmp_path / "again", **options)
    assert len(kept) == 2
    assert {path: path.stat().st_mtime_ns for path in cache.rglob("*") if path.is_file()} == kept
    assert again.digest == report.digest
    assert (again.release / GENERATORS_FILE).read_bytes() == (
        release / GENERATORS_FILE
    ).read_bytes()
    assert again.training_cpu_seconds < report.training_cpu_seconds


def test_nothing_is_begun_when_somebody_does_not_allow_to_be_learned(
    studio: Studio, tmp_path: Path
):
    copy = studio.copy(tmp_path / "studio")
    plan, out = read_plan(learning(copy)), tmp_path / "release"
    with pytest.raises(
        ConsentError, match="whose consent has scopes manipulate, record, not train"
    ):
        build(plan, data=copy.data, out=out, jobs=1, on=TODAY)
    assert not out.exists()
