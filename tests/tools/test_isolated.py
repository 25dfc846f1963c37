"""A command in the room: what it can reach, what it cannot, and how its end is told."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

TOOL = Path(__file__).parent.parent.parent / "tools" / "isolated.py"
SHELL = "/bin/sh"


def _can() -> bool:
    """bubblewrap is there, and the kernel lets it make a room."""
    if sys.platform != "linux" or shutil.which("bwrap") is None:
        return False
    # By bubblewrap alone: a tool that is broken has to fail here, not to be skipped.
    words = ["bwrap", "--unshare-all", "--disable-userns", "--unshare-user", "--ro-bind", "/", "/"]
    return subprocess.run([*words, "true"], capture_output=True, check=False).returncode == 0


pytestmark = pytest.mark.skipif(not _can(), reason="bubblewrap is missing or may not make a room")


@pytest.fixture
def folder() -> Iterator[Path]:
    """One that an unprivileged user can reach, unlike ``tmp_path``."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        place.chmod(0o755)
        yield place


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(TOOL), *words], capture_output=True, text=True, check=False, timeout=60
    )


def shell(script: str, *options: str) -> subprocess.CompletedProcess[str]:
    return run(*options, "--", SHELL, "-c", script)


def test_what_it_prints_comes_out_once_it_ended_well():
    done = shell("echo answer; echo guess >&2")
    assert (done.returncode, done.stdout, done.stderr) == (0, "answer\n", "")


def test_nothing_comes_out_of_what_did_not_end_well():
    done = shell("echo answer; echo guess >&2; exit 3")
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "isolated: failed\n")


def test_errors_are_shown_to_whoever_rehearses():
    assert shell("echo why >&2", "--show-errors").stderr == "why\n"


def test_it_sees_only_what_it_was_given(folder: Path):
    (folder / "clip.mp4").write_bytes(b"clip")
    (folder / "labels.json").write_bytes(b"labels")
    see = f"{folder / 'clip.mp4'}=/clip/clip.mp4"
    done = shell(f"cat /clip/*; ls /clip; ls {folder} || echo gone", "--see", see)
    assert done.stdout == "clipclip.mp4\ngone\n"


@pytest.mark.parametrize("place", ["/x", "/dev/x", "/usr/x", "/clip/clip.mp4"])
def test_it_writes_nowhere_but_in_its_own_folders(folder: Path, place: str):
    (folder / "clip.mp4").write_bytes(b"clip")
    see = f"{folder / 'clip.mp4'}=/clip/clip.mp4"
    assert shell(f"echo x > {place}", "--see", see).returncode == 1
    assert (folder / "clip.mp4").read_bytes() == b"clip"


@pytest.mark.parametrize("place", ["/tmp/kept", "/dev/shm/kept"])  # noqa: S108 - in the room
def test_nothing_is_left_for_the_next_run(place: str):
    assert shell(f"echo x > {place} && cat {place}").stdout == "x\n"
    assert shell(f"cat {place}").returncode == 1


def test_there_is_no_network_but_its_own_loop():
    done = shell("tail -n +3 /proc/net/dev | cut -d: -f1; tail -n +2 /proc/net/route")
    assert done.stdout.split() == ["lo"]


def test_it_knows_no_environment_process_or_name_of_the_machine(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SECRET_TOKEN", "token")
    done = shell("env; cat /proc/sys/kernel/hostname; ls -d /proc/[0-9]* | wc -l")
    assert "token" not in done.stdout
    assert done.stdout.splitlines()[-2] == "room"
    assert int(done.stdout.splitlines()[-1]) < 8


def test_its_disk_is_small():
    done = shell("head -c 12000000 /dev/zero > /tmp/x || echo full", "--scratch-mb", "16")
    assert done.stdout == "full\n"


def test_it_cannot_fork_without_end():
    script = "for i in $(seq 200); do sleep 9 & done; echo all"
    assert "all" not in shell(script, "--processes", "30").stdout


def test_a_process_has_no_more_memory_than_allowed():
    script = "dd if=/dev/zero of=/dev/null bs=512M count=1"
    assert shell(script).returncode == 0
    assert shell(script, "--memory-mb", "128").returncode == 1


@pytest.mark.parametrize(
    ("script", "options", "end"),
    [
        ("sleep 50", ("--wall-s", "0.5"), "wall"),
        ("exec >&-; sleep 50", ("--wall-s", "0.5"), "wall"),
        ("yes", ("--output-kb", "4"), "output"),
        ("while :; do :; done", ("--cpu-s", "1"), "signal"),
        ("kill -SEGV $$", (), "signal"),
        ("exit 7", (), "failed"),
        ("true", (), "ok"),
    ],
)
def test_the_report_says_how_it_ended(
    tmp_path: Path, script: str, options: tuple[str, ...], end: str
):
    shell(script, *options, "--report", str(tmp_path / "report.json"))
    report = json.loads((tmp_path / "report.json").read_text())
    assert report["end"] == end
    assert report["exit_code"] == {"ok": 0, "failed": 7}.get(end, report["exit_code"])
    assert report["wall_s"] < 30


def test_it_makes_no_room_of_its_own():
    assert shell("unshare -Ur true").returncode == 1


def test_the_filter_of_system_calls_is_on():
    assert "Seccomp:\t2" in shell("cat /proc/self/status").stdout


def test_what_is_asked_wrongly_is_refused():
    assert run("--wall-s", "0", "--", "/usr/bin/true").returncode == 2
    assert run("--see", "/nowhere/at/all", "--", "/usr/bin/true").returncode == 2
    assert run().returncode == 2
