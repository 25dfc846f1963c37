"""One running site for all tests of the room."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from live import Live, running


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    with running(tmp_path_factory.mktemp("live")) as live:
        yield live


@pytest.fixture(autouse=True)
def _calm_wire(request: pytest.FixtureRequest) -> None:
    if "site" in request.fixturenames:
        wire = request.getfixturevalue("site").wire
        wire.mb_a_second, wire.cut_after, wire.served = None, None, 0
