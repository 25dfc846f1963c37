"""The tiny plan, and its release: built once for all tests of the room."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from release_studio import PEOPLE, Studio, new_studio
from vouching_authority import new_voucher

from faceproof.core import Scope
from faceproof.release import BuildReport, Voucher, write_credentials
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


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of an authority, with the key and certificates of `voucher`'s signer."""
    return tmp_path_factory.mktemp("ca") / "authority"


@pytest.fixture(scope="session")
def voucher(authority: Path) -> Voucher:
    """A signer whom the authority vouches for."""
    return new_voucher(authority)


@pytest.fixture(scope="session")
def vouched(
    free: tuple[Path, Ledger], voucher: Voucher, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The free release with credentials beside every clip. Never change it: take `signed`."""
    release = shutil.copytree(free[0], tmp_path_factory.mktemp("vouched") / "release")
    write_credentials(release, voucher)
    return release


@pytest.fixture
def signed(vouched: Path, tmp_path: Path) -> Path:
    """A copy of the release with credentials, to be tampered with."""
    return shutil.copytree(vouched, tmp_path / "signed")


@pytest.fixture
def release(built: BuildReport, tmp_path: Path) -> Path:
    """A copy of the release, to be tampered with."""
    return Path(shutil.copytree(built.release, tmp_path / "release"))
