"""Datasheet and Croissant say what the records say, to people and to machines."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date

import pytest

from faceproof.core import sha256_file
from faceproof.datasets import read_manifest
from faceproof.release import About, BuildReport
from faceproof.release.croissant import croissant
from faceproof.release.datasheet import datasheet
from faceproof.release.facts import facts_of


def test_datasheet_counts_methods_by_compression(built: BuildReport) -> None:
    text = (built.release / "DATASHEET.md").read_text()
    for row in ("| clips | raw | c40 |", "| originals | 6 | 6 |", "| FaceSwap | 6 | 6 |"):
        assert row in text
    assert f"digest `{built.digest}`" in text
    assert "| signed | 6 |" in text
    assert "| fold-1 | cat, dan |" in text
    assert "All of them allow: manipulate, record." in text
    assert "**Not to be handed on" in text
    assert not re.search(r"\n\n\n", text)


def test_datasheet_of_synthetic_actors_says_what_figures_are_not(built: BuildReport) -> None:
    manifest = read_manifest(built.release)
    rendered = replace(manifest, clips=tuple(replace(c, synthetic=True) for c in manifest.clips))
    text = datasheet(rendered, facts_of(rendered, {}), About())
    assert "nothing measured on this release is real-world accuracy" in text
    assert "pristine-synthetic" in text


def test_names_cannot_put_markup_into_the_datasheet(built: BuildReport) -> None:
    manifest = replace(read_manifest(built.release), name="<script>alert(1)</script>")
    text = datasheet(manifest, facts_of(manifest, {}), About(creator="<b>me</b>"))
    assert "<script>" not in text
    assert "<b>" not in text


def test_croissant_names_the_files_it_describes(built: BuildReport) -> None:
    described = json.loads((built.release / "croissant.json").read_text())
    assert described["conformsTo"][0] == "http://mlcommons.org/croissant/1.1"
    objects = [d for d in described["distribution"] if d["@type"] == "cr:FileObject"]
    assert {d["contentUrl"] for d in objects} == {
        "manifest.jsonl", "splits/fold-0.json", "splits/fold-1.json", "splits/fold-2.json",
    }  # fmt: skip
    for item in objects:
        assert item["sha256"] == sha256_file(built.release / item["contentUrl"])
    for item in described["distribution"]:
        if item["@type"] == "cr:FileSet":
            assert list(built.release.glob(item["includes"]))
    assert any(key.startswith("rai:") for key in described)


def test_croissant_holds_what_the_plan_tells_about_it(built: BuildReport) -> None:
    manifest = read_manifest(built.release)
    about = About(creator="A lab", url="https://example.org", published=date(2026, 1, 31))
    described = croissant(built.release, manifest, facts_of(manifest, {}), about)
    assert described["creator"]["name"] == "A lab"
    assert described["datePublished"] == "2026-01-31"


@pytest.mark.extra
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # rdflib's own
def test_mlcroissant_accepts_the_description_and_reads_every_record(built: BuildReport) -> None:
    mlcroissant = pytest.importorskip("mlcroissant")
    file = built.release / "croissant.json"
    dataset = mlcroissant.Dataset(jsonld=file)
    assert not dataset.metadata.ctx.issues.errors
    records = list(dataset.records("clips"))
    manifest = read_manifest(built.release)
    assert len(records) == built.clips
    by_id = {record["clips/id"].decode(): record for record in records}
    for clip in manifest.clips:
        record = by_id[clip.id]
        assert record["clips/path"].decode() == clip.path
        assert (record["clips/origin_kind"] == b"manipulated") == clip.is_fake
