"""What a site has withdrawn goes when it is told to, and nothing else does."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from live import Live

from faceproof.release import verify

FIRST, SECOND = "tiny-1", "tiny-1-1-0"


@contextmanager
def withdrawn(site: Live, *, by: int | None = 2) -> Iterator[None]:
    """The first version, replaced by the second, or by none yet."""
    now = datetime.now(tz=UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    with site.changed("release", f"slug = '{FIRST}'", withdrawn_on=now, replaced_by_id=by):
        yield


def digests(root: Path) -> dict[str, str]:
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in root.rglob("*")
        if path.is_file() and ".faceproof" not in path.parts
    }


def test_without_sync_it_says_what_would_go_and_exits_1(site: Live, tmp_path: Path):
    site.fetch(tmp_path, FIRST, "leaver")
    before = digests(tmp_path)
    with withdrawn(site):
        ended = site.command("--release", FIRST, "--out", tmp_path, "--json", who="leaver")
        out, err = ended.communicate()
    told = json.loads(out)
    assert ended.returncode == 1
    assert (told["fetched"], told["removed"]) == (0, 0)
    assert 0 < told["withdrawn"] < len(before)
    assert told["failed"] == []
    assert "--sync removes" in err
    assert SECOND in err
    assert digests(tmp_path) == before


def test_sync_removes_what_is_withdrawn_and_nothing_else(site: Live, tmp_path: Path):
    site.fetch(tmp_path, FIRST, "leaver")
    (tmp_path / "notes.txt").write_text("mine")
    (tmp_path / "original_sequences/mine.mp4").write_text("mine, too")
    before = digests(tmp_path)
    with withdrawn(site):
        ended = site.command(
            "--release", FIRST, "--out", tmp_path, "--sync", "--json", who="leaver"
        )
        told = json.loads(ended.communicate()[0])
        again = site.fetch(tmp_path, FIRST, "leaver", sync=True)
    assert ended.returncode == 0
    after = digests(tmp_path)
    assert told["removed"] == len(before) - len(after) > 0
    left = {json.loads(line)["sha256"] for line in site.stored(
        f"{SECOND}/manifest.jsonl"
    ).splitlines()}  # fmt: skip
    clips = {path for path in after if "/videos/" in path and "/masks/" not in path}
    assert {after[path] for path in clips} == left
    assert after.items() <= before.items()
    assert {"notes.txt", "original_sequences/mine.mp4"} <= after.keys()
    assert (again.removed, again.withdrawn, again.is_whole) == (0, (), True)


def test_the_next_version_goes_on_from_the_one_before(site: Live, tmp_path: Path):
    site.fetch(tmp_path, FIRST)
    with withdrawn(site):
        report = site.fetch(tmp_path, None, sync=True)
    assert report.offer.slug == SECOND
    assert report.kept > report.fetched
    assert report.removed > 0
    assert report.is_whole
    assert verify(tmp_path) == []


def test_what_somebody_changed_is_told_of_and_stays(site: Live, tmp_path: Path):
    site.fetch(tmp_path, FIRST, "leaver")
    with withdrawn(site):
        gone = site.fetch(tmp_path, FIRST, "leaver").withdrawn
        mine = next(path for path in gone if path.endswith(".mp4"))
        (tmp_path / mine).write_text("cut by hand")
        report = site.fetch(tmp_path, FIRST, "leaver", sync=True)
    assert report.withdrawn == (mine,)
    assert not report.is_whole
    assert (tmp_path / mine).read_text() == "cut by hand"


def test_sync_spares_what_was_not_asked_for_this_time(site: Live, tmp_path: Path):
    site.fetch(tmp_path, FIRST, compressions=("c23",))
    before = digests(tmp_path)
    report = site.fetch(tmp_path, FIRST, compressions=("c40",), sync=True)
    assert report.removed == 0
    assert before.items() <= digests(tmp_path).items()


def test_half_of_a_withdrawn_clip_goes_too(site: Live, tmp_path: Path):
    site.fetch(tmp_path, FIRST, "leaver")
    with withdrawn(site):
        gone = site.fetch(tmp_path, FIRST, "leaver").withdrawn
        half = tmp_path / gone[-1]
        half.rename(half.with_name(half.name + ".part"))
        site.fetch(tmp_path, FIRST, "leaver", sync=True)
    assert list(tmp_path.rglob("*.part")) == []


def test_nothing_of_a_withdrawn_release_is_handed_out(site: Live, tmp_path: Path):
    with withdrawn(site):
        report = site.fetch(tmp_path, FIRST, "leaver")
    assert report.fetched == 0
    assert {trouble.why for trouble in report.failed} == {
        "the release is withdrawn and not handed out"
    }


def test_before_there_is_a_next_version_nothing_is_removed_and_it_is_not_well(
    site: Live, tmp_path: Path
):
    site.fetch(tmp_path, FIRST, "leaver")
    before = digests(tmp_path)
    with withdrawn(site, by=None):
        words = ("--release", FIRST, "--out", tmp_path, "--sync")
        ended = site.command(*words, who="leaver")
        _, err = ended.communicate()
    assert ended.returncode == 1
    assert "ask again" in err
    assert digests(tmp_path) == before
