"""One running site for all tests of the room, and a file to submit to others."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from judge import SCORES, Asked, Ended, run
from liar import lying
from live import Live, running

from faceproof.client import patience


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    with running(tmp_path_factory.mktemp("live")) as live:
        yield live


@pytest.fixture(autouse=True)
def _calm_wire(request: pytest.FixtureRequest) -> None:
    if "site" in request.fixturenames:
        wire = request.getfixturevalue("site").wire
        wire.mb_a_second, wire.cut_after, wire.served = None, None, 0


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "mine.jsonl"
    path.write_bytes(SCORES)
    return path


@pytest.fixture
def submit(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], file: Path
) -> Callable[..., tuple[Ended, Asked]]:
    """`faceproof submit` of the file, or of another, to a site that answers as told."""
    monkeypatch.setenv("FACEPROOF_TOKEN", "fp_secret")
    for name in ("_FIRST_S", "_SOON_S", "_LATER_S"):
        monkeypatch.setattr(patience, name, 0.001)

    def ask(told: dict[str, Any], *words: object, send: Path = file) -> tuple[Ended, Asked]:
        with lying(told) as (url, asked):
            page = f"{url}/challenges/tiny"
            return run(monkeypatch, capsys, page, send, *words), asked

    return ask
