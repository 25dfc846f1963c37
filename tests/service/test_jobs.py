"""Each job is done, none is lost, whoever is killed meanwhile; on whatever database is set."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.utils import timezone
from running import PATIENCE_S, in_django, own_place, until

from faceproof.core.errors import ConsentError, StorageError
from faceproof.service import jobs
from faceproof.service.models import Job, JobState

WORKER = """
import os, sys, threading, time
from datetime import timedelta
os.environ["DJANGO_SETTINGS_MODULE"] = "faceproof.service.settings"
import django
django.setup()
from faceproof.service import jobs
jobs.LEASE = timedelta(seconds=2)
out = os.open(sys.argv[1], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
slow = set(map(int, sys.argv[2].split(",")))
def say(what, number):
    os.write(out, f"{what} {number} {os.getpid()}\\n".encode())
def piece(number):
    first = f" {number} " not in open(sys.argv[1]).read()
    say("begun", number)
    time.sleep(3 if first and number in slow else 0.01)
    say("ended", number)
    return str(os.getpid())
jobs.work_on({"piece": piece}, stopped=threading.Event())
"""


class Line(NamedTuple):
    what: str
    number: int
    pid: int


class Workers:
    """Processes of their own, each of which may be killed; a killed one is replaced."""

    def __init__(self, environment: dict[str, str], told: Path, slow: set[int]) -> None:
        self.environment, self.told, self.slow = environment, told, slow
        self.alive: dict[int, subprocess.Popen[bytes]] = {}

    def begin(self) -> None:
        words = [str(self.told), ",".join(map(str, self.slow))]
        process = subprocess.Popen([sys.executable, "-c", WORKER, *words], env=self.environment)
        self.alive[process.pid] = process

    def lines(self) -> list[Line]:
        if not self.told.exists():
            return []
        found = [line.split() for line in self.told.read_text().splitlines()]
        return [Line(what, int(number), int(pid)) for what, number, pid in found]

    def who_began(self, number: int) -> int:
        """Wait until somebody is in the middle of it."""
        until(lambda: any(one.number == number for one in self.lines()))
        return next(one.pid for one in self.lines() if one.number == number)

    def kill(self, pid: int) -> None:
        process = self.alive.pop(pid)
        process.send_signal(signal.SIGKILL)
        process.wait()

    def end(self) -> None:
        for pid in list(self.alive):
            self.kill(pid)


@contextmanager
def working(folder: Path, *, pieces: int, workers: int, slow: set[int]) -> Iterator[Workers]:
    with own_place(folder / "data") as environment:
        (folder / "data").mkdir(mode=0o700)
        in_django(
            environment,
            "from faceproof.service.upgrade import upgrade\nupgrade()\n"
            "from faceproof.service.jobs import queue\n"
            f"for n in range({pieces}): queue('piece', str(n), number=n)",
        )
        crew = Workers(environment, folder / "told", slow)
        for _ in range(workers):
            crew.begin()
        try:
            yield crew
        finally:
            crew.end()


def rows(environment: dict[str, str]) -> list[dict[str, Any]]:
    fields = "'arguments', 'state', 'tries', 'told'"
    code = (
        "import json\nfrom faceproof.service.models import Job\n"
        f"print(json.dumps(list(Job.objects.values({fields}))))"
    )
    found: list[dict[str, Any]] = json.loads(in_django(environment, code))
    return found


def all_done(crew: Workers) -> list[dict[str, Any]]:
    """Wait until every job is done."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        found = rows(crew.environment)
        if all(row["state"] == JobState.DONE for row in found):
            return found
    raise AssertionError(Counter(row["state"] for row in found))


def check_each_counted_once(crew: Workers, found: list[dict[str, Any]], killed: set[int]) -> None:
    began = Counter(line.number for line in crew.lines() if line.what == "begun")
    ended = Counter(line.number for line in crew.lines() if line.what == "ended")
    for row in found:
        number = row["arguments"]["number"]
        assert began[number] == row["tries"], row
        assert row["tries"] == (2 if number in killed else 1), row
        assert ended[number] == 1, row


@pytest.mark.slow
def test_a_worker_that_is_killed_in_the_middle_is_replaced_by_another(tmp_path: Path) -> None:
    with working(tmp_path, pieces=20, workers=2, slow={7}) as crew:
        crew.kill(crew.who_began(7))
        found = all_done(crew)
        check_each_counted_once(crew, found, {7})


@pytest.mark.slow
def test_a_worker_that_slept_too_long_has_lost_its_job(tmp_path: Path) -> None:
    with working(tmp_path, pieces=3, workers=2, slow={0}) as crew:
        sleeper = crew.who_began(0)
        os.kill(sleeper, signal.SIGSTOP)
        found = all_done(crew)
        os.kill(sleeper, signal.SIGCONT)
        until(lambda: Line("ended", 0, sleeper) in crew.lines())
        after = rows(crew.environment)
    assert after == found  # what the sleeper says afterwards counts no more
    first = next(row for row in found if row["arguments"]["number"] == 0)
    assert first["tries"] == 2
    assert first["told"] != str(sleeper)


@pytest.mark.service
def test_200_jobs_3_workers_and_5_kills(tmp_path: Path) -> None:
    slow = {3, 41, 90, 133, 180}
    with working(tmp_path, pieces=200, workers=3, slow=slow) as crew:
        for number in sorted(slow):
            crew.kill(crew.who_began(number))
            crew.begin()
        found = all_done(crew)
        assert len(found) == 200
        check_each_counted_once(crew, found, slow)


@pytest.mark.django_db
class TestOneWorker:
    def test_the_same_key_is_the_same_job(self) -> None:
        assert jobs.queue("a", "1", n=1) == jobs.queue("a", "1", n=1)
        assert jobs.place_in_queue(jobs.queue("a", "2")) == 1

    def test_a_job_is_held_by_one(self) -> None:
        jobs.queue("a", "1")
        assert jobs.take("one") is not None
        assert jobs.take("two") is None

    def test_a_lease_that_has_run_out_can_be_taken_and_the_first_is_not_heard(self) -> None:
        jobs.queue("a", "1")
        first = jobs.take("one")
        assert first is not None
        Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
        second = jobs.take("two")
        assert second is not None
        jobs.do(second, {"a": lambda: "by two"})
        jobs.do(first, {"a": lambda: "by one"})
        assert Job.objects.get().told == "by two"

    def test_a_job_that_kills_its_workers_is_given_up(self) -> None:
        jobs.queue("a", "1")
        for _ in range(jobs.MOST_TRIES):
            assert jobs.take("one") is not None
            Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
        assert jobs.take("one") is None
        assert Job.objects.get().state == JobState.FAILED
        assert "worker died" in Job.objects.get().told

    @pytest.mark.parametrize(
        ("error", "state"),
        [
            (StorageError("the bucket is away"), JobState.WAITING),
            (RuntimeError("who knows"), JobState.WAITING),
            (ConsentError("no"), JobState.FAILED),
        ],
    )
    def test_what_may_be_mended_is_tried_again_later(
        self, error: Exception, state: JobState
    ) -> None:
        jobs.queue("a", "1")

        def work() -> str:
            raise error

        assert jobs.work_on({"a": work}, stopped=threading.Event(), once=True) == 1
        found = Job.objects.get()
        assert found.state == state
        assert str(error) in found.told
        assert jobs.take("one") is None  # not yet
        if state == JobState.WAITING:
            assert found.not_before > timezone.now()
