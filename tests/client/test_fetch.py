"""A release comes whole, goes on after a kill, and nothing wrong is kept."""

from __future__ import annotations

import hashlib
import json
import signal
import subprocess
import time
from pathlib import Path

import pytest
from live import Live
from stock import BULK

from faceproof.core.errors import PlanError, RefusedError, StorageError
from faceproof.release import verify

SIZE = sum(BULK.values())
SLACK = 400_000  # headers, lists, and what was under way when somebody was killed


ONE_BY_ONE = ("--release", "bulk-1", "-j", "1", "--out")

# Where the tests run in the background, Ctrl-C is ignored, and children inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)


def begin(site: Live, out: Path) -> subprocess.Popen[str]:
    """A slow fetch of bulk, some of which is here."""
    site.wire.mb_a_second = 2.0
    begun = site.command(*ONE_BY_ONE, out, who="bulk")
    while not parts(out):
        assert begun.poll() is None
        time.sleep(0.01)
    return begun


def parts(out: Path) -> list[Path]:
    return list(out.rglob("*.part"))


def test_a_whole_release_comes_and_verifies(site: Live, tmp_path: Path):
    report = site.fetch(tmp_path)
    assert report.is_whole
    assert report.fetched == report.files > 30
    assert verify(tmp_path) == []


def test_a_second_fetch_keeps_everything_and_mends_what_is_damaged(site: Live, tmp_path: Path):
    site.fetch(tmp_path)
    damaged = tmp_path / "DATASHEET.md"
    damaged.write_text("not what came")
    again = site.fetch(tmp_path)
    assert (again.fetched, again.kept) == (1, again.files - 1)
    assert verify(tmp_path) == []


