"""A Dask scheduler and workers, each a process of its own, as on other machines."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

from faceproof.core.errors import PlanError
from faceproof.engine import cluster


class Scheduler(NamedTuple):
    """A process of its own, and where it answers."""

    process: subprocess.Popen[bytes]
    address: str


@contextmanager
def begun_scheduler(folder: Path) -> Iterator[Scheduler]:
    """Without workers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = ["scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard"]
    with ExitStack() as stack:
        process = dask(*command, cwd=folder)
        stack.callback(kill, process)
        yield Scheduler(process, f"tcp://127.0.0.1:{port}")


def begun_worker(scheduler: str, folder: Path) -> subprocess.Popen[bytes]:
    return dask("worker", scheduler, "--nthreads", "1", "--no-dashboard", cwd=folder)


def dask(*words: str, cwd: Path) -> subprocess.Popen[bytes]:
    """A process group of its own, so that a worker dies together with its nanny."""
    return subprocess.Popen(
        [sys.executable, "-m", "dask", *words],
        cwd=cwd,
        start_new_session=True,
        stderr=subprocess.DEVNULL,
    )


def kill(process: subprocess.Popen[bytes]) -> None:
    """End a process group, unless that was done."""
    if process.returncode is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def wait_for_workers(address: str, count: int) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            with cluster(address) as machines:
                if machines.threads == count:
                    return
        except PlanError:
            time.sleep(0.2)
    raise AssertionError("the workers did not come")
