"""A build gives a whole release, the same after any interruption, or says why not."""

from __future__ import annotations

import fcntl
import json
import shutil
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from release_studio import PEOPLE, TODAY, Studio, write_plan

from faceproof.core import Manipulated, Recorded, Scope
from faceproof.core.errors import BuildError, ConsentError, LedgerError, PlanError, StorageError
from faceproof.datasets import read_manifest
from faceproof.media import read_masks, read_rgb
from faceproof.release import BuildReport, build, read_plan, verify

BUILD = """\
import resource
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from faceproof.core.errors import FaceproofError
from faceproof.release import build, read_plan

if __name__ == "__main__":
    plan, data, out = map(Path, sys.argv[1:4])
    here, limit = None, int(sys.argv[4])
    if limit:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        here = ThreadPoolExecutor(1)
    day = date(2026, 6, 1)
    try:
        build(read_plan(plan), data=data, out=out, jobs=1, on=day, executor=here)
    except FaceproofError as error:
        sys.exit(f"{type(error).__name__}: {error}")
"""


def child(studio: Studio, out: Path, *, limit: int = 0) -> subprocess.Popen[str]:
    """The same build as `Studio.build`, in a process of its own with a worker of its own.

    With a limit no file that it writes may have more bytes, and it is its own worker.
    """
    script = out.with_name("build_child.py")
    script.write_text(BUILD)
    command = [sys.executable, script, studio.plan, studio.data, out, str(limit)]
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True)


def unfinish(release: Path, stem: str) -> None:
    """Take one recording out of a finished build, as if its job had not run yet."""
    for file in release.glob(f"original_sequences/actors/*/videos/{stem}.mp4"):
        file.unlink()


def test_release_has_the_tree_of_dfd(built: BuildReport) -> None:
    names = {p.relative_to(built.release).as_posix() for p in built.release.rglob("*.mp4")}
    originals = {
        f"original_sequences/actors/{level}/videos/{n:02d}__wall.mp4"
        for n in range(1, 7)
        for level in ("raw", "c40")
    }
    assert originals <= names
    for method, count in (("FaceSwap", 6), ("SelfBlend", 6)):
        stems = {p.stem for p in built.release.glob(f"manipulated_sequences/{method}/raw/*/*")}
        assert len(stems) == count
        for level in ("c40", "masks"):
            folder = built.release / f"manipulated_sequences/{method}/{level}/videos"
            assert {p.stem for p in folder.iterdir()} == stems
    assert (built.clips, built.fakes) == (36, 24)


