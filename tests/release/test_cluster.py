"""A Dask cluster makes the same release, though a worker is killed in the middle."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from release_studio import Studio

from faceproof.core.errors import PlanError
from faceproof.engine import cluster
from faceproof.release import BuildReport, verify
from machines import Scheduler, begun_scheduler, begun_worker, kill, wait_for_workers

pytestmark = pytest.mark.extra


@pytest.fixture
def scheduler(tmp_path: Path) -> Iterator[Scheduler]:
    """Without workers."""
    with begun_scheduler(tmp_path) as begun:
        yield begun


def test_a_killed_worker_changes_nothing(
    scheduler: Scheduler, studio: Studio, built: BuildReport, tmp_path: Path
) -> None:
    out = tmp_path / "release"
    with ExitStack() as stack:
        workers = [begun_worker(scheduler.address, tmp_path) for _ in range(2)]
        stack.callback(kill, workers[1])
        wait_for_workers(scheduler.address, 2)
        command = ["release", "build", studio.plan, "--data", studio.data, "--out", out, "--json"]
        build = subprocess.Popen(
            [
                Path(sys.executable).with_name("faceproof"),
                *command,
                "--scheduler",
                scheduler.address,
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        while build.poll() is None and not list(out.glob(".build/markers/*.json")):
            time.sleep(0.01)
        assert build.poll() is None, build.communicate()
        kill(workers[0])
        printed, talk = build.communicate(timeout=240)
    assert build.returncode == 0, talk
    assert json.loads(printed)["digest"] == built.digest
    assert verify(out) == []


def test_a_lost_scheduler_is_one_clear_line_and_the_build_goes_on_here(
    scheduler: Scheduler, studio: Studio, built: BuildReport, tmp_path: Path
) -> None:
    out, address = tmp_path / "release", scheduler.address
    with ExitStack() as stack:
        worker = begun_worker(address, tmp_path)
        stack.callback(kill, worker)
        wait_for_workers(address, 1)
        command = ["release", "build", studio.plan, "--data", studio.data, "--out", out]
        build = subprocess.Popen(
            [Path(sys.executable).with_name("faceproof"), *command, "--scheduler", address],
            stderr=subprocess.PIPE,
        )
        while build.poll() is None and not list(out.glob(".build/markers/*.json")):
            time.sleep(0.01)
        kill(scheduler.process)
        _, talk = build.communicate(timeout=240)
    assert build.returncode == 2, talk
    assert b"was lost" in talk.splitlines()[-1]
    assert studio.build(out, key=studio.private).digest == built.digest


def test_a_scheduler_without_workers_is_refused(scheduler: Scheduler) -> None:
    with pytest.raises(PlanError, match="has no worker"), cluster(scheduler.address):
        pass


def test_nobody_there_is_one_clear_line() -> None:
    with pytest.raises(PlanError, match="does not answer"), cluster("tcp://127.0.0.1:9"):
        pass
