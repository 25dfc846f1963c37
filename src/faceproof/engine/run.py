"""Run these jobs, here or elsewhere; skip what is done, keep what is finished."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from pathlib import Path
from typing import Any

from faceproof.engine.job import Failure, Job, Outcome
from faceproof.engine.marker import read_marker
from faceproof.engine.pool import GivenPool, OwnPool, Pool
from faceproof.engine.progress import Progress
from faceproof.engine.worker import Reply

# Enough that no worker waits for the next job, few enough that thousands do not pile up.
_AHEAD = 2


def run_jobs(
    jobs: Iterable[Job],
    *,
    markers: Path,
    workers: int,
    progress: Progress | None = None,
    executor: Executor | None = None,
) -> Outcome:
    """Runs the jobs that are not marked done; one job's failure does not stop the others.

    A job that raises FaceproofError is tried again when no new job is left, since a disk or a
    network may have been to blame; the second time it becomes a Failure. When a worker dies, the
    jobs under way run again, each alone, so that it shows whose worker it was; a job that loses its
    own worker twice becomes a Failure. Any other exception, Ctrl-C included, ends every worker and
    propagates; what is finished stays marked, so the same call resumes.

    Args:
        jobs: taken as workers become free; their keys are unique.
        markers: folder of done-markers; outputs are recorded relative to its parent.
        workers: jobs at a time.
        progress: called once for every job that ends or was done already.
        executor: runs the jobs instead of own processes; stays open.

    Raises:
        ValueError: two jobs have one key.
    """
    pool: Pool = OwnPool(workers) if executor is None else GivenPool(executor)
    run = _Run(iter(jobs), markers, pool, progress, window=workers * _AHEAD)
    try:
        run.to_the_end()
    except BaseException:
        run.cancel()
        pool.abort()
        raise
    pool.close()
    return run.outcome()


class _Run:
    """The jobs of one call: what is under way, what became of them."""

    def __init__(
        self,
        jobs: Iterator[Job],
        markers: Path,
        pool: Pool,
        progress: Progress | None,
        *,
        window: int,
    ) -> None:
        self.jobs, self.markers, self.pool = jobs, markers, pool
        self.progress, self.window = progress, window
        self.order: dict[str, Job] = {}
        self.replies: dict[str, Reply] = {}
        self.under_way: dict[Future[Reply], Job] = {}
        self.again: deque[Job] = deque()
        self.failed: deque[Job] = deque()  # once, to be tried again at the end
        self.tried: set[str] = set()
        self.suspects: set[str] = set()  # were under way when a worker died
        self.deaths: Counter[str] = Counter()  # of workers that had this job alone

    def to_the_end(self) -> None:
        """Begins and collects jobs until none is left."""
        while True:
            if (job := self._next()) is not None:
                self._begin(job)
            elif self.under_way:
                self._collect()
            else:
                return

    def cancel(self) -> None:
        """Takes back jobs that have not begun."""
        for future in self.under_way:
            future.cancel()

    def outcome(self) -> Outcome:
        """What became of the jobs, in their order."""
        results: dict[str, Any] = {}
        failures = []
        for key, job in self.order.items():
            reply = self.replies[key]
            if reply.reason is None:
                results[key] = reply.result
            else:
                failures.append(Failure(label=job.label, reason=reply.reason))
        return Outcome(results=results, failures=tuple(failures))

    def _next(self) -> Job | None:
        alone = self.again or any(job.key in self.suspects for job in self.under_way.values())
        if len(self.under_way) >= (1 if alone else self.window):
            return None
        if self.again:
            return self.again.popleft()
        job = next(self.jobs, None)
        if job is None and self.failed:
            return self.failed.popleft()
        if job is not None and self.order.setdefault(job.key, job) is not job:
            raise ValueError(f"two jobs have the key {job.key}: the second is {job.label}")
        return job

    def _begin(self, job: Job) -> None:
        finished = read_marker(self.markers, job.key)
        if finished is not None:
            self._end(job, Reply(finished.result))
            return
        try:
            self.under_way[self.pool.submit(job, self.markers)] = job
        except BrokenExecutor as error:
            self.again.append(job)
            self._recover(error)

    def _collect(self) -> None:
        ended, _ = wait(self.under_way, return_when=FIRST_COMPLETED)
        for future in ended:
            error = future.exception()
            if isinstance(error, BrokenExecutor):
                self._recover(error)
                return
            self._take(self.under_way.pop(future), self.pool.reply(future))

    def _recover(self, error: BrokenExecutor) -> None:
        wait(self.under_way)
        if not self.pool.renew():
            raise error
        lost = []
        while self.under_way:
            future, job = self.under_way.popitem()
            if isinstance(future.exception(), BrokenExecutor):
                lost.append(job)
            else:
                self._take(job, future.result())
        self.suspects.update(job.key for job in lost)
        if len(lost) == 1:
            self.deaths[lost[0].key] += 1
        for job in lost:
            if self.deaths[job.key] == _MOST_DEATHS:
                self._end(job, Reply(None, _DIED))
            else:
                self.again.append(job)

    def _take(self, job: Job, reply: Reply) -> None:
        if reply.reason is not None and job.key not in self.tried:
            self.tried.add(job.key)
            self.failed.append(job)
        else:
            self._end(job, reply)

    def _end(self, job: Job, reply: Reply) -> None:
        self.replies[job.key] = reply
        if self.progress is not None:
            self.progress(job.label)


_MOST_DEATHS = 2
_DIED = (
    "its worker process died twice (killed, out of memory, or a crash in native code), expected it "
    "to end by itself; look at its input, or run it with fewer jobs at a time"
)
