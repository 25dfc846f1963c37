"""What is appended stays, once and in order, whoever is killed or writes at the same time."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

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
    state,
    write_lines,
)

from faceproof.core.errors import BrokenLogError, FaceproofError, LogError, StorageError
from faceproof.provenance import create_key, load_private, merkle_root, private_path
from faceproof.provenance.log import (
    Entry,
    Grant,
    Original,
    Receipt,
    Release,
    append_entries,
    check_log,
    read_log,
)
from faceproof.provenance.log.entry import Logged, line_of, logged_of

DIGEST = "ab" * 32
ENTRIES: list[Entry] = [
    Original(sha256=DIGEST),
    Original(sha256=DIGEST, title="Brücke, take 2"),
    Release(name="dfd", version="1.0", digest=DIGEST, merkle_root="cd" * 32),
    Grant(commitment=DIGEST),
    Receipt(digest=DIGEST),
]


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "log"


# --- lines ----------------------------------------------------------------------------------


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda e: type(e).__name__)
def test_an_entry_comes_back_from_its_line(entry: Entry) -> None:
    logged = Logged(entry=entry, logged_on=DAY)
    assert logged_of(line_of(logged)) == logged


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"null",
        b"{}",
        b'{"entry":{"kind":"original"},"logged_on":"2026-11-26"}',
        b'{"entry":{"kind":["original"]},"logged_on":"2026-11-26"}',
        b'{"entry":{"digest":"%s","kind":"other"},"logged_on":"2026-11-26"}' % DIGEST.encode(),
        b'{"entry":{"digest":"%s","kind":"receipt"},"logged_on":"2026-11-31"}' % DIGEST.encode(),
        b'{"entry": {"digest":"%s","kind":"receipt"},"logged_on":"2026-11-26"}' % DIGEST.encode(),
        b'{"entry":{"digest":"%s","kind":"receipt"},"logged_on":"2026-11-26"} ' % DIGEST.encode(),
        b"[" * 4000,
        b'"%s"' % (b"x" * 5000),
    ],
)
def test_anything_else_is_no_line(line: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        logged_of(line)


@pytest.mark.parametrize(
    "entry",
    [
        Original(sha256="short"),
        Original(sha256=DIGEST, title=""),
        Original(sha256=DIGEST, title="two\nlines"),
        Original(sha256=DIGEST, title="x" * 5000),
        Release(name="dfd", version="", digest=DIGEST, merkle_root=DIGEST),
        Grant(commitment=DIGEST.upper()),
    ],
)
def test_what_no_reader_would_take_is_not_entered(log: Path, entry: Entry) -> None:
    with pytest.raises(LogError, match="not added to the log"):
        append_entries(log, KEY, [original(1), entry], on=DAY)
    assert not log.exists()


# --- appending ------------------------------------------------------------------------------


def test_a_log_holds_what_was_appended_in_order(log: Path) -> None:
    first = append_entries(log, KEY, ENTRIES[:2], on=DAY)
    second = append_entries(log, KEY, ENTRIES[2:], on=DAY + timedelta(days=3))
    assert (first.indices, second.indices) == ((0, 1), (2, 3, 4))
    found = read_log(log)
    check_log(found, PUBLIC, seen=first.head)
    assert [logged_of(line).entry for line in found.signed] == ENTRIES
    assert found.head == second.head
    assert found.head.root == merkle_root(entry_lines(log))
    assert sorted(state(log)) == ["entries.jsonl", "head.json"]


def test_the_same_entry_is_entered_once(log: Path) -> None:
    grown(log, [1, 2])
    before = state(log)
    again = append_entries(log, KEY, [original(2), original(1)], on=DAY + timedelta(days=9))
    assert (again.indices, again.added) == ((1, 0), 0)
    assert state(log) == before
    more = append_entries(log, KEY, [original(3), original(2), original(3)], on=DAY)
    assert (more.indices, more.added) == ((2, 1, 2), 1)


def test_entries_of_one_digest_and_different_words_are_different(log: Path) -> None:
    done = append_entries(log, KEY, [*ENTRIES, *ENTRIES], on=DAY)
    assert done.indices == (0, 1, 2, 3, 4) * 2


def test_one_call_or_many_make_the_same_log(log: Path, tmp_path: Path) -> None:
    grown(log, range(9))
    append_entries(tmp_path / "other", KEY, [original(n) for n in range(9)], on=DAY)
    assert state(log) == state(tmp_path / "other")


def test_nothing_is_no_log(log: Path) -> None:
    with pytest.raises(LogError, match="at least one"):
        append_entries(log, KEY, [], on=DAY)
    assert not log.exists()


def test_days_do_not_go_back(log: Path) -> None:
    grown(log, [1])
    with pytest.raises(LogError, match="set the clock"):
        append_entries(log, KEY, [original(2)], on=DAY - timedelta(days=1))


def test_a_log_is_of_one_key(log: Path) -> None:
    before = state(grown(log, [1]))
    with pytest.raises(BrokenLogError, match="signed with key"):
        append_entries(log, STRANGER, [original(2)], on=DAY)
    assert state(log) == before


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (lambda lines: [lines[0], lines[2], lines[1]], "changed"),
        (lambda lines: [lines[0], lines[0], lines[2]], "changed"),
        (lambda lines: lines[:2], "shortened"),
        (lambda lines: [*lines, lines[0]], "unsigned"),
    ],
)
def test_nothing_is_signed_on_top_of_a_changed_log(log: Path, change: Any, what: str) -> None:
    grown(log, [1, 2, 3])
    write_lines(log, change(entry_lines(log)))
    before = state(log)
    with pytest.raises(BrokenLogError) as caught:
        append_entries(log, KEY, [original(4)], on=DAY)
    assert caught.value.what == what
    assert state(log) == before


def test_lines_without_any_head_are_not_signed(log: Path) -> None:
    grown(log, [1, 2])
    (log / "head.json").unlink()
    with pytest.raises(BrokenLogError, match="nobody signed"):
        append_entries(log, KEY, [original(3)], on=DAY)


def test_20000_entries_take_as_long_as_they_should(log: Path) -> None:
    entries = [original(number) for number in range(20_000)]
    begun = time.process_time()
    append_entries(log, KEY, entries[:5_000], on=DAY)
    few_s = time.process_time() - begun
    append_entries(log, KEY, entries[5_000:], on=DAY)
    all_s = time.process_time() - begun
    assert all_s < 20 * few_s  # linear is 5 times, quadratic 80
    assert read_log(log).head.size == 20_000


# --- what a kill leaves ---------------------------------------------------------------------


@pytest.fixture
def two_states(tmp_path: Path) -> tuple[Path, Path]:
    """A log of 3 entries, and the same after 4 more."""
    before = grown(tmp_path / "before", [1, 2, 3])
    after = Path(shutil.copytree(before, tmp_path / "after"))
    append_entries(after, KEY, [original(n) for n in (4, 5, 6, 7)], on=DAY)
    return before, after


def interrupted(before: Path, after: Path, lines_bytes: int) -> None:
    """Bring ``before`` to where a kill leaves an append of which so many bytes were written."""
    shutil.copy(after / "head.json", before / "next-head.json")
    whole = (after / "entries.jsonl").read_bytes()
    begun = (before / "entries.jsonl").stat().st_size
    (before / "entries.jsonl").write_bytes(whole[: begun + lines_bytes])


def test_a_kill_at_any_byte_loses_and_doubles_nothing(two_states: tuple[Path, Path]) -> None:
    before, after = two_states
    at_first, at_last = state(before), state(after)
    length = len(at_last["entries.jsonl"]) - len(at_first["entries.jsonl"])
    for written in [*range(0, length, 7), length - 1, length]:
        for name, data in at_first.items():
            (before / name).write_bytes(data)
        interrupted(before, after, written)
        log = read_log(before)
        check_log(log, PUBLIC)  # a reader holds to the head that is there
        assert log.head.size == 3
        append_entries(before, KEY, [original(n) for n in (4, 5, 6, 7)], on=DAY)
        assert state(before) == at_last


def test_another_append_goes_on_after_a_kill(two_states: tuple[Path, Path]) -> None:
    before, after = two_states
    interrupted(before, after, len((after / "entries.jsonl").read_bytes()))  # all but the rename
    assert append_entries(before, KEY, [original(8)], on=DAY).indices == (7,)
    check_log(read_log(before), PUBLIC)
    assert not (before / "next-head.json").exists()


def test_the_first_append_can_be_killed_too(log: Path, tmp_path: Path) -> None:
    after = grown(tmp_path / "after", [1])
    for written in (0, 20, len((after / "entries.jsonl").read_bytes())):
        shutil.rmtree(log, ignore_errors=True)
        log.mkdir()
        (log / "entries.jsonl").touch()
        interrupted(log, after, written)
        with pytest.raises(LogError, match=r"head\.json is missing"):
            read_log(log)
        grown(log, [1])
        assert state(log) == state(after)


def test_a_stranger_cannot_use_the_recovery(two_states: tuple[Path, Path]) -> None:
    before, after = two_states
    forged = Path(shutil.copytree(after, before.parent / "forged"))
    write_lines(forged, [*entry_lines(before), entry_lines(after)[-1]])
    sign_again(forged, STRANGER)
    interrupted(before, forged, 1 << 20)
    kept = state(before)
    with pytest.raises(BrokenLogError, match="signed with key"):
        append_entries(before, KEY, [original(9)], on=DAY)
    with pytest.raises(BrokenLogError, match="signed with key"):
        check_log(read_log(before), PUBLIC)
    # Lines that were put in the place of those that the next head speaks of.
    interrupted(before, after, 1 << 20)
    write_lines(before, [*entry_lines(after)[:-1], entry_lines(after)[0]])
    for act in (
        lambda: append_entries(before, KEY, [original(9)], on=DAY),
        lambda: check_log(read_log(before), PUBLIC),
    ):
        with pytest.raises(BrokenLogError) as caught:
            act()
        assert caught.value.what == "changed"
    write_lines(before, [*entry_lines(after), entry_lines(after)[0]])
    with pytest.raises(BrokenLogError, match="nobody signed"):
        append_entries(before, KEY, [original(9)], on=DAY)
    assert kept["head.json"] == state(before)["head.json"]


_WRITER = """
import sys
from datetime import date
from pathlib import Path
from faceproof.provenance import load_private
from faceproof.provenance.log import Original, append_entries
log, key, name = Path(sys.argv[1]), load_private(Path(sys.argv[2])), int(sys.argv[3])
print("ready", flush=True)
sys.stdin.readline()
for number in range(int(sys.argv[4])):
    digests = [f"{name:08x}{number:08x}{part:08x}" + "0" * 40 for part in range(25)]
    append_entries(log, key, [Original(sha256=d) for d in digests], on=date(2026, 11, 26))
    print(number, flush=True)
