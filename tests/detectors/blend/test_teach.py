"""What is taught hangs on the course alone, however often it was interrupted."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from drawn_faces import drawn_list

pytest.importorskip("torch")
pytestmark = pytest.mark.extra

PROGRAM = """
import hashlib, sys
from pathlib import Path
from faceproof.detectors.blend import teach_torch
from faceproof.detectors.blend.faces import read_faces
from faceproof.detectors.blend.course import Course
from faceproof.detectors.blend.teach_torch import Material, teach

def main():
    root, folder, processes = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    material = Material(
        listed=tuple(read_faces(root / "faces.csv")), data=root, cache=root / "cache"
    )
    course = Course(steps=5, pairs=2, rise=2, processes=processes)
    arrays = teach(material, course, folder, print, checkpoint_s=0.0)
    digest = hashlib.sha256(b"".join(arrays[name].tobytes() for name in sorted(arrays)))
    print(digest.hexdigest())

if __name__ == "__main__":
    main()
"""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("faces")
    drawn_list(root)
    (root / "program.py").write_text(PROGRAM)
    return root


def begun(root: Path, folder: Path, processes: int) -> "subprocess.Popen[str]":
    command = [sys.executable, root / "program.py", root, folder, str(processes)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def ended(root: Path, folder: Path, processes: int = 1) -> str:
    told, _ = begun(root, folder, processes).communicate(timeout=240)
    return told.split()[-1]


def test_killed_and_resumed_is_the_same_to_the_byte(root: Path, tmp_path: Path):
    whole = ended(root, tmp_path / "whole")
    process = begun(root, tmp_path / "killed", 1)
    checkpoint = tmp_path / "killed" / "checkpoint.safetensors"
    until = time.monotonic() + 120
    while not checkpoint.exists() and time.monotonic() < until:
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert checkpoint.exists()
    assert ended(root, tmp_path / "killed") == whole


def test_two_processes_are_another_course_and_agree_with_themselves(root: Path, tmp_path: Path):
    first, again = (ended(root, tmp_path / name, 2) for name in ("first", "again"))
    assert first == again


def test_a_checkpoint_of_another_course_is_refused(root: Path, tmp_path: Path):
    ended(root, tmp_path / "one")
    process = begun(root, tmp_path / "one", 2)
    process.communicate(timeout=120)
    assert process.returncode == 1
