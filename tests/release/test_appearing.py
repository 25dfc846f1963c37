"""A folder appears whole or not at all, and one command at a time makes it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from faceproof.core.errors import StorageError
from faceproof.release.appearing import appearing

WAITS = """\
import sys
from pathlib import Path
from faceproof.release.appearing import appearing
with appearing(Path(sys.argv[1])) as folder:
    (folder / "half").write_text("x")
    print("writing", flush=True)
    sys.stdin.read()
"""


def test_a_folder_appears_whole_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    with appearing(tmp_path / "out") as folder:
        (folder / "a").write_text("x")
        assert not (tmp_path / "out").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["a"]


def test_a_second_command_is_refused_while_the_first_is_writing(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with appearing(out) as folder:
        (folder / "a").write_text("x")
        with pytest.raises(StorageError, match="another command is writing it"), appearing(out):
            pass
    assert [path.name for path in out.iterdir()] == ["a"]
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_killed_command_leaves_nothing_that_stops_the_next(tmp_path: Path) -> None:
    out = tmp_path / "out"
    child = subprocess.Popen(
        [sys.executable, "-c", WAITS, out], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"writing\n"
        with pytest.raises(StorageError, match="another command is writing it"), appearing(out):
            pass
        os.kill(child.pid, signal.SIGKILL)
    with appearing(out):
        pass
    assert not list(out.iterdir())
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
