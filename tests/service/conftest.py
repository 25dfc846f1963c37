"""Pages need the site's own files where the site looks for them."""

import fcntl

import pytest
from django.core.management import call_command

from faceproof.service.settings import PLACE


@pytest.fixture(scope="session", autouse=True)
def _static() -> None:
    with (PLACE.data / "static.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        call_command("collectstatic", interactive=False, verbosity=0)
