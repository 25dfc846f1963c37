"""A release folder gives back the records that were written, or says which line is wrong."""

from __future__ import annotations

import dataclasses
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from faceproof.core import ActorId, ClipId
from faceproof.core.errors import ManifestError
from faceproof.datasets import (
    clip_path,
    inside,
    read_manifest,
    read_release,
    read_release_json,
    split_files,
    write_manifest,
    write_release_json,
)
from records import NUMBERS, PEOPLE, manifest


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write_manifest(tmp_path / "little", manifest(), NUMBERS)
    return tmp_path / "little"


@pytest.mark.parametrize("folds", [False, True])
def test_a_manifest_comes_back_equal(tmp_path: Path, folds: bool):
    written = manifest(folds=folds)
    write_manifest(tmp_path, written, NUMBERS)
    release = read_release(tmp_path)
    assert release.manifest == written
    assert release.manifest.digest() == written.digest()
    assert release.numbers == NUMBERS
    assert (release.merkle_root, release.key, release.signature) == (None, None, None)


def test_the_order_of_clips_in_memory_does_not_reach_the_file(tmp_path: Path):
    some = manifest()
    backwards = dataclasses.replace(some, clips=some.clips[::-1])
    write_manifest(tmp_path / "a", some, NUMBERS)
    write_manifest(tmp_path / "b", backwards, dict(reversed(NUMBERS.items())))
    files = [p.relative_to(tmp_path / "a") for p in (tmp_path / "a").rglob("*") if p.is_file()]
    assert len(files) == 5
    for file in files:
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()


def test_split_files_have_the_shape_of_faceforensics(root: Path):
    assert json.loads((root / "splits/test.json").read_text()) == [
        ["05", "05"],
        ["05", "06"],
        ["06", "06"],
    ]


def test_a_person_without_fakes_is_paired_with_himself():
    some = manifest()
    real = dataclasses.replace(some, clips=tuple(c for c in some.clips if not c.is_fake))
    assert json.loads(split_files(real, NUMBERS)["splits/val.json"]) == [["03", "03"], ["04", "04"]]


def test_a_new_kind_of_split_takes_the_old_files_away(root: Path):
    (root / "splits/mine.json").write_text("[]")
    write_manifest(root, manifest(folds=True), NUMBERS)
    names = sorted(p.name for p in (root / "splits").iterdir())
    assert names == ["fold-0.json", "fold-1.json", "fold-2.json", "mine.json"]


def test_a_seal_is_kept_and_leaves_the_digest_alone(root: Path):
    content = read_release_json(root)
    seal = {"merkle_root": "a" * 64, "key": "0123456789abcdef", "signature": "c2lnbmF0dXJl"}
    write_release_json(root, content | seal)
    release = read_release(root)
    assert dataclasses.asdict(release)["signature"] == "c2lnbmF0dXJl"
    assert (release.merkle_root, release.key) == ("a" * 64, "0123456789abcdef")
    assert release.manifest.digest() == content["digest"]


def _places(value: object, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _places(inner, (*at, key))
    else:
        yield at


def _changed(value: Any, at: tuple[Any, ...]) -> Any:
    """A copy with one value replaced by another of its kind, as well-formed as before."""
    copy = json.loads(json.dumps(value))
    inner = copy
    for key in at[:-1]:
        inner = inner[key]
    old = inner[at[-1]]
    if isinstance(old, bool):
        new: object = not old
    elif isinstance(old, int | float):
        new = old + 1
    elif old is None:
        new = "other"
    elif at[-1] == "fps":
        new = "25/2"
    elif at[-1] in {"path", "mask"}:
        new = f"elsewhere/{old}"
    else:
        new = old[:-1] + ("b" if old[-1] != "b" else "c")
    inner[at[-1]] = new
    return copy


def test_tampering_with_any_field_of_any_record_is_refused(root: Path):
    file = root / "manifest.jsonl"
    lines = file.read_bytes().splitlines(keepends=True)
    tried = 0
    for number in (0, 3, 6):
        record = json.loads(lines[number])
        for at in _places(record):
            changed = json.dumps(
                _changed(record, at), sort_keys=True, separators=(",", ":"), ensure_ascii=False
            )
            file.write_bytes(
                b"".join([*lines[:number], changed.encode() + b"\n", *lines[number + 1 :]])
            )
            with pytest.raises(ManifestError):
                read_manifest(root)
            tried += 1
    assert tried > 50
    file.write_bytes(b"".join(lines))
    assert read_manifest(root) == manifest()


def test_tampering_with_any_field_of_release_json_is_refused_or_seen(root: Path):
    before = read_release(root)
    content = read_release_json(root)
    for at in _places(content):
        changed = _changed(content, at)
        (root / "release.json").write_text(json.dumps(changed))
        try:
            after = read_release(root)
        except ManifestError:
            continue
        assert after != before, at
        assert at[0] in {"actors", "merkle_root"}, at  # what the seal covers, not the digest


@pytest.mark.parametrize("file", ["release.json", "manifest.jsonl"])
@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_damaged_bytes_are_refused_by_one_line_or_change_nothing(
    root: Path, file: str, data: st.DataObject
):
    whole = (root / file).read_bytes()
    before = read_release(root)
    at = data.draw(st.integers(0, len(whole) - 1))
    if data.draw(st.booleans()):
        damaged = whole[:at]
    else:
        damaged = whole[:at] + bytes([data.draw(st.integers(0, 255))]) + whole[at + 1 :]
    (root / file).write_bytes(damaged)
    try:
        after = read_release(root)
    except ManifestError as error:
        said = str(error)
    else:
        said = file
        assert after.manifest == before.manifest
        assert file == "release.json" or damaged == whole
    finally:
        (root / file).write_bytes(whole)
    assert "\n" not in said
    assert file in said


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (b"", "line 2"),
        (b"{", "line 2: not JSON"),
        (b"[]", "line 2"),
        (b'{"id":"a","id":"a"}', "stands twice"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"id": NaN}', "NaN"),
        (b"\xff", "UTF-8"),
        (b"9" * 5000, "line 2"),
        (b" " * (1 << 21), "more than a clip record ever needs"),
    ],
)
def test_a_line_that_is_no_record_is_named_by_number(root: Path, line: bytes, says: str):
    file = root / "manifest.jsonl"
    first, _, *rest = file.read_bytes().split(b"\n")
    file.write_bytes(b"\n".join([first, line, *rest]))
    with pytest.raises(ManifestError, match=says):
        read_manifest(root)


