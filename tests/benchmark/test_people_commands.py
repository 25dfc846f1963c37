"""From rendered actors to figures by group, and one release against another, by commands."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from measured import noisy, on_disk, paper_manifest, table_of
from typer.testing import CliRunner, Result

from faceproof.benchmark import default_protocol, write_table
from faceproof.cli.main import app
from faceproof.core import Manifest, Splits
from faceproof.core.errors import PlanError, ScoreError
from faceproof.sources import synthetic_actor_id

ATTRIBUTES = ["age", "beard", "build", "glasses", "skin"]


def rendered(manifest: Manifest) -> Manifest:
    """The same with the ids of rendered actors."""
    people = [actor for group in manifest.splits.groups for actor in group]
    names = {actor: synthetic_actor_id(seed) for seed, actor in enumerate(people)}
    clips = [replace(c, actors=tuple(names[a] for a in c.actors)) for c in manifest.clips]
    parts = {part: tuple(names[a] for a in group) for part, group in manifest.splits.parts.items()}
    return replace(manifest, clips=tuple(clips), splits=Splits(parts=parts))


def asked(*words: object) -> Result:
    return CliRunner().invoke(app, [*map(str, words), "--json"])


def told(*words: object) -> Any:
    done = asked(*words)
    if done.exception is not None:
        raise done.exception
    return json.loads(done.stdout)


def test_rendered_actors_are_described_and_graded_by_group(tmp_path: Path):
    manifest = rendered(paper_manifest(test=10))
    release, people, scores = (tmp_path / name for name in ("release", "people.csv", "s.jsonl"))
    on_disk(release, manifest)
    write_table(scores, table_of(default_protocol(manifest), manifest, noisy(1)))
    described = told("actors", "describe", release, "--out", people)
    assert (described["actors"], described["attributes"]) == (14, ATTRIBUTES)
    found = told("bench", "grade", scores, "--release", release, "--people", people)
    assert set(found["by_attribute"]) == set(ATTRIBUTES)
    whole = found["clips"]["fakes"] + found["clips"]["reals"]
    for groups in found["by_attribute"].values():
        assert sum(figures["auc"]["n"] for figures in groups.values()) == whole
    assert found["worst_group"]["attribute"] in ATTRIBUTES
    assert (
        "worst of"
        in CliRunner()
        .invoke(
            app, ["bench", "card", *map(str, (scores, "--release", release, "--people", people))]
        )
        .stdout
    )


def test_of_filmed_people_nothing_is_known(tmp_path: Path):
    release = on_disk(tmp_path / "release", paper_manifest())
    done = asked("actors", "describe", release, "--out", tmp_path / "people.csv")
    assert isinstance(done.exception, PlanError)
    assert "write the CSV yourself" in str(done.exception)
    assert not (tmp_path / "people.csv").exists()


def test_people_go_with_a_release_alone(tmp_path: Path):
    for name in ("s.jsonl", "labels.csv", "people.csv"):
        (tmp_path / name).touch()
    words = ("--labels", tmp_path / "labels.csv", "--people", tmp_path / "people.csv")
    with pytest.raises(ScoreError, match="without --threshold-from and --people"):
        told("bench", "grade", tmp_path / "s.jsonl", *words)


def test_one_release_against_another(tmp_path: Path):
    tables, releases = [], []
    for name, seed in (("here", 0), ("there", 1)):
        manifest = replace(paper_manifest(test=5 + seed), name=name)
        releases.append(on_disk(tmp_path / name, manifest))
        tables.append(tmp_path / f"{name}.jsonl")
        write_table(tables[-1], table_of(default_protocol(manifest), manifest, noisy(seed)))
    which = ("--reals-release", releases[0], "--fakes-release", releases[1])
    done = asked("bench", "cross", *tables, *which)
    found = json.loads(done.stdout)
    assert found["cross_auc"]["n"] == 5 * 2 + 6 * 4
    assert 0.5 < found["cross_auc"]["value"] < 1
    assert found["shared_actors"] == 9
    assert "takes each for two people" in done.stderr
