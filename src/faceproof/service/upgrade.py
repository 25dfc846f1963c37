"""Bring tables and the site's own files up to date, however many processes begin at once."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from faceproof.core.files import storage_error

LOCK_FILE = "upgrade.lock"
_LOCK_NUMBER = 0x66616365  # any number that nobody else takes in this database


def upgrade() -> None:
    """Make or change tables, and put the site's own files where they are served from.

    Raises:
        StorageError: the folder cannot be written.
    """
    with _alone_on_this_machine(), _alone_in_this_database():
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)


@contextmanager
def _alone_on_this_machine() -> Iterator[None]:
    path = settings.PLACE.data / LOCK_FILE
    try:
        with path.open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
    except OSError as error:
        raise storage_error(path, error) from error


@contextmanager
def _alone_in_this_database() -> Iterator[None]:
    if connection.vendor != "postgresql":  # SQLite is on this machine
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK_NUMBER])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK_NUMBER])
