"""Pages need the site's own files where the site looks for them."""

import pytest
from django.core.management import call_command
from filelock import FileLock

from faceproof.service.settings import PLACE


@pytest.fixture(scope="session", autouse=True)
def _static() -> None:
    with FileLock(PLACE.data / "static.lock"):
        call_command("collectstatic", interactive=False, verbosity=0)