def test_release_verifies_and_sha256sum_agrees(built: BuildReport, studio: Studio) -> None:
    assert verify(built.release, public=studio.public) == []
    checked = subprocess.run(
        ["sha256sum", "--check", "--quiet", "--strict", "SHA256SUMS"],
        cwd=built.release, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (checked.returncode, checked.stdout) == (0, "")


def test_manifest_says_what_made_each_clip(built: BuildReport) -> None:
    manifest = read_manifest(built.release)
    assert manifest.digest() == built.digest
    assert manifest.scopes == ("manipulate", "record")
    assert {"encoder", "face models", "opencv-python-headless"} <= set(manifest.tools)
    for clip in manifest.clips:
        if not clip.is_fake:
            assert isinstance(clip.origin, Recorded)
            continue
        assert isinstance(clip.origin, Manipulated)
        target = manifest.by_id[clip.origin.target]
        assert clip.media.frames == target.media.frames == 6
        assert clip.target == target.target
        if clip.origin.source is not None:
            assert clip.actors == (target.target, manifest.by_id[clip.origin.source].target)


def test_fakes_leave_the_pixels_outside_their_mask_alone(built: BuildReport) -> None:
    manifest = read_manifest(built.release)
    fakes = [c for c in manifest.clips if c.is_fake and c.original is None]
    assert len(fakes) == 12
    for clip in fakes:
        assert isinstance(clip.origin, Manipulated)
        fake = read_rgb(built.release / clip.path)
        real = read_rgb(built.release / manifest.by_id[clip.origin.target].path)
        mask = read_masks(built.release / clip.origin.mask)
        assert np.array_equal(fake[mask == 0], real[mask == 0])
        assert (fake != real).any()


def test_kill_in_the_middle_then_resume_gives_the_same_digest(
    built: BuildReport, studio: Studio, tmp_path: Path
) -> None:
    out = tmp_path / "release"
    process = child(studio, out)
    markers = out / ".build" / "markers"
    deadline = time.monotonic() + 60
    while len(list(markers.glob("*.json"))) < 7:  # among the fakes
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    done = len(list(markers.glob("*.json")))
    assert done < 18
    assert not (out / "release.json").exists()
    report = studio.build(out, key=studio.private)
    assert report.digest == built.digest
    assert verify(out, public=studio.public) == []
    assert (out / "SHA256SUMS").read_bytes() == (built.release / "SHA256SUMS").read_bytes()
    assert (out / "release.json").read_bytes() == (built.release / "release.json").read_bytes()


def test_building_again_makes_nothing_again(release: Path, studio: Studio) -> None:
    before = {p: p.stat().st_mtime_ns for p in release.rglob("*.mp4")}
    report = studio.build(release, key=studio.private)
    assert {p: p.stat().st_mtime_ns for p in release.rglob("*.mp4")} == before
    assert report.seconds < 10


def test_leftovers_of_a_killed_encoder_do_not_enter_the_release(
    release: Path, studio: Studio
) -> None:
    folder = release / "original_sequences/actors/raw/videos"
    (folder / ".01__wall.12345.part.mp4").write_bytes(b"half")
    (folder / "99__stale.mp4").write_bytes(b"of an earlier version")
    studio.build(release, key=studio.private)
    assert verify(release, public=studio.public) == []


def test_another_plan_is_refused_in_the_same_folder(
    release: Path, studio: Studio, tmp_path: Path
) -> None:
    other = studio.copy(tmp_path / "other")
    other.plan.write_text(other.plan.read_text().replace("seed = 7", "seed = 8"))
    with pytest.raises(PlanError, match="holds a build of another plan"):
        other.build(release)
    assert verify(release, public=studio.public) == []


def test_a_folder_with_other_files_is_refused(studio: Studio, tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("precious")
    with pytest.raises(PlanError, match="holds files, but no unfinished build"):
        studio.build(tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["thesis.tex"]


def test_two_builds_at_once_in_one_folder_are_refused(release: Path, studio: Studio) -> None:
    with (release / ".build" / "lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(PlanError, match="another build is running"):
            studio.build(release)


# --- consent ---------------------------------------------------------------------------------


def test_nothing_is_written_while_somebody_is_not_in_the_ledger(
    bare_studio: Studio, tmp_path: Path
) -> None:
    studio = bare_studio.copy(tmp_path / "studio")
    out = tmp_path / "release"
    with pytest.raises(LedgerError, match="cannot be read"):
        studio.build(out)
    studio.sign(*PEOPLE[:-1], scopes=[Scope.RECORD, Scope.MANIPULATE])
    with pytest.raises(ConsentError, match=r"unknown actor 'fay'"):
        studio.build(out)
    assert not out.exists()


@pytest.mark.parametrize(
    ("scopes", "dates", "reason"),
    [
        ([Scope.RECORD], {}, "has scopes record, not manipulate"),
        ([Scope.MANIPULATE, Scope.TRAIN], {}, "not record"),
        ([Scope.RECORD, Scope.MANIPULATE], {"expires_on": date(2026, 5, 31)}, "expired on"),
        ([Scope.RECORD, Scope.MANIPULATE], {"signed_on": date(2026, 6, 2)}, "is signed on"),
    ],
)
def test_nothing_is_written_without_a_live_consent(
    bare_studio: Studio,
    tmp_path: Path,
    scopes: list[Scope],
    dates: dict[str, date],
    reason: str,
) -> None:
    studio = bare_studio.copy(tmp_path / "studio")
    studio.sign(*PEOPLE[:-1], scopes=[Scope.RECORD, Scope.MANIPULATE])
    studio.sign("fay", scopes=scopes, **dates)
    with pytest.raises(ConsentError, match=f"'fay'.*{reason}"):
        studio.build(tmp_path / "release")
    assert not (tmp_path / "release").exists()


def test_a_withdrawal_stops_even_the_resuming_of_a_build(
    release: Path, studio: Studio, tmp_path: Path
) -> None:
    later = studio.copy(tmp_path / "later")
    later.withdraw("bob", on=date(2026, 5, 1))
    with pytest.raises(ConsentError, match=r"'bob'.*was withdrawn on 2026-05-01"):
        later.build(release)


# --- what fails -------------------------------------------------------------------------------


def test_a_missing_recording_is_named_before_anything_is_written(
    studio: Studio, tmp_path: Path
) -> None:
    poorer = studio.copy(tmp_path / "poorer")
    (poorer.data / "cat.mp4").unlink()
    with pytest.raises(PlanError, match=r"cat.mp4 is not in .*1 of 6 are missing"):
        poorer.build(tmp_path / "release")
    with pytest.raises(PlanError, match="give --data"):
        build(read_plan(studio.plan), data=None, out=tmp_path / "release", jobs=1, on=TODAY)
    assert not (tmp_path / "release").exists()


def test_a_changed_recording_fails_alone_and_the_rest_is_kept(
    built: BuildReport, release: Path, studio: Studio, tmp_path: Path
) -> None:
    worse = studio.copy(tmp_path / "worse")
    good = (worse.data / "cat.mp4").read_bytes()
    (worse.data / "cat.mp4").write_bytes(good[:-1] + b"\0")
    unfinish(release, "03__wall")
    with pytest.raises(BuildError, match=r"1 jobs failed and 3 fakes wait.*cat.mp4: its sha256"):
        worse.build(release)
    listed = (release / ".build" / "failures.txt").read_text()
    assert listed.startswith("03__wall: recording cat.mp4")
    (worse.data / "cat.mp4").write_bytes(good)
    assert worse.build(release).digest == built.digest
    assert not (release / ".build" / "failures.txt").exists()


def test_a_recording_without_a_face_is_named(studio: Studio, tmp_path: Path) -> None:
    worse = studio.copy(tmp_path / "worse")
    worse.draw_wall("eve")
    write_plan(worse.root)
    with pytest.raises(BuildError, match=r"05__wall: eve.mp4: no face found"):
        worse.build(tmp_path / "release")


def test_a_full_disk_leaves_no_half_file_and_the_build_resumes(
    built: BuildReport, release: Path, studio: Studio
) -> None:
    unfinish(release, "01__wall")
    process = child(studio, release, limit=20_000)
    _, message = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "BuildError" in message
    assert "no space left" in message
    assert not list(release.rglob("*.part*"))
    assert not list(release.glob("original_sequences/actors/*/videos/01__wall.mp4"))
    assert studio.build(release).digest == built.digest


def test_a_disk_that_is_clearly_too_small_is_refused_before_the_start(
    studio: Studio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=100_000))
    with pytest.raises(StorageError, match=r"0 MiB are free, the release takes at least \d+ MiB"):
        studio.build(tmp_path / "release")
    assert not (tmp_path / "release").exists()


def test_a_release_without_raw_links_to_raw_ids_and_verifies(
    studio: Studio, tmp_path: Path
) -> None:
    lossy = studio.copy(tmp_path / "lossy")
    text = lossy.plan.read_text().replace('["raw", "c40"]', '["c40"]\nmax_frames = 2')
    lossy.plan.write_text(text.replace("[methods.FaceSwap]\n", ""))
    report = lossy.build(tmp_path / "release")
    assert verify(report.release) == []
    manifest = read_manifest(report.release)
    assert {c.original for c in manifest.clips if not c.is_fake} >= {"01__wall.raw"}
    assert {c.media.frames for c in manifest.clips} == {2}
    assert not list(report.release.glob("*_sequences/*/raw"))


def test_release_json_counts_what_is_there(built: BuildReport) -> None:
    content = json.loads((built.release / "release.json").read_text())
    assert content["counts"]["clips"] == built.clips
    assert content["digest"] == built.digest
    assert content["actors"] == {name: f"{i:02d}" for i, name in enumerate(PEOPLE, 1)}
