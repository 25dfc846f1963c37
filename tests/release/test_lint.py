"""Lint names every leak across the sides of a split, and nothing else."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from release_studio import FRAMES, HEIGHT, WIDTH

from actors import face_clip
from faceproof.core import Compression, canonical_json
from faceproof.core.errors import ManifestError
from faceproof.media import encode, read_rgb
from faceproof.release.lint import Leak, lint, pictures_to_compare
from faceproof.release.look_alike import look_alike, picture_hashes

LISTS = {
    "train": [["000", "003"], ["756", "001"]],
    "val": [["002", "606"]],
    "test": [["755", "605"]],
}
CUTS = {
    "000": "aaaaaaaaaaa 0",
    "003": "aaaaaaaaaaa 1",  # both in train: no leak
    "001": "bbbbbbbbbbb 0",
    "002": "ccccccccccc 0",
    "755": "ttttttttttt 0",
    "756": "ttttttttttt 1",
    "605": "nnnnnnnnnnn 0",
    "606": "nnnnnnnnnnn 1",
    "999": "aaaaaaaaaaa 2",  # in no list
}


def write_lists(folder: Path, lists: object = None, cuts: object = CUTS) -> Path:
    folder.mkdir(exist_ok=True)
    for part, pairs in (lists or LISTS).items():  # type: ignore[attr-defined]
        (folder / f"{part}.json").write_text(json.dumps(pairs))
    if cuts is not None:
        (folder / "conversion_dict.json").write_text(json.dumps(cuts))
    return folder


def edit_manifest(release: Path, *, by: dict[str, str]) -> None:
    """Change records without asking whether they still fit the split."""
    path = release / "manifest.jsonl"
    lines = path.read_text()
    for old, new in by.items():
        assert old in lines
        lines = lines.replace(old, new)
    path.write_text(lines)


def edit_splits(release: Path, folds: list[list[str]]) -> None:
    path = release / "release.json"
    content = json.loads(path.read_text())
    content["splits"] = {"folds": folds}
    path.write_text(json.dumps(content))


def test_cuts_of_one_video_on_two_sides_are_found_and_no_others(tmp_path: Path) -> None:
    found = lint(write_lists(tmp_path / "lists"))
    assert found.leaks == (
        Leak("605", "606", ("test", "val"), "same source video nnnnnnnnnnn"),
        Leak("755", "756", ("test", "train"), "same source video ttttttttttt"),
    )
    assert found.unchecked == ()


def test_a_recording_in_two_lists_is_a_leak(tmp_path: Path) -> None:
    lists = LISTS | {"val": [["000", "002"]]}
    leaks = lint(write_lists(tmp_path / "lists", lists)).leaks
    assert Leak("000", "000", ("train", "val"), "the same recording is in both lists") in leaks
    assert Leak("000", "003", ("val", "train"), "same source video aaaaaaaaaaa") in leaks


def test_what_cannot_be_looked_for_is_said(tmp_path: Path) -> None:
    found = lint(write_lists(tmp_path / "lists", cuts=None))
    assert found.leaks == ()
    assert found.unchecked == ("source videos: conversion_dict.json is missing",)


def test_a_recording_of_unknown_video_is_not_cleared(tmp_path: Path) -> None:
    cuts = {number: cut for number, cut in CUTS.items() if number != "001"}
    with pytest.raises(ManifestError, match="1 listed recordings, such as 001"):
        lint(write_lists(tmp_path / "lists", cuts=cuts))


@pytest.mark.parametrize(
    "text",
    ["", "{", "[[1, 2]]", '[["000"]]', '{"a": 1}', "[" * 100_000, '[["000", "../x"]]', "\udcff"],
)
def test_malformed_lists_are_errors(tmp_path: Path, text: str) -> None:
    folder = write_lists(tmp_path / "lists")
    (folder / "val.json").write_bytes(text.encode(errors="surrogateescape"))
    with pytest.raises(ManifestError, match=r"val\.json"):
        lint(folder)


def test_a_folder_of_neither_kind_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match=r"neither release\.json nor train\.json"):
        lint(tmp_path)


def test_a_clean_release_has_no_leaks(release: Path) -> None:
    told: list[str] = []
    assert lint(release, progress=told.append).leaks == ()
    assert len(set(told)) == len(told) == pictures_to_compare(release) == 6


def test_an_actor_on_two_sides_takes_pairs_along(release: Path) -> None:
    edit_splits(release, [["ann", "bob", "cat"], ["cat", "dan"], ["eve", "fay"]])
    leaks = lint(release).leaks
    reason = "the same actor stands on two sides"
    assert Leak("cat", "cat", ("fold-0", "fold-1"), reason) in leaks
    assert any("target and source apart" in leak.reason for leak in leaks)


def test_halves_of_a_pair_on_two_sides_are_one_leak_each(release: Path) -> None:
    edit_splits(release, [["ann", "cat"], ["bob", "dan"], ["eve", "fay"]])
    leaks = lint(release).leaks
    assert {(leak.a, leak.b) for leak in leaks} == {
        ("ann", "bob"), ("bob", "ann"), ("cat", "dan"), ("dan", "cat"),
    }  # fmt: skip
    assert all("target and source apart" in leak.reason for leak in leaks)


def test_a_recording_claimed_by_two_people_is_a_leak(release: Path) -> None:
    edit_manifest(release, by={'"target":"03__wall.raw"': '"target":"01__wall.raw"'})
    reasons = {leak.reason for leak in lint(release).leaks}
    assert "the same source recording" in reasons


def test_a_recording_coded_again_under_another_name_is_found(release: Path) -> None:
    folder = release / "original_sequences/actors/raw/videos"
    frames = read_rgb(folder / "01__wall.mp4")
    brighter = (frames * 0.97).astype(frames.dtype)[1:]
    encode(brighter, {Compression.C23: folder / "03__wall.mp4"}, fps=Fraction(25))
    found = lint(release).leaks
    assert [(leak.a, leak.b) for leak in found] == [("01__wall.raw", "03__wall.raw")]
    assert found[0].splits == ("fold-0", "fold-1")
    assert "nearly the same" in found[0].reason


def test_one_scene_with_two_people_is_no_duplicate(tmp_path: Path) -> None:
    paths = [tmp_path / f"{seed}.mp4" for seed in (1, 2)]
    for seed, path in enumerate(paths, 1):
        frames = face_clip(FRAMES, WIDTH, HEIGHT, seed=seed)
        encode(frames, {Compression.C40: path}, fps=Fraction(25))
    assert not look_alike(*map(picture_hashes, paths))


@pytest.mark.parametrize(
    "splits", [None, 3, {"parts": 1}, {"folds": [1]}, {"folds": [[1]]}, {"parts": {"": []}}, {}]
)
def test_hostile_splits_are_errors(release: Path, splits: object) -> None:
    path = release / "release.json"
    path.write_bytes(canonical_json(json.loads(path.read_text()) | {"splits": splits}))
    with pytest.raises(ManifestError, match=r"release\.json is malformed"):
        lint(release)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(train=JSON, cuts=JSON)
def test_any_json_is_read_or_refused(tmp_path: Path, train: object, cuts: object) -> None:
    folder = write_lists(tmp_path / "lists", {"train": train, "val": [], "test": []}, cuts=cuts)
    try:
        lint(folder)
    except ManifestError as error:
        assert ".json" in str(error)  # noqa: PT017 - most are refused, some are not
