"""The tiny plan, and its release: built once for all tests of the room."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from release_studio import PEOPLE, Studio, new_studio

from faceproof.core import Scope
from faceproof.release import BuildReport
from faceproof.sources import Ledger


@pytest.fixture(scope="session")
def bare_studio(tmp_path_factory: pytest.TempPathFactory) -> Studio:
    """Nobody has consented to anything yet."""
    return new_studio(tmp_path_factory.mktemp("bare") / "studio")


@pytest.fixture(scope="session")
def studio(bare_studio: Studio, tmp_path_factory: pytest.TempPathFactory) -> Studio:
    """Everybody allowed recording and manipulation, and nothing else."""
    ready = bare_studio.copy(tmp_path_factory.mktemp("ready") / "studio")
    ready.sign(*PEOPLE, scopes=[Scope.RECORD, Scope.MANIPULATE])
    return ready


@pytest.fixture(scope="session")
def built(studio: Studio, tmp_path_factory: pytest.TempPathFactory) -> BuildReport:
    """The plan's release, signed. Never change it: take `release`."""
    return studio.build(tmp_path_factory.mktemp("built") / "release", key=studio.private)


@pytest.fixture(scope="session")
def free(bare_studio: Studio, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Ledger]:
    """A release that everybody in it allows to be handed on, and the ledger that says so."""
    studio = bare_studio.copy(tmp_path_factory.mktemp("free") / "studio")
    studio.sign(*PEOPLE, scopes=[Scope.RECORD, Scope.MANIPULATE, Scope.REDISTRIBUTE])
    release = tmp_path_factory.mktemp("handed") / "release"
    studio.build(release)
    return release, Ledger.read(studio.ledger, studio.public)


@pytest.fixture
def release(built: BuildReport, tmp_path: Path) -> Path:
    """A copy of the release, to be tampered with."""
    return Path(shutil.copytree(built.release, tmp_path / "release"))
