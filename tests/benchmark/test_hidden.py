"""Answers to a hidden set: by what names, who is in which part, what they score, what is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from faceproof.benchmark.case import everybody
from faceproof.benchmark.grade import grade_cases
from faceproof.benchmark.hidden import (
    COARSE,
    FEWEST,
    Measured,
    Part,
    check_size,
    matched,
    measure,
    part_of,
    problems_of,
    read_truth,
    shown,
    tied,
)
from faceproof.benchmark.ladder import COIN
from faceproof.benchmark.outside import Reading
from faceproof.core import Score, Unscored
from faceproof.core.errors import ScoreError
from faceproof.metrics import Scale

PEOPLE = 40


@pytest.fixture(scope="module")
def labels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sealed") / "labels.csv"
    rows = [
        f"{person:02d}{kind}{take},{int(kind == 'f')},p{person},{f'M{take % 2}' * (kind == 'f')},"
        f"{'c40' if take == 2 else 'c23'}"
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


def some_silent(said: Reading) -> Reading:
    return reading(
        {n: None if i % 3 == 0 else s.llr for i, (n, s) in enumerate(said.answers.items())}
    )


def figures(measured: Measured) -> list[object]:
    return [measured.auc, measured.coverage, measured.by_method, measured.by_compression]


def test_no_person_is_on_both_sides_and_both_sides_are_there(labels: Path):
    truth = read_truth(labels)
    people = {part: {case.target for case in truth.of(part)} for part in Part}
    assert all(part_of(who, truth.key) is part for part in Part for who in people[part])
    assert not people[Part.PUBLIC] & people[Part.PRIVATE]
    assert len(people[Part.PUBLIC] | people[Part.PRIVATE]) == PEOPLE
    assert min(map(len, people.values())) > PEOPLE / 5


def test_another_key_deals_anew_and_the_same_key_the_same():
    parts = [[part_of(f"p{n}", key) for n in range(60)] for key in (b"a", b"a", b"b")]
    assert parts[0] == parts[1] != parts[2]


def test_everybody_is_whoever_is_shown_and_whose_face_was_put_in(tmp_path: Path):
    path = tmp_path / "labels.csv"
    path.write_text("id,label,cluster,source\na,0,ann,\nb,1,ann,bob\nc,0,eve,\n")
    assert everybody(read_truth(path).cases) == {"ann", "bob", "eve"}


def test_a_part_is_measured_on_its_own_people_alone(labels: Path):
    truth, said = read_truth(labels), answers(labels, 1.0)
    public = measure(said, truth, Part.PUBLIC)
    inside = {case.id for case in truth.of(Part.PUBLIC)}
    only = reading({k: v.llr if k in inside else 0.0 for k, v in said.answers.items()})
    assert figures(measure(only, truth, Part.PUBLIC)) == figures(public)
    assert figures(measure(said, truth, Part.PRIVATE)) != figures(public)
    assert public.auc.n == len(public.answers) == len(inside)


def test_what_is_measured_is_what_a_grading_finds(labels: Path):
    truth, said = read_truth(labels), some_silent(answers(labels, 0.5))
    cases = truth.of(Part.PRIVATE)
    within = {case.id: said.answers[case.id] for case in cases}
    graded = grade_cases(replace(said, answers=within), cases, detector="d", of="labels")
    measured = measure(said, truth, Part.PRIVATE)
    assert measured.auc == graded.metrics["auc"]
    for name in ("by_method", "by_compression"):
        groups = {group: of_it["auc"] for group, of_it in getattr(graded, name).items()}
        assert list(getattr(measured, name).items()) == list(groups.items())
    assert list(measured.by_method) == ["M0", "M1"]
    assert list(measured.by_compression) == ["c23", "c40"]
    assert measured.by_method["M0"] != measured.by_method["M1"]


def test_not_answering_is_never_free(labels: Path):
    truth, said = read_truth(labels), answers(labels, 1.0)
    full, less = (measure(one, truth, Part.PUBLIC) for one in (said, some_silent(said)))
    assert less.auc.value < full.auc.value
    assert less.coverage < full.coverage == 1


def test_how_much_was_answered_does_not_tell_who_is_in_which_part(labels: Path):
    truth, said = read_truth(labels), answers(labels, 1.0)
    inside = {part: [case.id for case in truth.of(part)] for part in Part}
    some = [set(ids[:50]) for ids in inside.values()]
    told = [
        measure(
            reading({k: v.llr if k in ids else None for k, v in said.answers.items()}),
            truth,
            Part.PUBLIC,
        ).coverage
        for ids in some
    ]
    assert told == [50 / len(truth.cases)] * 2


def test_groups_whose_clips_could_be_told_apart_have_no_figure(labels: Path):
    truth, said = read_truth(labels), answers(labels, 1.0)
    fakes = [case for case in truth.of(Part.PUBLIC) if case.fake]
    for few, there in ((FEWEST - 1, False), (FEWEST, True)):
        of_it = {case.id for case in fakes[:few]}
        cases = tuple(replace(c, method="rare") if c.id in of_it else c for c in truth.cases)
        measured = measure(said, replace(truth, cases=cases), Part.PUBLIC)
        assert ("rare" in measured.by_method) is there
        assert measured.auc == measure(said, truth, Part.PUBLIC).auc


def test_a_group_of_everything_is_not_told_on_a_second_grid(labels: Path):
    truth = read_truth(labels)
    cases = tuple(replace(c, compression="c23", method=c.method and "M") for c in truth.cases)
    measured = measure(answers(labels, 1.0), replace(truth, cases=cases), Part.PUBLIC)
    assert (measured.by_method, measured.by_compression) == ({}, {})


def test_who_begins_below_a_coin_is_told_where_it_begins_and_no_more(labels: Path):
    """Else who rises from the bottom on purpose is told every attempt."""
    truth, said = read_truth(labels), answers(labels, 2.0)
    told, before = [], None
    for share in np.linspace(0.1, 0.6, 6):
        some = {
            k: v.llr if i % 10 < 10 * share else None
            for i, (k, v) in enumerate(said.answers.items())
        }
        before = shown(measure(reading(some), truth, Part.PUBLIC), before, foot=COIN)
        told.append(before)
    assert all(one == told[0] for one in told)
    assert (told[0]["auc"], told[0]["low"], told[0]["by_method"]) == (0.5, None, {})
    better = shown(measure(said, truth, Part.PUBLIC), before, foot=COIN)
    assert better["auc"] > 0.9
    assert better["low"] is not None


def test_a_team_is_told_clear_progress_only_and_no_count(labels: Path):
    truth = read_truth(labels)
    first = shown(measure(answers(labels, 0.3), truth, Part.PUBLIC), None)
    worse = shown(measure(answers(labels, 0.1, 1), truth, Part.PUBLIC), first)
    assert worse == first
    better = shown(measure(answers(labels, 2.0), truth, Part.PUBLIC), first)
    assert better["auc"] > first["auc"]
    told = [better["low"], better["high"], better["coverage"], *better["by_method"].values()]
    assert all(abs(value / COARSE - round(value / COARSE)) < 1e-6 for value in told)
    assert set(better) == {"auc", "low", "high", "coverage", "by_method", "by_compression"}


def test_rows_that_luck_may_have_ordered_are_tied_and_the_best_come_first(labels: Path):
    truth, good = read_truth(labels), answers(labels, 1.0)
    rng = np.random.default_rng(5)
    nearly = reading({k: v.llr + rng.normal(0, 0.05) for k, v in good.answers.items()})
    decided = replace(good, scale=Scale.DECISION)
    rows = [decided, answers(labels, 0.0, 1), good, answers(labels, 0.0, 2), nearly]
    measured = [measure(row, truth, Part.PUBLIC) for row in rows]
    groups = tied(measured)
    assert [sorted(group) for group in groups] == [[2, 4], [1, 3], [0]]
    for group in groups[:2]:
        assert measured[group[0]].auc.value > measured[group[1]].auc.value


def test_a_tie_is_called_after_holm_not_before(labels: Path):
    truth = read_truth(labels)
    skills = [*np.linspace(0.2, 1.2, 9)]
    measured = [
        measure(answers(labels, skill, at), truth, Part.PUBLIC) for at, skill in enumerate(skills)
    ]
    best = max(range(len(skills)), key=lambda row: measured[row].auc.value)
    with_the_best = next(group for group in tied(measured) if best in group)
    alone = {row for row, one in enumerate(measured) if len(tied([measured[best], one])) == 1}
    assert set(with_the_best) > alone


def test_rows_without_a_figure_and_no_rows_at_all_have_no_order(labels: Path):
    decided = replace(answers(labels, 1.0), scale=Scale.DECISION)
    measured = measure(decided, read_truth(labels), Part.PUBLIC)
    assert tied([measured, measured]) == [[0, 1]]
    assert tied([]) == []


def test_rows_of_different_parts_are_not_ordered(labels: Path):
    truth, said = read_truth(labels), answers(labels, 1.0)
    with pytest.raises(ScoreError, match="same items"):
        tied([measure(said, truth, part) for part in Part])


def test_a_file_of_the_set_is_its_clip_wherever_it_lies():
    asked = frozenset({"a1", "b2", "c3", "d4"})
    said = {"a1": 1.0, "b2.mp4": 2.0, "/data/set/c3.mp4": 3.0, "set\\d4.mp4": 4.0}
    found = matched(reading(said), asked)
    assert {name: one.llr for name, one in found.answers.items()} == {
        "a1": 1.0,
        "b2": 2.0,
        "c3": 3.0,
        "d4": 4.0,
    }
    assert problems_of(found, asked) == ()


def test_an_id_as_it_stands_is_that_id_even_if_it_looks_like_a_file():
    asked = frozenset({"a", "a.mp4", "set/a.mp4"})
    said = reading({"a.mp4": 1.0, "set/a.mp4": 2.0, "a": 3.0})
    assert matched(said, asked).answers == said.answers


def test_a_file_whose_id_has_a_slash_is_not_another_clip():
    found = matched(reading({"set/a.mp4": 1.0, "b/a.mp4": 2.0}), frozenset({"a", "set/a"}))
    assert {name: one.llr for name, one in found.answers.items()} == {"set/a": 1.0, "a": 2.0}


def test_a_name_that_is_no_file_of_the_set_stays_to_be_named():
    asked = frozenset({"a"})
    strange = ["a.avi", "a.mp4/", "xa.mp4", "a.MP4", "a.mp4.mp4", "b.mp4", "set/a"]
    for name in strange:
        found = matched(reading({name: 1.0}), asked)
        assert problems_of(found, asked)[0] == f"id {name!r} is not in the set"


@pytest.mark.parametrize("names", [("a", "a.mp4"), ("a.mp4", "a"), ("x/a.mp4", "y/a.mp4")])
def test_two_names_of_one_clip_are_refused_and_both_are_named(names: tuple[str, str]):
    with pytest.raises(ScoreError, match=f"'{names[0]}' and '{names[1]}' both answer clip 'a'"):
        matched(reading(dict.fromkeys(names, 1.0)), frozenset({"a", "b"}))


def test_ids_that_are_missing_or_strange_are_named_all_of_them(labels: Path):
    asked = frozenset(case.id for case in read_truth(labels).cases)
    said = reading({"00f0": 1.0, "elsewhere": 2.0})
    found = problems_of(said, asked)
    assert found[0] == "id 'elsewhere' is not in the set"
    assert sum("has no answer" in line for line in found) == 100
    assert found[-1] == f"in all {len(asked) - 1} ids are missing"
    assert problems_of(answers(labels, 1.0), asked) == ()


def test_what_can_be_no_table_of_the_set_is_refused_before_it_is_parsed(tmp_path: Path):
    path = tmp_path / "t"
    for text, what in (
        ("id,score\n" + "".join(f"{n},1\n" for n in range(2000)), "2,001 lines"),
        ('{"a.mp4":[' + "[]," * 200_000 + "[]]}", "400,002 values"),
        ('{"id":"a","llr":0,"frames":[' + "0," * 200_000 + "0]}", "200,003 values"),
    ):
        path.write_text(text)
        with pytest.raises(ScoreError, match=what):
            check_size(path, 8)
    rows = (f'{{"id": "{n}", "llr": 0, "frames": [0, 1], "frame_index": [0, 1]}}' for n in range(8))
    path.write_text("\n".join(rows))
    check_size(path, 8)


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
        measure(reading({"a": 0.0, "b": 1.0}), truth, Part.PUBLIC)
