"""Answers to a hidden set: who is in which part, what they score, and what of it is told."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from faceproof.benchmark.hidden import (
    COARSE,
    Part,
    grade_part,
    part_of,
    problems_of,
    read_truth,
    shown,
)
from faceproof.benchmark.outside import Reading
from faceproof.core import Score, Unscored
from faceproof.core.errors import ScoreError
from faceproof.metrics import Scale

PEOPLE = 40


@pytest.fixture(scope="module")
def labels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sealed") / "labels.csv"
    rows = [
        f"{person:02d}{kind}{take},{int(kind == 'f')},p{person},{'M1' if kind == 'f' else ''},c23"
        for person in range(PEOPLE)
        for kind in "fr"
        for take in range(3)
    ]
    path.write_text("\n".join(["id,label,cluster,method,compression", *rows]) + "\n")
    return path


def reading(answers: Mapping[str, float | None]) -> Reading:
    said = {
        name: Unscored(reason="no face") if llr is None else Score(llr=llr)
        for name, llr in answers.items()
    }
    return Reading(format="jsonl", scale=Scale.LLR, answers=said)


def answers(path: Path, skill: float, seed: int = 0) -> Reading:
    rng = np.random.default_rng(seed)
    cases = read_truth(path).cases
    return reading({c.id: float(rng.normal(skill if c.fake else -skill)) for c in cases})


def test_no_person_is_on_both_sides_and_both_sides_are_there(labels: Path):
    truth = read_truth(labels)
    people = {part: {case.target for case in truth.of(part)} for part in Part}
    assert not people[Part.PUBLIC] & people[Part.PRIVATE]
    assert len(people[Part.PUBLIC] | people[Part.PRIVATE]) == PEOPLE
    assert min(map(len, people.values())) > PEOPLE / 5


def test_another_key_deals_anew_and_the_same_key_the_same():
    parts = [[part_of(f"p{n}", key) for n in range(60)] for key in (b"a", b"a", b"b")]
    assert parts[0] == parts[1] != parts[2]


def test_a_part_is_graded_on_its_own_people_alone(labels: Path):
    truth, said = read_truth(labels), answers(labels, 1.0)
    public = grade_part(said, truth, Part.PUBLIC, detector="d")
    inside = {case.id for case in truth.of(Part.PUBLIC)}
    only = reading({k: v.llr for k, v in said.answers.items() if k in inside})
    assert grade_part(only, truth, Part.PUBLIC, detector="d").metrics == public.metrics
    assert public.fakes + public.reals == len(inside)


def test_not_answering_is_never_free(labels: Path):
    truth, said = read_truth(labels), answers(labels, 1.0)
    silent = {n: None if i % 3 == 0 else s.llr for i, (n, s) in enumerate(said.answers.items())}
    full = grade_part(said, truth, Part.PUBLIC, detector="d").metrics["auc"].value
    less = grade_part(reading(silent), truth, Part.PUBLIC, detector="d").metrics["auc"].value
    assert less < full


def test_a_team_is_told_clear_progress_only_and_no_count(labels: Path):
    truth = read_truth(labels)
    first = shown(grade_part(answers(labels, 0.3), truth, Part.PUBLIC, detector="d"), None)
    worse = shown(grade_part(answers(labels, 0.1, 1), truth, Part.PUBLIC, detector="d"), first)
    assert worse == first
    better = shown(grade_part(answers(labels, 2.0), truth, Part.PUBLIC, detector="d"), first)
    assert better["auc"] > first["auc"]
    told = [better["low"], better["high"], better["coverage"], *better["by_method"].values()]
    assert all(abs(value / COARSE - round(value / COARSE)) < 1e-6 for value in told)
    assert set(better) == {"auc", "low", "high", "coverage", "by_method", "by_compression"}


def test_ids_that_are_missing_or_strange_are_named_all_of_them(labels: Path):
    asked = frozenset(case.id for case in read_truth(labels).cases)
    said = reading({"00f0": 1.0, "elsewhere": 2.0})
    found = problems_of(said, asked)
    assert found[0] == "id 'elsewhere' is not in the set"
    assert sum("has no answer" in line for line in found) == 100
    assert found[-1] == f"in all {len(asked) - 1} ids are missing"
    assert problems_of(answers(labels, 1.0), asked) == ()


def test_labels_without_people_cannot_be_dealt(tmp_path: Path):
    path = tmp_path / "labels.csv"
    path.write_text("id,label\na,0\nb,1\n")
    with pytest.raises(ScoreError, match="people cannot be kept apart"):
        read_truth(path)


def test_too_few_people_are_refused(tmp_path: Path):
    path = tmp_path / "labels.csv"
    path.write_text("id,label,cluster\na,0,x\nb,1,y\n")
    truth = read_truth(path)
    with pytest.raises(ScoreError, match="fewer than 4 people"):
        grade_part(reading({"a": 0.0, "b": 1.0}), truth, Part.PUBLIC, detector="d")
