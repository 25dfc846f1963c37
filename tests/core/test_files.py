"""A file is replaced whole or stays as it was, whatever goes wrong in between."""

from __future__ import annotations

import hashlib
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from faceproof.core import replacing, sha256_file, write_bytes
from faceproof.core.errors import FaceproofError, NoSpaceError, StorageError


def names(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir())


def test_a_file_appears_whole_in_a_folder_made_for_it(tmp_path: Path):
    path = tmp_path / "a" / "b" / "clip.mp4"
    write_bytes(path, b"new")
    assert path.read_bytes() == b"new"
    assert names(path.parent) == ["clip.mp4"]


def test_the_old_file_stands_until_the_block_ends(tmp_path: Path):
    path = tmp_path / "clip.tar.gz"
    path.write_bytes(b"old")
    with replacing(path) as temporary:
        assert temporary.parent == tmp_path
        assert temporary.suffix == ".gz"
        temporary.write_bytes(b"new")
        assert path.read_bytes() == b"old"
    assert path.read_bytes() == b"new"
    assert names(tmp_path) == ["clip.tar.gz"]


class _Strange(Exception):  # noqa: N818 - not an error of ours
    pass


@pytest.mark.parametrize("error", [_Strange("x"), FaceproofError("x"), KeyboardInterrupt()])
def test_after_an_error_the_old_file_is_untouched(tmp_path: Path, error: BaseException):
    path = tmp_path / "clip.mp4"
    path.write_bytes(b"old")
    with pytest.raises(type(error)):
        _interrupted(path, error)
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["clip.mp4"]


def _interrupted(path: Path, error: BaseException) -> None:
    with replacing(path) as temporary:
        temporary.write_bytes(b"half")
        raise error


def test_after_a_kill_the_old_file_is_untouched(tmp_path: Path):
    path = tmp_path / "clip.mp4"
    path.write_bytes(b"old")
    code = (
        "import os, signal, sys; from pathlib import Path; from faceproof.core import replacing\n"
        "with replacing(Path(sys.argv[1])) as temporary:\n"
        "    temporary.write_bytes(b'half')\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, path], check=False, timeout=60)
    assert done.returncode == -signal.SIGKILL
    assert path.read_bytes() == b"old"
    write_bytes(path, b"new")
    assert path.read_bytes() == b"new"


@pytest.fixture
def little_room() -> Iterator[None]:
    """No file may grow over 1000 bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    signal.signal(signal.SIGXFSZ, ignored)


@pytest.mark.usefixtures("little_room")
def test_a_full_disk_is_told_in_one_line_and_nothing_is_left(tmp_path: Path):
    path = tmp_path / "clip.mp4"
    write_bytes(path, b"old")
    with pytest.raises(NoSpaceError, match=r"clip\.mp4: no space left while") as caught:
        write_bytes(path, b"x" * 5000)
    assert "\n" not in str(caught.value)
    assert "resumes" not in str(caught.value)  # that depends on the command
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["clip.mp4"]


@pytest.mark.parametrize("place", ["file/clip.mp4", "folder", "x" * 300, "dangling/clip.mp4"])
def test_a_place_that_cannot_be_written_is_told(tmp_path: Path, place: str):
    (tmp_path / "file").write_text("x")
    (tmp_path / "folder" / "full").mkdir(parents=True)
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere" / "at" / "all")
    before = names(tmp_path)
    with pytest.raises(StorageError, match="cannot be written") as caught:
        write_bytes(tmp_path / place, b"new")
    assert "\n" not in str(caught.value)
    assert names(tmp_path) == before


def test_an_error_of_another_file_is_not_blamed_on_this_one(tmp_path: Path):
    with pytest.raises(StorageError, match=r"missing: cannot be used while new is written"):
        _copy(tmp_path / "missing", tmp_path / "new")
    assert names(tmp_path) == []


def _copy(file: Path, path: Path) -> None:
    with replacing(path) as temporary:
        temporary.write_bytes(file.read_bytes())


@pytest.mark.parametrize("size", [0, 1, (1 << 20) - 1, 1 << 20, (1 << 20) + 1])
def test_a_digest_is_of_all_bytes(tmp_path: Path, size: int):
    data = os.urandom(size)
    (tmp_path / "clip").write_bytes(data)
    assert sha256_file(tmp_path / "clip") == hashlib.sha256(data).hexdigest()


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path):
    (tmp_path / "link").symlink_to(tmp_path / "gone")
    for path in (tmp_path / "gone", tmp_path, tmp_path / "link"):
        with pytest.raises(StorageError, match="cannot be read"):
            sha256_file(path)
