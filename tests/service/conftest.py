"""Pages need the site's own files where the site looks for them; some tests need a release."""

from pathlib import Path

import pytest
from django.core.management import call_command
from filelock import FileLock
from rendered import render

from faceproof.service.settings import PLACE


@pytest.fixture(scope="session", autouse=True)
def _static() -> None:
    with FileLock(PLACE.data / "static.lock"):
        call_command("collectstatic", interactive=False, verbosity=0)


@pytest.fixture(scope="session")
def rendered_release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve fakes of six rendered actors; never change it."""
    return render(tmp_path_factory.mktemp("rendered"))
