"""Pages need the site's own files where the site looks for them; some tests need a release."""

import fcntl
from pathlib import Path

import pytest
from challenged import a_challenge, hidden_release, write_labels
from django.core.management import call_command
from rendered import TO_HIDE, render

from faceproof.service.models import Challenge
from faceproof.service.place import LABELS
from faceproof.service.settings import PLACE


@pytest.fixture(scope="session", autouse=True)
def _static() -> None:
    with (PLACE.data / "static.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        call_command("collectstatic", interactive=False, verbosity=0)


@pytest.fixture(scope="session")
def rendered_release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve fakes of six rendered actors; never change it."""
    return render(tmp_path_factory.mktemp("rendered"))


@pytest.fixture(scope="session")
def strangers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sixteen rendered actors who are in no other release; never change it."""
    return render(tmp_path_factory.mktemp("strangers"), TO_HIDE)


@pytest.fixture
def labels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of labels that this process may read, as a worker may."""
    folder = tmp_path / "labels"
    folder.mkdir()
    monkeypatch.setenv(LABELS, str(folder))
    return folder


@pytest.fixture
def truth(labels: Path) -> dict[str, bool]:
    """Whether each clip of a set of forty people is fake; its file of labels is there."""
    return write_labels("set")


@pytest.fixture
def challenge(truth: dict[str, bool]) -> Challenge:
    """A challenge over that set, with attempts enough."""
    return a_challenge(hidden_release("set", truth))
