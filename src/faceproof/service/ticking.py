"""What has to be done every hour, whoever is there: one job an hour, however many workers ask.

A worker also says that it is there.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.utils import timezone

from faceproof.service.answering import worker_is_here
from faceproof.service.challenges.truths import has_labels
from faceproof.service.jobs import queue

_EVERY_S = 30


@contextmanager
def ticking(stopped: threading.Event) -> Iterator[None]:
    """Ask for the hour's work while a worker runs."""

    def tick() -> None:
        try:
            while True:
                worker_is_here(with_labels=has_labels())
                queue("pass_time", f"{timezone.now():%Y-%m-%dT%H}")
                if stopped.wait(_EVERY_S):
                    return
        finally:
            connection.close()

    thread = threading.Thread(target=tick, daemon=True)
    thread.start()
    yield
    stopped.set()
    thread.join()
