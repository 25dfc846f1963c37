"""Ctrl-C, or a full disk, ends in one line that says whether the same command resumes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

# Below a background shell, where Ctrl-C is ignored, a child would ignore it too.
CHILD = """\
import resource
import signal
import sys
signal.signal(signal.SIGINT, signal.default_int_handler)
from faceproof.cli.main import main
if __name__ == "__main__":
    if sys.argv[-1] == "FULL":
        sys.argv.pop()
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    main()
"""
KEPT = "what is finished is kept, the same command resumes\n"
RESUMES = f"faceproof: stopped; {KEPT}"
PLAN = """\
name = "tiny"
version = "1"
licence = "none"
seed = 1
compressions = ["c23"]
[synthetic]
actors = 6
scenes = ["kitchen_still"]
frames = 2
[splits]
train = 2
val = 2
test = 2
[pairs]
rule = "ring"
[methods.SelfBlend]
"""


def begin(folder: Path, *words: object) -> subprocess.Popen[str]:
    script = folder / "child.py"
    script.write_text(CHILD)
    command = [sys.executable, script, *map(str, words)]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("release", "build", "PLAN", "--out", "out"), RESUMES),
        (("release", "plan", "PLAN"), "faceproof: stopped\n"),
    ],
    ids=["resumes", "does not"],
)
def test_ctrl_c_is_one_line(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    plan = tmp_path / "plan.toml"
    os.mkfifo(plan)  # a command that reads it waits for us
    command = begin(tmp_path, *(str(plan) if word == "PLAN" else word for word in words))
    with plan.open("wb"):
        command.send_signal(signal.SIGINT)
        assert command.communicate(timeout=60) == ("", said)
    assert command.returncode == 130


def test_ctrl_c_among_workers_is_one_line_and_the_same_command_resumes(tmp_path: Path) -> None:
    out = tmp_path / "takes"
    words = ("actors", "synth", "6", "--out", out, "--frames", "4", "--jobs", "1")
    small = ("--width", "96", "--height", "64")
    command = begin(tmp_path, *words, *small)
    until = time.monotonic() + 60
    while not list(out.glob(".build/done/*")):
        assert command.poll() is None, command.communicate()
        assert time.monotonic() < until
        time.sleep(0.01)
    command.send_signal(signal.SIGINT)
    assert command.communicate(timeout=60) == ("", RESUMES)
    assert command.returncode == 130
    again = begin(tmp_path, *words, *small)
    again.communicate(timeout=60)
    assert again.returncode == 0
    assert len(list(out.glob("*.mp4"))) == 6


@pytest.mark.parametrize(
    ("words", "end"),
    [
        (("release", "build", "plan.toml", "--out", "out"), f"; free some; {KEPT}"),
        (("consent", "init"), "; free some\n"),
    ],
    ids=["resumes", "does not"],
)
def test_a_full_disk_is_told_of_and_so_is_what_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], end: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("plan.toml").write_text(PLAN)
    command = begin(tmp_path, *words, "FULL")
    _, said = command.communicate(timeout=60)
    assert command.returncode == 2
    assert said.endswith(f": no space left while writing{end}")
    assert said.count("\n") == 1