def test_only_what_is_wanted_comes(site: Live, tmp_path: Path):
    site.fetch(tmp_path, methods=("FaceSwap",), compressions=("c40",), splits=("train",))
    clips = [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.mp4")]
    assert clips
    assert all(c.startswith("manipulated_sequences/FaceSwap/") for c in clips)
    assert not any("/c23/" in c for c in clips)
    assert any("/masks/" in c for c in clips)
    check = ["sha256sum", "--check", "--ignore-missing", "--quiet", "SHA256SUMS"]
    subprocess.run(check, cwd=tmp_path, check=True)


@pytest.mark.parametrize("kind", ["methods", "compressions", "splits"])
def test_what_the_release_has_not_is_named(site: Live, tmp_path: Path, kind: str):
    with pytest.raises(PlanError, match=r"has no .* 'nothing'; it has"):
        site.fetch(tmp_path, **{kind: ("nothing",)})


def test_after_kill_9_the_same_command_goes_on_and_no_byte_comes_twice(site: Live, tmp_path: Path):
    site.wire.mb_a_second = 4.0
    words = ("--release", "bulk-1", "--out", tmp_path, "-j", "2", "--json")
    killed = site.command(*words)
    while sum(part.stat().st_size for part in parts(tmp_path)) < 1_000_000:
        assert killed.poll() is None
        time.sleep(0.01)
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    here = sum(file.stat().st_size for file in (tmp_path / "bulk").iterdir())
    assert 1_000_000 <= here < SIZE
    time.sleep(0.5)  # what the site still had under way is counted to the first
    site.wire.served, site.wire.mb_a_second = 0, None
    out, err = site.command(*words).communicate()
    told = json.loads(out)
    assert told["resumed"] >= 1, err
    assert (told["failed"], told["files"]) == ([], len(BULK))
    assert SIZE - here <= site.wire.served <= SIZE - here + SLACK
    for path in BULK:
        assert (tmp_path / path).read_bytes() == site.stored(f"bulk-1/{path}")
    assert parts(tmp_path) == []


def test_ctrl_c_says_that_the_same_command_resumes(site: Live, tmp_path: Path):
    begun = begin(site, tmp_path)
    begun.send_signal(signal.SIGINT)
    _, err = begun.communicate(timeout=60)
    assert begun.returncode == 130
    assert "the same command resumes" in err


def test_a_connection_that_breaks_is_taken_up_where_it_broke(site: Live, tmp_path: Path):
    site.wire.cut_after = 1_700_000
    report = site.fetch(tmp_path, "bulk-1", jobs=1)
    assert report.is_whole
    assert site.wire.cut_after is None
    assert site.wire.served < SIZE + SLACK


def test_a_part_with_wrong_bytes_is_thrown_away(site: Live, tmp_path: Path):
    (tmp_path / "bulk").mkdir()
    (tmp_path / "bulk/0.bin.part").write_bytes(b"x" * 1_000_000)
    (tmp_path / "bulk/1.bin.part").write_bytes(b"x" * 9_000_000)
    assert site.fetch(tmp_path, "bulk-1").is_whole
    got = hashlib.sha256((tmp_path / "bulk/0.bin").read_bytes()).hexdigest()
    assert got == hashlib.sha256(site.stored("bulk-1/bulk/0.bin")).hexdigest()


def test_a_file_that_changed_at_the_site_is_said_and_never_kept(site: Live, tmp_path: Path):
    stored = site.data / "releases/bulk-1/bulk/3.bin"
    good = stored.read_bytes()
    stored.write_bytes(good[:-1] + bytes([good[-1] ^ 1]))
    try:
        report = site.fetch(tmp_path, "bulk-1")
    finally:
        stored.write_bytes(good)
    (trouble,) = report.failed
    assert trouble.path == "bulk/3.bin"
    assert "sha256" in trouble.why
    assert not (tmp_path / "bulk/3.bin").exists()
    assert parts(tmp_path) == []
    assert report.fetched == len(BULK) - 1


def test_a_strangers_file_is_left_alone(site: Live, tmp_path: Path):
    (tmp_path / "bulk").mkdir()
    (tmp_path / "bulk/2.bin").write_text("mine")
    report = site.fetch(tmp_path, "bulk-1")
    assert [trouble.path for trouble in report.failed] == ["bulk/2.bin"]
    assert (tmp_path / "bulk/2.bin").read_text() == "mine"


def test_nothing_is_written_through_a_link(site: Live, tmp_path: Path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    out = tmp_path / "out"
    out.mkdir()
    (out / "bulk").symlink_to(elsewhere)
    report = site.fetch(out, "bulk-1")
    assert len(report.failed) == len(BULK)
    assert list(elsewhere.iterdir()) == []


def test_two_at_once_into_one_folder_is_refused(site: Live, tmp_path: Path):
    site.wire.mb_a_second = 4.0
    first = site.command("--release", "bulk-1", "--out", tmp_path)
    while not parts(tmp_path):
        assert first.poll() is None
        time.sleep(0.01)
    with pytest.raises(StorageError, match="another fetch"):
        site.fetch(tmp_path, "bulk-1")
    site.wire.mb_a_second = None
    first.communicate()
    assert first.returncode == 0


def test_the_only_release_that_one_may_fetch_needs_no_name(site: Live, tmp_path: Path):
    assert site.fetch(tmp_path, None, "bulk").offer.slug == "bulk-1"
    with pytest.raises(PlanError, match="tiny-1"):
        site.fetch(tmp_path / "other", None, "all")
    with pytest.raises(RefusedError, match="no release"):
        site.fetch(tmp_path / "third", None, "none")


def test_a_folder_that_holds_another_release_is_refused(site: Live, tmp_path: Path):
    site.fetch(tmp_path, "bulk-1")
    with pytest.raises(PlanError, match="does not replace"):
        site.fetch(tmp_path, "tiny-1")


def test_without_a_grant_or_with_a_wrong_token_nothing_comes(site: Live, tmp_path: Path):
    with pytest.raises(RefusedError, match="no access"):
        site.fetch(tmp_path, "tiny-1", "none")
    ended = site.command("--release", "tiny-1", "--out", tmp_path, "--token", "fp_wrong")
    _, err = ended.communicate()
    assert ended.returncode == 2
    assert "does not know this token" in err
    assert "fp_wrong" not in err
    assert [path.name for path in tmp_path.iterdir()] == [".faceproof"]


def test_a_grant_that_is_revoked_midway_ends_the_fetch_and_keeps_what_came(
    site: Live, tmp_path: Path
):
    begun = begin(site, tmp_path)
    with site.changed("grant", "account_id = 3", revoked_on="2026-01-01"):
        _, err = begun.communicate(timeout=60)
    assert begun.returncode == 2, err
    assert "no access" in err
    site.wire.mb_a_second = None
    assert site.fetch(tmp_path, "bulk-1", "bulk").is_whole


def test_a_token_that_is_removed_gets_no_more_links(site: Live, tmp_path: Path):
    begun = begin(site, tmp_path)
    begun.kill()
    begun.communicate()
    with site.changed("token", "account_id = 3", sha256="0" * 64):
        ended = site.command(*ONE_BY_ONE, tmp_path, who="bulk")
        _, err = ended.communicate(timeout=60)
    assert ended.returncode == 2
    assert "token" in err
    assert parts(tmp_path)


def test_a_list_for_aria2_names_every_file_and_is_for_its_owner(site: Live, tmp_path: Path):
    out = tmp_path / "list"
    ended = site.command("--release", "bulk-1", "--aria2", out, "--json")
    told = json.loads(ended.communicate()[0])
    assert (told["files"], told["bytes"]) == (len(BULK), SIZE)
    assert out.stat().st_mode & 0o777 == 0o600
    lines = out.read_text().splitlines()
    assert [line for line in lines if line.startswith("  out=")] == [f"  out={p}" for p in BULK]
    assert all(line.startswith(f"{site.url}/files/") for line in lines[::3])
