"""Clips and a trained release that the detectors' tests share."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from tiny_release import SIDE, put_clip, tiny_release

from actors import backdrop, face_clip
from faceproof import detectors
from faceproof.core import Manifest


class Lesson(NamedTuple):
    release: Path
    manifest: Manifest
    cache: Path


@pytest.fixture(scope="session")
def lesson(tmp_path_factory: pytest.TempPathFactory) -> Lesson:
    """A release of folds, and a cache that every training on it shares."""
    root = tmp_path_factory.mktemp("lesson")
    return Lesson(root / "release", tiny_release(root / "release"), root / "cache")


@pytest.fixture(scope="session")
def face_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return put_clip(tmp_path_factory.mktemp("one") / "face.mp4", face_clip(12, SIDE, SIDE, seed=3))


@pytest.fixture(scope="session")
def empty_room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    room = np.stack([backdrop(SIDE, SIDE)] * 4)
    return put_clip(tmp_path_factory.mktemp("room") / "room.mp4", room)


@pytest.fixture(scope="session")
def view(face_file: Path, tmp_path_factory: pytest.TempPathFactory) -> detectors.View:
    return detectors.open_view(face_file, frames=4, folder=tmp_path_factory.mktemp("views"))
