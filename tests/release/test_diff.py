"""`diff` says everything in which two releases differ, and nothing else."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from release_studio import TODAY, Studio

from faceproof.core import ActorId, ClipId, Manifest, Splits
from faceproof.core.errors import ManifestError
from faceproof.release import diff, revise
from faceproof.release.diff import Changed, ReleaseDiff, diff_manifests
from faceproof.release.diff_text import diff_text
from faceproof.sources import Ledger
from records import PEOPLE, manifest

BEFORE = manifest()
FIRST = BEFORE.clips[0]


def changes(found: ReleaseDiff) -> set[str]:
    """Which of the lists are not empty."""
    value = found.to_json()
    flat = {k: v for k, v in value.items() if k not in {"first", "second", "same", "revises"}}
    flat |= {f"clips {k}": v for k, v in flat.pop("clips").items()}
    flat |= {f"actors {k}": v for k, v in flat.pop("actors").items()}
    return {name for name, listed in flat.items() if listed}


def first_with(**fields: Any) -> Manifest:
    return replace(BEFORE, clips=(replace(FIRST, **fields), *BEFORE.clips[1:]))


def test_a_release_does_not_differ_from_itself() -> None:
    found = diff_manifests(BEFORE, manifest())
    assert found.same
    assert changes(found) == set()
    assert "are the same" in diff_text(found)


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (replace(BEFORE, name="big"), {"fields"}),
        (replace(BEFORE, licence="none"), {"fields"}),
        (replace(BEFORE, scopes=()), {"fields"}),
        (replace(BEFORE, parents=()), {"fields"}),
        (replace(BEFORE, tools={"faceproof": "0.2", "x264": "165"}), {"tools"}),
        (replace(BEFORE, clips=BEFORE.clips[1:]), {"clips removed", "methods", "counts"}),
        (first_with(id=ClipId("new")), {"clips removed", "clips added"}),
        (first_with(sha256="0" * 64), {"clips changed"}),
        (first_with(media=replace(FIRST.media, frames=9)), {"clips changed", "counts"}),
        (
            replace(
                BEFORE,
                splits=Splits(parts={"train": PEOPLE[2:4], "val": PEOPLE[:2], "test": PEOPLE[4:]}),
            ),
            {"actors moved"},
        ),
    ],
)
def test_each_change_is_told_and_no_other(after: Manifest, expected: set[str]) -> None:
    found = diff_manifests(BEFORE, after)
    assert not found.same
    assert changes(found) == expected
    back = diff_manifests(after, BEFORE)
    swapped = {"clips removed": "clips added", "clips added": "clips removed"}
    assert changes(back) == {swapped.get(name, name) for name in expected}


def test_a_changed_clip_names_the_fields_of_its_record() -> None:
    media = replace(FIRST.media, frames=9)
    found = diff_manifests(BEFORE, first_with(sha256="0" * 64, media=media))
    assert found.changed == (Changed(FIRST.id, ("sha256", "media.frames")),)
    assert f"1 clips changed: {FIRST.id} (sha256, media.frames)" in diff_text(found)


def test_it_says_who_left_and_why(release: Path, studio: Studio, tmp_path: Path) -> None:
    left = studio.copy(tmp_path / "left")
    left.withdraw("dan", on=TODAY)
    ledger = Ledger.read(left.ledger, left.public)
    revise(release, out=tmp_path / "next", ledger=ledger, on=TODAY)
    found = diff(release, tmp_path / "next")
    assert found.revises
    assert {gone.reason for gone in found.removed} == {"withdrawn"}
    assert len(found.removed) == 8
    assert found.actors_gone == (ActorId("dan"),)
    assert changes(found) == {"clips removed", "actors gone", "methods", "counts", "fields"}
    assert found.to_json()["methods"] == {
        "FaceSwap": [12, 8], "SelfBlend": [12, 10], "original": [12, 10]
    }  # fmt: skip
    text = diff_text(found)
    assert "a later version of it" in text
    assert "8 clips removed, withdrawn: " in text
    assert "actors gone: dan" in text
    assert "counts: clips: 36 -> 28" in text


def test_a_version_after_the_next_is_a_later_one_too(
    release: Path, studio: Studio, tmp_path: Path
) -> None:
    left = studio.copy(tmp_path / "left")
    for name, before, after in (("dan", release, "2"), ("eve", tmp_path / "2", "3")):
        left.withdraw(name, on=TODAY)
        ledger = Ledger.read(left.ledger, left.public)
        revise(before, out=tmp_path / after, ledger=ledger, on=TODAY)
    found = diff(release, tmp_path / "3")
    assert found.revises
    assert {gone.reason for gone in found.removed} == {"withdrawn"}
    assert not diff(tmp_path / "3", release).revises


@pytest.mark.parametrize(
    "spoil",
    [
        shutil.rmtree,
        lambda root: (root / "manifest.jsonl").write_text("{}\n"),
        lambda root: (root / "tombstones.jsonl").write_text("{}\n"),
    ],
)
def test_what_is_no_release_is_refused(
    release: Path, built: Any, spoil: Callable[[Path], object]
) -> None:
    spoil(release)
    with pytest.raises(ManifestError):
        diff(built.release, release)
