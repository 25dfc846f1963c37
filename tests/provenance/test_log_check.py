"""A monitor finds a log that was changed, shortened, forked or signed by somebody else."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from logs import (
    DAY,
    KEY,
    PUBLIC,
    STRANGER,
    entry_lines,
    grown,
    head_json,
    original,
    sign_again,
    write_lines,
)

from faceproof.core.errors import BrokenLogError, LogError, SignatureError
from faceproof.provenance import verify
from faceproof.provenance.log import (
    Head,
    append_entries,
    check_log,
    head_to_json,
    read_head,
    read_log,
    remember,
)
from faceproof.provenance.log.head import head_from_json, verify_head


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return grown(tmp_path / "log", range(6))


@pytest.fixture
def seen(tmp_path: Path) -> Head:
    """The head of the same log when it had four entries."""
    return read_log(grown(tmp_path / "seen", range(4))).head


def refused(log: Path, *, seen: Head | None = None) -> BrokenLogError:
    with pytest.raises(BrokenLogError) as caught:
        check_log(read_log(log), PUBLIC, seen=seen)
    return caught.value


def test_a_log_that_only_grew_holds(log: Path, seen: Head) -> None:
    check_log(read_log(log), PUBLIC)
    check_log(read_log(log), PUBLIC, seen=seen)
    check_log(read_log(log), PUBLIC, seen=read_log(log).head)


# What somebody does to the files without having the key.
WITHOUT_KEY: dict[str, tuple[Callable[[list[bytes]], list[bytes]], str]] = {
    "a replaced leaf": (
        lambda lines: [*lines[:2], lines[2].replace(b"a", b"b"), *lines[3:]],
        "changed",
    ),
    "a copied leaf": (lambda lines: [*lines[:2], lines[1], *lines[3:]], "changed"),
    "two leaves swapped": (lambda lines: [lines[1], lines[0], *lines[2:]], "changed"),
    "all turned round": (lambda lines: lines[::-1], "changed"),
    "one gone from the middle": (lambda lines: [*lines[:2], *lines[3:]], "shortened"),
    "the last gone": (lambda lines: lines[:-1], "shortened"),
    "all gone": (lambda lines: lines[:0], "shortened"),
    "one put in": (lambda lines: [*lines[:2], lines[1], *lines[2:]], "changed"),
    "one put at the end": (lambda lines: [*lines, lines[0]], "unsigned"),
    "garbage at the end": (lambda lines: [*lines, b"x"], "unsigned"),
    "an empty line at the end": (lambda lines: [*lines, b""], "unsigned"),
    "a space": (lambda lines: [lines[0] + b" ", *lines[1:]], "changed"),
}


@pytest.mark.parametrize("case", sorted(WITHOUT_KEY))
def test_a_change_of_lines_is_found_without_any_head_seen(case: str, log: Path) -> None:
    change, what = WITHOUT_KEY[case]
    write_lines(log, change(entry_lines(log)))
    assert refused(log).what == what


def test_a_last_line_that_was_cut_off_is_found(log: Path) -> None:
    whole = (log / "entries.jsonl").read_bytes()
    for left in range(len(whole) - len(entry_lines(log)[-1]) - 1, len(whole)):
        (log / "entries.jsonl").write_bytes(whole[:left])
        assert refused(log).what == "shortened"
    (log / "entries.jsonl").write_bytes(whole + b"x")
    assert refused(log).what == "unsigned"


@pytest.mark.parametrize("name", ["size", "root", "signed_on", "key", "signature"])
def test_every_field_of_a_head_counts(log: Path, name: str) -> None:
    other = head_json(grown(log.parent / "other", range(9), on=DAY + timedelta(days=1)))
    changed = head_from_json({**head_json(log), name: "0" * 16 if name == "key" else other[name]})
    with pytest.raises(BrokenLogError):
        verify_head(PUBLIC, changed)
    remember(log / "head.json", changed)
    refused(log)


def test_a_head_signed_again_by_another_key_is_found(log: Path) -> None:
    sign_again(log, STRANGER)
    found = refused(log)
    assert found.what == "signature"
    check_log(read_log(log), STRANGER.public_key())


# What the owner of the key does, who signs again.
WITH_KEY: dict[str, tuple[Callable[[list[bytes]], list[bytes]], str]] = {
    "a replaced leaf": (lambda lines: [*lines[:1], lines[5], *lines[2:]], "forked"),
    "two leaves swapped": (lambda lines: [lines[1], lines[0], *lines[2:]], "forked"),
    "one gone": (lambda lines: [*lines[:2], *lines[3:]], "forked"),
    "one put in": (lambda lines: [*lines[:2], lines[5], *lines[2:]], "forked"),
    "shortened": (lambda lines: lines[:3], "shortened"),
    "same size, another end": (lambda lines: [*lines[:3], lines[5]], "forked"),
}


@pytest.mark.parametrize("case", sorted(WITH_KEY))
def test_a_cheating_owner_is_found_by_whoever_saw_a_head(case: str, log: Path, seen: Head) -> None:
    change, what = WITH_KEY[case]
    write_lines(log, change(entry_lines(log)))
    sign_again(log)
    check_log(read_log(log), PUBLIC)  # a log that nobody watches proves nothing
    found = refused(log, seen=seen)
    assert found.what == what
    assert found.evidence == (head_to_json(seen), head_json(log))
    assert seen.root in str(found)
    assert head_json(log)["root"] in str(found)
    for head in found.evidence:
        verify_head(PUBLIC, head_from_json(head))  # anybody can hold the owner to both


def test_two_signed_heads_of_one_size_show_a_fork_whatever_the_lines_are(
    log: Path, tmp_path: Path
) -> None:
    other = read_log(grown(tmp_path / "other", [0, 1, 2, 3, 4, 9])).head
    write_lines(log, [])
    found = refused(log, seen=other)
    assert found.what == "forked"
    assert [head["size"] for head in found.evidence] == [6, 6]


def test_the_same_entries_signed_on_another_day_are_no_fork(log: Path) -> None:
    before = read_log(log).head
    sign_again(log, on=DAY + timedelta(days=1))
    check_log(read_log(log), PUBLIC, seen=before)


def test_signed_garbage_and_days_that_go_back_are_found(log: Path) -> None:
    good = entry_lines(log)
    early = good[2].replace(b"2026-11-26", b"2026-11-25")
    late = good[5].replace(b"2026-11-26", b"2026-11-27")
    for lines in (
        [*good, b"{}"],
        [*good[:2], good[2].replace(b":", b": ")],
        [*good[:2], early, *good[3:]],
        [*good[:5], late],
    ):
        write_lines(log, lines)
        sign_again(log)
        assert refused(log).what == "entry"


def test_the_head_seen_must_be_of_the_log(log: Path, seen: Head) -> None:
    with pytest.raises(LogError, match="held against") as caught:
        check_log(read_log(log), PUBLIC, seen=replace(seen, root="0" * 64))
    assert not isinstance(caught.value, BrokenLogError)


def test_an_append_that_was_interrupted_is_no_trouble(log: Path, tmp_path: Path) -> None:
    after = Path(shutil.copytree(log, tmp_path / "after"))
    append_entries(after, KEY, [original(7), original(8)], on=DAY)
    shutil.copy(after / "head.json", log / "next-head.json")
    whole = (after / "entries.jsonl").read_bytes()
    for cut in (0, 1, 100, 200):
        (log / "entries.jsonl").write_bytes(whole[: len(whole) - cut])
        check_log(read_log(log), PUBLIC)
    (log / "entries.jsonl").write_bytes(whole + b"x")
    assert refused(log).what == "unsigned"


def test_a_head_is_remembered_whole(tmp_path: Path, seen: Head) -> None:
    remember(tmp_path / "kept" / "head.json", seen)
    assert read_head(tmp_path / "kept" / "head.json") == seen


def test_a_heads_signature_is_over_what_the_docs_say(log: Path) -> None:
    head = head_json(log)
    signed = (
        f'{{"faceproof_log":1,"key":"{head["key"]}","root":"{head["root"]}",'
        f'"signed_on":"2026-11-26","size":6}}'
    )
    verify(PUBLIC, signed.encode(), head["signature"])
    with pytest.raises(SignatureError):
        verify(PUBLIC, signed.replace("log", "lot").encode(), head["signature"])


def test_what_is_no_log_is_told(tmp_path: Path, log: Path) -> None:
    for missing in (tmp_path / "nowhere", tmp_path):
        with pytest.raises(LogError, match="no transparency log"):
            read_log(missing)
    (log / "head.json").unlink()
    with pytest.raises(LogError, match=r"head\.json is missing"):
        read_log(log)
    (log / "entries.jsonl").unlink()
    os.mkfifo(log / "entries.jsonl")
    with pytest.raises(LogError, match="no transparency log"):
        read_log(log)
