"""Nothing leaves the house unless everybody in it allows that today."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from release_studio import PEOPLE, TODAY, Studio

from faceproof.core import Compression, Scope
from faceproof.core.errors import ConsentError, ManifestError, PlanError, StorageError
from faceproof.datasets import read_manifest
from faceproof.release import FORMATS, check_redistributable, export, verify
from faceproof.sources import Ledger

ALL = [Scope.RECORD, Scope.MANIPULATE, Scope.REDISTRIBUTE]


@pytest.fixture
def generous(bare_studio: Studio, tmp_path: Path) -> Studio:
    """Everybody allowed redistribution too."""
    studio = bare_studio.copy(tmp_path / "generous")
    studio.sign(*PEOPLE, scopes=ALL)
    return studio


def ledger_of(studio: Studio) -> Ledger:
    return Ledger.read(studio.ledger, studio.public)


@pytest.mark.parametrize("form", FORMATS)
def test_every_export_is_refused_without_scope_redistribute(
    release: Path, studio: Studio, tmp_path: Path, form: str
) -> None:
    out = tmp_path / "out"
    with pytest.raises(ConsentError, match="has scopes manipulate, record, not redistribute"):
        export(release, format=form, out=out, ledger=ledger_of(studio), on=TODAY)
    assert not list(tmp_path.glob("*out*"))


def test_dfd_export_is_the_whole_release_without_work_files(
    release: Path, generous: Studio, tmp_path: Path
) -> None:
    generous.build(release)  # the clips stand; what people allow is new
    out = export(release, format="dfd", out=tmp_path / "out", ledger=ledger_of(generous), on=TODAY)
    assert verify(out) == []
    assert read_manifest(out).digest() == read_manifest(release).digest()
    assert not (out / ".build").exists()
    with pytest.raises(StorageError, match="exists already"):
        export(release, format="dfd", out=out, ledger=ledger_of(generous), on=TODAY)


def test_croissant_export_is_the_description_alone(
    release: Path, generous: Studio, tmp_path: Path
) -> None:
    generous.build(release)
    ledger = ledger_of(generous)
    out = export(release, format="croissant", out=tmp_path / "out", ledger=ledger, on=TODAY)
    assert [p.name for p in out.iterdir()] == ["croissant.json"]
    assert json.loads((out / "croissant.json").read_text())["name"] == "tiny"


def test_a_withdrawal_after_the_build_refuses_the_export(
    release: Path, generous: Studio, tmp_path: Path
) -> None:
    generous.build(release)
    generous.withdraw("dan", on=TODAY)
    ledger = ledger_of(generous)
    with pytest.raises(ConsentError, match=r"'dan'.*was withdrawn on 2026-06-01"):
        export(release, format="dfd", out=tmp_path / "out", ledger=ledger, on=TODAY)
    yesterday = date(2026, 5, 31)
    assert export(release, format="dfd", out=tmp_path / "out", ledger=ledger, on=yesterday)


def test_real_people_need_a_ledger_and_rendered_ones_do_not(
    release: Path, generous: Studio, tmp_path: Path
) -> None:
    generous.build(release)
    with pytest.raises(ConsentError, match="no ledger was given"):
        export(release, format="dfd", out=tmp_path / "out", ledger=None, on=TODAY)
    manifest = read_manifest(release)
    rendered = tuple(replace(clip, synthetic=True) for clip in manifest.clips)
    check_redistributable(replace(manifest, clips=rendered), ledger=None, on=TODAY)


def test_a_release_with_problems_is_not_exported(
    release: Path, generous: Studio, tmp_path: Path
) -> None:
    generous.build(release)
    (release / "DATASHEET.md").write_text("everything is fine")
    with pytest.raises(ManifestError, match=r"1 problems, the first: DATASHEET\.md"):
        export(release, format="dfd", out=tmp_path / "out", ledger=ledger_of(generous), on=TODAY)
    assert not list(tmp_path.glob("*out*"))


def test_an_export_of_descriptions_takes_no_compression(
    release: Path, generous: Studio, tmp_path: Path
) -> None:
    generous.build(release)
    for form in ("dfd", "croissant"):
        with pytest.raises(PlanError, match="--compression does not go with format"):
            export(
                release,
                format=form,
                out=tmp_path / "out",
                ledger=ledger_of(generous),
                on=TODAY,
                compressions=[Compression.RAW],
            )


def test_an_unknown_format_names_the_nearest(release: Path, tmp_path: Path) -> None:
    with pytest.raises(PlanError, match="'dfdd' is unknown; did you mean 'dfd'"):
        export(release, format="dfdd", out=tmp_path / "out", ledger=None, on=TODAY)
