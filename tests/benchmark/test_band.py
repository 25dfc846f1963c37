"""Where scores lie is written down by person and compression, and read back in full."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from measured import noisy, on_disk, paper_manifest, table_of
from typer.testing import CliRunner

from faceproof.benchmark import band_of, default_protocol, read_band, write_band, write_table
from faceproof.cli.main import app
from faceproof.core import Score, Unscored
from faceproof.core.errors import ScoreError

MANIFEST = paper_manifest(test=6)
PROTOCOL = default_protocol(MANIFEST)


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return on_disk(tmp_path_factory.mktemp("band"), MANIFEST)


def test_each_person_stands_once_in_each_class_and_compression(release: Path):
    table = table_of(PROTOCOL, MANIFEST, noisy(2))
    band = band_of(table, release)
    assert set(band.domains) == {"paper raw", "paper c23"}
    for name, domain in band.domains.items():
        assert len(domain.genuine) == len(domain.fake) == 6
        assert {len(person) for person in domain.genuine} == {1}
        assert {len(person) for person in domain.fake} == {2}  # by two methods
        level = name.split()[1]
        clips = [MANIFEST.by_id[one] for one in PROTOCOL.ask]
        told = {
            table.scores[c.id].llr  # type: ignore[union-attr]
            for c in clips
            if c.compression == level and not c.is_fake
        }
        assert {score for person in domain.genuine for score in person} == told


def test_what_was_not_scored_vouches_for_nothing(release: Path):
    gone = [one for one in PROTOCOL.ask if MANIFEST.by_id[one].target == "te00"]
    table = table_of(PROTOCOL, MANIFEST, noisy(2))
    silent = replace(table, scores={**table.scores, **dict.fromkeys(gone, Unscored(reason="no"))})
    assert len(band_of(silent, release).domains["paper raw"].genuine) == 5
    mute = replace(table, scores=dict.fromkeys(table.scores, Unscored(reason="no")))
    with pytest.raises(ScoreError, match="at least one person"):
        band_of(mute, release)


def test_it_is_read_back_in_full_for_its_own_detector_alone(release: Path, tmp_path: Path):
    band = band_of(table_of(PROTOCOL, MANIFEST, noisy(3)), release)
    write_band(tmp_path / "band.json", "eye", ("0" * 64,), band)
    assert read_band(tmp_path / "band.json", "eye") == band
    with pytest.raises(ScoreError, match="is a band of eye, asked for nose"):
        read_band(tmp_path / "band.json", "nose")


@pytest.mark.parametrize(
    "text", ["", "[]", '{"format": "band-1"}', '{"a": NaN}', '{"format": 1, "format": 2}']
)
def test_what_is_no_band_is_refused_in_one_line(tmp_path: Path, text: str):
    (tmp_path / "band.json").write_text(text)
    with pytest.raises(ScoreError, match=r"band.json: .*expected JSON of `bench band`"):
        read_band(tmp_path / "band.json", "eye")


def test_a_band_of_another_format_is_refused(tmp_path: Path):
    value = {"format": "band-0", "detector": "eye", "weights_sha256": [], "domains": {}}
    value["domains"] = {"d": {"genuine": [[1.0]], "fake": []}}
    (tmp_path / "band.json").write_text(json.dumps(value))
    with pytest.raises(ScoreError, match="its format is not band-1"):
        read_band(tmp_path / "band.json", "eye")


def test_the_command_adds_a_release_to_another(release: Path, tmp_path: Path):
    other = replace(paper_manifest(test=4), name="other")
    elsewhere = on_disk(tmp_path / "other", other)
    first, second = tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    write_table(first, table_of(PROTOCOL, MANIFEST, lambda _: Score(llr=0.5)))
    write_table(second, table_of(default_protocol(other), other, lambda _: Score(llr=0.25)))
    one, both = tmp_path / "one.json", tmp_path / "both.json"

    def bench_band(*words: object) -> dict[str, dict[str, dict[str, int]]]:
        done = CliRunner().invoke(app, ["bench", "band", *map(str, words), "--json"])
        if done.exception is not None:
            raise done.exception
        return json.loads(done.stdout)

    bench_band(first, "--release", release, "--out", one)
    told = bench_band(second, "--release", elsewhere, "--onto", one, "--out", both)
    assert told["people"]["other c23"] == {"genuine": 4, "fake": 4}
    assert set(told["people"]) == {"paper raw", "paper c23", "other raw", "other c23"}
    domains = json.loads(both.read_text())["domains"]
    assert domains["other raw"]["genuine"] == [[0.25]] * 4
    assert domains["paper raw"]["fake"] == [[0.5, 0.5]] * 6


def test_an_absent_band_is_not_taken_for_a_release(tmp_path: Path):
    with pytest.raises(ScoreError, match=r"none\.json") as told:
        read_band(tmp_path / "none.json", "eye")
    assert "release" not in str(told.value)