def test_lines_out_of_order_or_twice_are_named(root: Path):
    file = root / "manifest.jsonl"
    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join([lines[1], lines[0], *lines[2:]]))
    with pytest.raises(ManifestError, match=r"line 2: .*ids must ascend"):
        read_manifest(root)
    file.write_bytes(b"".join([lines[0], *lines]))
    with pytest.raises(ManifestError, match=r"line 2: .*ids must ascend"):
        read_manifest(root)


def test_a_spelling_that_is_not_canonical_is_refused(root: Path):
    file = root / "manifest.jsonl"
    first, *rest = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join([first.replace(b'":', b'": ', 1), *rest]))
    with pytest.raises(ManifestError, match=r"line 1: .*canonical"):
        read_manifest(root)


def test_a_cut_off_last_line_is_named(root: Path):
    file = root / "manifest.jsonl"
    file.write_bytes(file.read_bytes()[:-1])
    with pytest.raises(ManifestError, match=r"line 54: cut off"):
        read_manifest(root)


def test_a_missing_line_is_seen_by_the_digest(root: Path):
    file = root / "manifest.jsonl"
    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join(lines[:-1]))
    with pytest.raises(ManifestError, match="digest"):
        read_manifest(root)


def test_a_folder_that_is_no_release_says_so(tmp_path: Path):
    with pytest.raises(ManifestError, match="expected a release folder"):
        read_manifest(tmp_path)


def test_a_manifest_with_issues_is_not_written(tmp_path: Path):
    some = manifest()
    broken = dataclasses.replace(some, clips=(*some.clips, some.clips[0]))
    with pytest.raises(ManifestError, match="twice"):
        write_manifest(tmp_path / "out", broken, NUMBERS)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "numbers",
    [
        {},
        NUMBERS | {PEOPLE[0]: "02"},
        NUMBERS | {PEOPLE[0]: "7"},
        NUMBERS | {PEOPLE[0]: "../"},
        NUMBERS | {ActorId("stranger"): "09"},
    ],
)
def test_numbers_that_do_not_fit_are_refused(tmp_path: Path, numbers: dict[ActorId, str]):
    with pytest.raises(ManifestError, match="number"):
        write_manifest(tmp_path / "out", manifest(), numbers)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "change",
    [
        {"faceproof": 2},
        {"faceproof": True},
        {"extra": 1},
        {"name": ""},
        {"name": "two\nlines"},
        {"licence": 4},
        {"scopes": "record"},
        {"parents": ["0"]},
        {"tools": ["x"]},
        {"splits": {"parts": {}, "folds": []}},
        {"splits": {"folds": [["person-a"], ["person-a"], ["person-b"]]}},
        {"actors": {"person-a": 1}},
        {"counts": {"clips": 1}},
        {"digest": "0" * 63},
        {"merkle_root": "x"},
        {"merkle_root": "0" * 64, "key": "k"},
        {"key": "k", "signature": "s"},
    ],
)
def test_a_release_file_is_read_and_written_strictly(root: Path, change: dict[str, object]):
    content = read_release_json(root) | change
    with pytest.raises(ManifestError, match=r"release\.json is malformed"):
        write_release_json(root, content)
    (root / "release.json").write_text(json.dumps(content))
    with pytest.raises(ManifestError, match=r"release\.json is malformed"):
        read_release_json(root)


def test_a_large_release_file_is_refused_unread(root: Path):
    with (root / "release.json").open("r+b") as file:
        os.truncate(file.fileno(), 1 << 40)
    with pytest.raises(ManifestError, match="MiB"):
        read_release_json(root)


def test_a_clip_lies_in_its_release(root: Path):
    clip = read_manifest(root).by_id[ClipId("01__kitchen_pan.raw")]
    assert clip_path(root, clip) == root / clip.path


def test_no_path_leads_out_of_the_release(root: Path, tmp_path: Path):
    (tmp_path / "secret").write_text("x")
    (root / "link").symlink_to(tmp_path)
    (root / "loop").symlink_to(root / "loop")
    (root / "within").symlink_to(root / "splits")
    assert inside(root, "within/test.json").is_file()
    for path in ("link/secret", "../secret", "/etc/passwd", "loop/x"):
        with pytest.raises(ManifestError, match=r"leads out|cannot be followed"):
            inside(root, path)
