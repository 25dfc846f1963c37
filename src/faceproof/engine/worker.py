"""What happens inside a worker process: one job at a time, one thread, and no life of its own.

A worker watches a pipe of which only the parent holds the other end. When that end closes, because
the parent stopped the run or was killed, the worker ends: first as by SIGTERM, so that unfinished
files are removed on the way out, and by force if a job does not let go.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from multiprocessing.connection import Connection, wait
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple, NoReturn

import cv2
from threadpoolctl import threadpool_limits

from faceproof.core.errors import FaceproofError
from faceproof.engine.job import Job
from faceproof.engine.marker import write_marker

_LIBRARIES = ("OMP", "OPENBLAS", "MKL", "NUMEXPR", "NUMBA")
ONE_THREAD = {f"{library}_NUM_THREADS": "1" for library in _LIBRARIES}
"""Read by numeric libraries when they load, so set where workers are started."""

KEEP_MEMORY = {"MALLOC_MMAP_THRESHOLD_": str(1 << 25), "MALLOC_TRIM_THRESHOLD_": str(1 << 28)}
"""Read by glibc at start: pictures of one clip go where those of the last one were, in pages that
the kernel need not clear again (a detector's work takes up to a third less)."""

_GRACE_S = 3.0
_TURN = threading.Lock()


class Reply(NamedTuple):
    """A job's result, or the line that says why there is none."""

    result: Any
    reason: str | None = None


def work(job: Job, markers: Path) -> Reply:
    """Runs a job and marks it done."""
    try:
        return Reply(write_marker(markers, job.key, job.label, job.call(*job.args)))
    except FaceproofError as error:
        return Reply(None, str(error) or type(error).__name__)
    except SystemExit:
        os._exit(1)  # stopped: the pool would otherwise hand out the next job


def work_elsewhere(job: Job, markers: Path) -> Reply:
    """Runs a job in a process that is not ours, alone and with one thread as in our own workers.

    Networks are compiled once a process and are not for two threads at once, and the limit of
    threads is the process's. So threads of one process take turns, whoever started them.
    """
    with _TURN, threadpool_limits(1):
        cv2.setNumThreads(1)
        return work(job, markers)


def begin(alive: Connection) -> None:
    """Prepares a worker; ``alive`` reads the pipe that ends with the parent."""
    cv2.setNumThreads(1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what Ctrl-C means
    signal.signal(signal.SIGTERM, _leave)
    threading.Thread(target=_watch, args=(alive,), daemon=True).start()


def _watch(alive: Connection) -> None:
    wait([alive])
    main = threading.main_thread().ident
    if main is not None:
        signal.pthread_kill(main, signal.SIGTERM)
    time.sleep(_GRACE_S)
    os._exit(1)


def _leave(_number: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(1)
