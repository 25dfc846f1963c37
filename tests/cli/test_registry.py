"""`registry` from outside: add, find, list, and codes that scripts can ask for."""

from pathlib import Path

import cv2
import pytest
from commands import faceproof

from films import FACE, filmed, swapped, written


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("registry")
    written(root / "film.mp4", filmed(1, 20), crf=18)
    written(root / "copy.mp4", filmed(1, 20), crf=28)
    written(root / "fake.mp4", swapped(filmed(1, 20), filmed(3, 20)))
    written(root / "stranger.mp4", filmed(3, 20))
    (root / "broken.mp4").write_bytes(b"no film")
    return root


@pytest.fixture(scope="module")
def registry(folder: Path) -> tuple[object, ...]:
    option = ("--registry", folder / "originals")
    done = faceproof("registry", "add", folder / "film.mp4", *option, "--name", "the film")
    assert done.code == 0
    return option


def test_one_bad_file_does_not_stop_the_others(folder: Path, tmp_path: Path):
    files = [folder / name for name in ("broken.mp4", "film.mp4")]
    done = faceproof("registry", "add", *files, "--registry", tmp_path / "new", "--json")
    assert done.code == 2
    assert "broken.mp4" in done.err
    broken, film = done.json["files"]
    assert "error" in broken
    assert film["name"] == "film.mp4"
    assert film["duration_s"] == 1.0
    listed = faceproof("registry", "list", "--registry", tmp_path / "new", "--json").json
    assert [one["sha256"] for one in listed["originals"]] == [film["sha256"]]


def test_a_copy_and_a_fake_are_told(folder: Path, registry: tuple[object, ...], tmp_path: Path):
    copy = faceproof("registry", "find", folder / "copy.mp4", *registry, "--json")
    assert copy.code == 0
    told = copy.json
    assert (told["original"], told["altered"], told["region"]) == ("the film", False, None)
    assert told["seconds"] == told["at_s"] == [0.0, 1.0]
    picture = tmp_path / "fake.png"
    fake = faceproof(
        "registry", "find", folder / "fake.mp4", *registry, "--json", "--picture", picture
    )
    assert fake.code == 0
    told = fake.json
    assert (told["original"], told["altered"], told["altered_s"]) == ("the film", True, [[0, 1]])
    x0, y0, x1, y1 = told["region"]
    assert x0 < (FACE[0] + FACE[2]) / 2 < x1
    assert y0 < (FACE[1] + FACE[3]) / 2 < y1
    assert cv2.imread(str(picture)).shape == (240, 320, 3)
    said = faceproof("registry", "find", folder / "fake.mp4", *registry).out
    assert "a copy of the film, 0.0 to 1.0 s" in said
    assert "Altered at 0.0 to 1.0 s" in said


def test_no_original_is_no_and_no_registry_is_a_mistake(
    folder: Path, registry: tuple[object, ...], tmp_path: Path
):
    none = faceproof("registry", "find", folder / "stranger.mp4", *registry, "--json")
    assert (none.code, none.json) == (1, {"original": None})
    for words in (
        ("find", folder / "broken.mp4", *registry),
        ("find", folder / "copy.mp4", "--registry", tmp_path / "nowhere"),
        ("add", folder / "copy.mp4", folder / "film.mp4", "--name", "both"),
    ):
        done = faceproof("registry", *words)
        assert done.code == 2
        assert done.err.count("\n") == 1
