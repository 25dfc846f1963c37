"""Do database, storage and worker answer? Cheap enough to be asked every few seconds."""

from __future__ import annotations

import time
from functools import lru_cache

from django.core.cache import cache
from django.db import Error, connection

from faceproof.core.errors import StorageError
from faceproof.service import storage

_WORKER, _SCORER = "worker-seen", "scorer-seen"
_WORKER_S = 120
_STORAGE_S = 10


def database_answers() -> bool:
    """Whether rows can be read."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return bool(cursor.fetchone())
    except Error:
        return False


def storage_answers() -> bool:
    """Whether files can be asked for, and in a folder also kept; a few seconds old at most."""
    return _asked_storage(int(time.monotonic() / _STORAGE_S))


@lru_cache(maxsize=1)
def _asked_storage(_moment: int) -> bool:
    try:
        storage.check()
    except StorageError:
        return False
    return True


def worker_answers() -> bool:
    """Whether some worker has said lately that it is there."""
    try:
        return bool(cache.get(_WORKER))
    except Error:
        return False


def scorer_answers() -> bool:
    """Whether some worker that has the labels has said lately that it is there."""
    try:
        return bool(cache.get(_SCORER))
    except Error:
        return False


def worker_is_here(*, with_labels: bool = False) -> None:
    """What a worker says from time to time."""
    cache.set(_WORKER, 1, _WORKER_S)
    if with_labels:
        cache.set(_SCORER, 1, _WORKER_S)