"""


@pytest.fixture
def key(tmp_path: Path) -> Path:
    create_key(tmp_path / "keys", "log")
    return private_path(tmp_path / "keys", "log")


def writer(log: Path, key: Path, name: int, rounds: int) -> subprocess.Popen[str]:
    begun = subprocess.Popen(
        [sys.executable, "-c", _WRITER, log, key, str(name), str(rounds)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert begun.stdout is not None
    assert begun.stdout.readline() == "ready\n"
    return begun


def go(begun: subprocess.Popen[str]) -> None:
    assert begun.stdin is not None
    begun.stdin.write("go\n")
    begun.stdin.flush()


def test_kill_9_loses_nothing_that_was_told_to_be_in(log: Path, key: Path) -> None:
    private = load_private(key)
    told: set[str] = set()
    for name in range(5):
        running = writer(log, key, name, 100_000)
        go(running)
        assert running.stdout is not None
        rounds = [int(running.stdout.readline())]
        time.sleep(0.02 + 0.017 * name)
        os.kill(running.pid, signal.SIGKILL)
        rounds += [int(line) for line in running.stdout.read().split("\n") if line]
        running.communicate()
        told |= {f"{name:08x}{number:08x}" for number in rounds}
        append_entries(log, private, [original(name)], on=DAY)
        found = read_log(log)
        check_log(found, private.public_key())
        entries = [logged_of(line).entry for line in found.signed]
        assert len(set(entries)) == len(entries)
        batches = [e.sha256[:16] for e in entries if isinstance(e, Original) and e.title is None]
        assert all(batches.count(batch) == 25 for batch in told)  # whole, and once


def test_two_processes_at_once_both_land(log: Path, key: Path) -> None:
    both = [writer(log, key, name, 12) for name in (1, 2)]
    for one in both:
        go(one)
    for one in both:
        one.communicate(timeout=60)
        assert one.returncode == 0
    found = read_log(log)
    assert found.head.size == 2 * 12 * 25
    assert len(set(found.signed)) == found.head.size


def test_a_full_disk_leaves_the_log_as_it_was(log: Path) -> None:
    before = state(grown(log, [1, 2]))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (700, hard))
    try:
        with pytest.raises(StorageError, match="no space left"):
            append_entries(log, KEY, [original(n) for n in range(9)], on=DAY)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, ignored)
    assert state(log) == before


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "log").write_text("a file")
    with pytest.raises(StorageError, match="cannot be written"):
        grown(tmp_path / "log", [1])


def test_the_clock_is_asked_of_the_caller(log: Path) -> None:
    grown(log, [1], on=date(2026, 1, 2))
    assert head_json(log)["signed_on"] == "2026-01-02"


def test_garbage_where_a_head_should_be_is_refused(log: Path) -> None:
    grown(log, [1])
    for name in ("head.json", "next-head.json"):
        good = state(log)
        for garbage in (b"", b"{}", b"[" * 9000, b"\xff", b"x" * (1 << 20), b"9" * 5000):
            (log / name).write_bytes(garbage)
            with pytest.raises(FaceproofError):
                grown(log, [2])
            with pytest.raises(FaceproofError):
                read_log(log)
            (log / name).unlink()
        for kept, data in good.items():
            (log / kept).write_bytes(data)
