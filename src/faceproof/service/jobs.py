"""Work beside the pages: queued in the database, done at least once, counted once.

A worker takes a job by writing its own name and a lease into the row, in one statement, so two
never hold the same. While it works it renews the lease. If it dies the lease runs out and another
begins the job again, so every job must come to the same end when it is begun twice; of a worker
that lost its lease nothing is written down any more. A job that fails waits longer each time, and
stays failed after `MOST_TRIES`; so does one that ends its worker that often. One that must wait for
another says so (`LaterError`), and is as if it had not been begun.
"""

from __future__ import annotations

import logging
import threading
import uuid
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.db import connection, models
from django.utils import timezone

from faceproof.core.errors import FaceproofError, StorageError
from faceproof.service.models import Job, JobState

LEASE = timedelta(seconds=30)
MOST_TRIES = 5
_PATIENCE_S = 10
_A_MOMENT = timedelta(seconds=1)
_IDLE_S = 1.0
_LOOKED_AT = 10
_LONGEST_LINE = 500

Work = Callable[..., str]

log = logging.getLogger("faceproof.jobs")


class LaterError(Exception):
    """A job that another must come before; it waits a moment, and that costs no try."""


def queue(name: str, key: str, **arguments: Any) -> Job:
    """Ask for work; the same key a second time is the same job.

    Args:
        name: of the work, in `faceproof.service.work.WORK`.
        key: of this piece of it.
        arguments: JSON values.
    """
    job, _ = Job.objects.get_or_create(
        key=f"{name}:{key}", defaults={"name": name, "arguments": arguments}
    )
    return job


def again(job: Job) -> None:
    """Let a worker try what has failed once more, as if it were new; what has not failed stays."""
    Job.objects.filter(pk=job.pk, state=JobState.FAILED).update(
        state=JobState.WAITING, tries=0, told="", not_before=timezone.now(), ended_on=None
    )


def place_in_queue(job: Job) -> int:
    """How many jobs of its kind come before it, those that are being done too."""
    unended = (JobState.WAITING, JobState.RUNNING)
    waiting = Job.objects.filter(name=job.name, state__in=unended, id__lt=job.pk)
    return waiting.count()


def take(worker: str, names: Collection[str] | None = None) -> Job | None:
    """The oldest job that nobody holds, now held by this worker; None if there is none.

    Args:
        worker: a name of its own.
        names: of the work that it can do; None for all there is.
    """
    now = timezone.now()
    free = models.Q() if names is None else models.Q(name__in=names)
    free &= models.Q(state=JobState.WAITING, not_before__lte=now) | models.Q(
        state=JobState.RUNNING, lease_until__lt=now
    )
    for pk, tries in Job.objects.filter(free).values_list("pk", "tries")[:_LOOKED_AT]:
        found = Job.objects.filter(free, pk=pk, tries=tries)
        if tries >= MOST_TRIES:
            found.update(
                state=JobState.FAILED,
                lease="",
                lease_until=None,
                told=f"begun {tries} times, and its worker died each time",
                ended_on=now,
            )
        elif found.update(
            state=JobState.RUNNING, lease=worker, lease_until=now + LEASE, tries=tries + 1
        ):
            return Job.objects.get(pk=pk)
    return None


def do(job: Job, work: Mapping[str, Work]) -> None:
    """Do a job that was taken, and write down what came of it."""
    with _renewing(job):
        try:
            told, state = work[job.name](**job.arguments), JobState.DONE
        except LaterError:
            _held(job).update(
                state=JobState.WAITING,
                lease="",
                lease_until=None,
                tries=job.tries - 1,
                not_before=timezone.now() + _A_MOMENT,
            )
            return
        except StorageError as error:  # a full disk or a bucket that is away may be mended
            told, state = str(error), _after(job)
        except FaceproofError as error:
            told, state = str(error), JobState.FAILED  # asking again would not help
        except Exception as error:  # a worker outlives any one job
            log.exception("job %s failed", job.key)
            told, state = f"{type(error).__name__}: {error}", _after(job)
    _held(job).update(
        state=state,
        told=told[:_LONGEST_LINE],
        lease="",
        lease_until=None,
        not_before=timezone.now() + timedelta(seconds=_PATIENCE_S * 2**job.tries)
        if state == JobState.WAITING
        else job.not_before,
        ended_on=None if state == JobState.WAITING else timezone.now(),
    )


def _after(job: Job) -> JobState:
    return JobState.WAITING if job.tries < MOST_TRIES else JobState.FAILED


def work_on(work: Mapping[str, Work], *, stopped: threading.Event, once: bool = False) -> int:
    """Take and do jobs of this work until told to stop; with ``once`` until there are none.

    Returns:
        How many were done.
    """
    worker, done = uuid.uuid4().hex, 0
    while not stopped.is_set():
        job = take(worker, work.keys())
        if job is not None:
            do(job, work)
            done += 1
        elif once:
            break
        else:
            stopped.wait(_IDLE_S)
    return done


@contextmanager
def _renewing(job: Job) -> Iterator[None]:
    """Keep the lease while the job is done; another thread, so another connection, does it."""
    ended = threading.Event()

    def renew() -> None:
        try:
            while not ended.wait(LEASE.total_seconds() / 3):
                _held(job).update(lease_until=timezone.now() + LEASE)
        finally:
            connection.close()

    thread = threading.Thread(target=renew, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _held(job: Job) -> models.QuerySet[Job]:
    return Job.objects.filter(pk=job.pk, state=JobState.RUNNING, lease=job.lease)
