"""Where do jobs run: own processes that can be replaced and ended, or someone else's executor?"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Protocol

from faceproof.engine.cluster import Cluster
from faceproof.engine.job import Job
from faceproof.engine.worker import KEEP_MEMORY, ONE_THREAD, Reply, begin, work, work_elsewhere


class Pool(Protocol):
    """What runs jobs."""

    def submit(self, job: Job, markers: Path) -> Future[Reply]:
        """Starts a job as soon as a worker is free."""

    def reply(self, future: Future[Reply]) -> Reply:
        """What an ended job came to; errors of ours that are no FaceproofError propagate."""

    def renew(self) -> bool:
        """Replaces broken workers; False where they are not ours to replace."""

    def close(self) -> None:
        """Lets idle workers go."""

    def abort(self) -> None:
        """Ends workers in the middle of their jobs, where they are ours."""


class OwnPool:
    """Processes of this machine, forked from a server that has imported our code once.

    They start with the first job and die with us.
    """

    def __init__(self, workers: int) -> None:
        self._workers = workers
        self._executor: ProcessPoolExecutor | None = None
        self._lifeline: tuple[Connection, Connection] | None = None

    def submit(self, job: Job, markers: Path) -> Future[Reply]:
        """Starts a job as soon as a worker is free."""
        with _environment():  # the worker server may start now, and reads it then
            return self._running().submit(work, job, markers)

    def reply(self, future: Future[Reply]) -> Reply:
        """What an ended job came to."""
        return future.result()

    def renew(self) -> bool:
        """Clears broken workers away; the next job starts new ones."""
        self.abort()
        return True

    def close(self) -> None:
        """Lets idle workers go."""
        if self._executor is not None:
            self._executor.shutdown(wait=True)
        self.abort()

    def abort(self) -> None:
        """Ends workers in the middle of their jobs; they remove unfinished files."""
        lifeline, self._lifeline = self._lifeline, None
        executor, self._executor = self._executor, None
        for end in lifeline or ():
            end.close()
        if executor is not None:
            executor.shutdown(wait=True, cancel_futures=True)

    def _running(self) -> ProcessPoolExecutor:
        if self._executor is None:
            context = multiprocessing.get_context("forkserver")
            self._lifeline = context.Pipe(duplex=False)
            self._executor = ProcessPoolExecutor(
                self._workers,
                mp_context=context,
                initializer=begin,
                initargs=(self._lifeline[0],),
            )
        return self._executor


class GivenPool:
    """An executor that the caller made, for example dask's; its workers are not ours to end."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor
        self._gave_up = executor.gave_up if isinstance(executor, Cluster) else ()

    def submit(self, job: Job, markers: Path) -> Future[Reply]:
        """Starts a job as soon as a worker is free."""
        return self._executor.submit(work_elsewhere, job, markers)

    def reply(self, future: Future[Reply]) -> Reply:
        """What an ended job came to; one whose workers kept dying has failed."""
        error = future.exception()
        if error is not None and isinstance(error, self._gave_up):
            return Reply(None, f"the cluster gave it up: {error}")
        return future.result()

    def renew(self) -> bool:
        """Its maker replaces workers, we do not."""
        return False

    def close(self) -> None:
        """Stays open for its maker."""

    def abort(self) -> None:
        """Running jobs end by themselves."""


@contextmanager
def _environment() -> Iterator[None]:
    wanted = ONE_THREAD | KEEP_MEMORY
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
