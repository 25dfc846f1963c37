"""Groups of people have figures where somebody says who stands in them; a mistyped file has not."""

from pathlib import Path

import pytest
from measured import on_disk, paper_manifest

from faceproof.benchmark import default_protocol, grade
from faceproof.benchmark.people import read_people
from faceproof.core import Score, ScoreTable
from faceproof.core.errors import ScoreError

ACTORS = ("anna", "bert")


def written(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    return path


def test_each_group_is_graded_by_itself_and_the_lowest_is_named(tmp_path: Path):
    manifest = paper_manifest(test=8)
    older = {"te00", "te01", "te02", "te03"}
    lines = [f"te0{i},{'older' if f'te0{i}' in older else 'younger'}," for i in range(7)]
    people = written(tmp_path / "p.csv", "\n".join(["actor,actor_age,actor_beard", *lines]) + "\n")
    asked = [manifest.by_id[one] for one in default_protocol(manifest).ask]
    blind = {clip.id: clip.target in older for clip in asked}
    scores = {
        clip.id: Score(llr=0.0 if blind[clip.id] else (2.0 if clip.is_fake else -2.0))
        for clip in asked
    }
    table = ScoreTable(detector="d", protocol=default_protocol(manifest), scores=scores)
    release = on_disk(tmp_path / "release", manifest)
    graded = grade(table, release, people=people)
    groups = graded.by_attribute["age"]
    assert {value: figures["auc"].value for value, figures in groups.items()} == {
        "older": 0.5,
        "younger": 1.0,
    }
    assert {value: figures["auc"].clusters for value, figures in groups.items()} == {
        "older": 4,
        "younger": 3,  # nothing is known of te07
    }
    assert "beard" not in graded.by_attribute
    assert graded.worst is not None
    assert (graded.worst.value, graded.worst.groups) == ("older", 2)
    assert graded.metrics["auc"].n == grade(table, release).metrics["auc"].n
    assert grade(table, release).by_attribute == {}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "line 1: columns"),
        ("actor\nanna\n", "line 1: columns"),
        ("actor_age,actor\nold,anna\n", "line 1: columns"),
        ("actor,age\nanna,old\n", "line 1: columns"),
        ("actor,actor_\nanna,old\n", "line 1: columns"),
        ("actor,actor_age,actor_age\nanna,old,old\n", "line 1: columns"),
        ("actor,actor_age\n", "nobody"),
        ("actor,actor_age\nanna,old\ncarl,old\n", "line 3: actor 'carl' is not in the release"),
        ("actor,actor_age\nanna,old\nanna,old\n", "line 3: actor 'anna' stands there already"),
        ("actor,actor_age\nanna\n", "line 2: has 1 cells, expected 2"),
        ("actor,actor_age\nanna,\x01\n", "line 2"),
    ],
)
def test_a_malformed_file_is_refused_with_line_and_reason(tmp_path: Path, text: str, says: str):
    with pytest.raises(ScoreError, match=says):
        read_people(written(tmp_path / "people.csv", text), ACTORS)
