"""Jobs run once, resume, survive dead workers, and leave nothing behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import engine_jobs
import pytest
from engine_jobs import (
    count_and_fail,
    crash,
    describe_worker,
    die,
    die_once,
    fail,
    fail_once,
    forget,
    job,
    undisturbed,
    write,
)

from faceproof.engine import Failure, Job, Outcome, run_jobs
from faceproof.engine.worker import work

Run = Callable[..., Outcome]


@pytest.fixture
def run(tmp_path: Path):
    """Runs jobs on threads: what needs no process of its own is told faster so."""

    def run(jobs: Iterable[Job], **settings: Any) -> Outcome:
        with ThreadPoolExecutor(2) as threads:
            settings = {
                "markers": tmp_path / "markers",
                "workers": 2,
                "executor": threads,
            } | settings
            return run_jobs(jobs, **settings)

    return run


def times_run(path: Path):
    return len(path.with_suffix(".log").read_text().split())


def test_results_come_in_the_order_of_the_jobs(run: Run, tmp_path: Path):
    jobs = [job(f"j{i}", write, tmp_path / f"{i}.txt", "x" * i) for i in range(9)]
    outcome = run(iter(jobs))
    assert list(outcome.results) == [j.key for j in jobs]
    assert [r["length"] for r in outcome.results.values()] == list(range(9))
    assert outcome.failures == ()


def test_finished_jobs_are_not_run_again_and_give_the_same_result(run: Run, tmp_path: Path):
    jobs = [job("a", write, tmp_path / "a.txt", "abc")]
    first = run(jobs)
    assert run(jobs) == first
    assert first.results[jobs[0].key] == {"length": 3, "pair": [1, 2]}
    assert times_run(tmp_path / "a.txt") == 1


@pytest.mark.parametrize("damage", ["delete", "flip", "lengthen", "empty marker", "other key"])
def test_a_job_runs_again_when_its_output_or_marker_is_not_as_it_left_it(
    run: Run, tmp_path: Path, damage: str
):
    output, jobs = tmp_path / "a.txt", [job("a", write, tmp_path / "a.txt", "abc")]
    run(jobs)
    marker = tmp_path / "markers" / f"{jobs[0].key}.json"
    match damage:
        case "delete":
            output.unlink()
        case "flip":
            output.write_text("abd")
        case "lengthen":
            output.write_text("abcd")
        case "empty marker":
            marker.write_text("")
        case "other key":
            marker.write_text(marker.read_text().replace(jobs[0].key, "0" * 64))
    run(jobs)
    assert times_run(output) == 2
    assert output.read_text() == "abc"


def test_a_moved_tree_still_counts_as_done(run: Run, tmp_path: Path):
    (tmp_path / "here").mkdir()
    run([job("a", write, tmp_path / "here/a.txt", "abc")], markers=tmp_path / "here/markers")
    (tmp_path / "here").rename(tmp_path / "there")
    moved = job("a", write, tmp_path / "there/a.txt", "abc")
    run([moved], markers=tmp_path / "there/markers")
    assert times_run(tmp_path / "there/a.txt") == 1


def test_a_faceproof_error_fails_its_job_alone(run: Run, tmp_path: Path):
    jobs = [job("bad", fail, "bad.mp4: is empty"), job("good", write, tmp_path / "g.txt", "g")]
    outcome = run(jobs)
    assert outcome.failures == (Failure(label="bad", reason="bad.mp4: is empty"),)
    assert list(outcome.results) == [jobs[1].key]


def test_a_job_that_failed_once_is_tried_again(run: Run, tmp_path: Path):
    jobs = [job("shaky", fail_once, tmp_path / "flag"), job("g", write, tmp_path / "g.txt", "g")]
    heard = []
    outcome = run(jobs, progress=heard.append)
    assert outcome.failures == ()
    assert list(outcome.results) == [j.key for j in jobs]
    assert sorted(heard) == ["g", "shaky"]


def test_a_job_that_failed_once_is_tried_again_though_a_worker_died_meanwhile(tmp_path: Path):
    shaky = [job(f"shaky{i}", fail_once, tmp_path / f"flag{i}") for i in range(6)]
    first = job("first", write, tmp_path / "first.txt", "")
    unlucky = job("unlucky", die_once, tmp_path / "died")

    def linger(label: str) -> None:
        if label == "first":  # until the others have ended, one way or the other
            wait_for((tmp_path / "died").exists, "a worker died")
            time.sleep(0.3)

    jobs = [first, *shaky, unlucky]
    outcome = run_jobs(jobs, markers=tmp_path / "m", workers=4, progress=linger)
    assert outcome.failures == ()
    assert set(outcome.results) == {j.key for j in jobs}


def test_a_job_that_fails_twice_is_listed_once(run: Run, tmp_path: Path):
    (failure,) = run([job("a", count_and_fail, tmp_path / "log")]).failures
    assert failure.label == "a"
    assert (tmp_path / "log").read_text() == "tried\n" * 2


def test_an_output_that_was_not_written_fails_the_job(run: Run, tmp_path: Path):
    (failure,) = run([job("a", forget, tmp_path / "never.txt")]).failures
    assert "never.txt" in failure.reason


def test_a_failed_job_runs_again_next_time(run: Run):
    assert run([job("a", fail, "first")]).failures[0].reason == "first"
    assert run([job("a", fail, "second")]).failures[0].reason == "second"


def test_any_other_exception_propagates(run: Run, tmp_path: Path):
    with pytest.raises(ZeroDivisionError, match="a fault of ours"):
        run([job("a", write, tmp_path / "a.txt", "a"), job("b", crash)])


def test_two_jobs_with_one_key_are_refused(run: Run, tmp_path: Path):
    with pytest.raises(ValueError, match="the second is b"):
        run([job("a", write, tmp_path / "a.txt", "a"), job_with_key_of("a", "b", tmp_path)])


def job_with_key_of(name: str, label: str, folder: Path):
    same = job(name, write, folder / "b.txt", "b")
    return type(same)(key=same.key, label=label, call=same.call, args=same.args)


def test_only_a_window_of_jobs_is_taken_ahead(run: Run, tmp_path: Path):
    taken = []

    def endless() -> Iterator[Job]:
        for i in range(1000):
            taken.append(i)
            yield job(
                f"j{i}", crash if i == 20 else write, *([tmp_path / f"{i}.txt", ""] * (i != 20))
            )

    with pytest.raises(ZeroDivisionError):
        run(endless())
    assert len(taken) <= 20 + 2 * 2 + 1


def test_progress_hears_of_every_job_once(run: Run, tmp_path: Path):
    heard = []
    jobs = [job("good", write, tmp_path / "g.txt", "g"), job("bad", fail, "line")]
    run(jobs[:1])
    run(jobs, progress=heard.append)
    assert sorted(heard) == ["bad", "good"]


def test_workers_are_other_processes_with_one_thread_each(tmp_path: Path):
    (result,) = run_jobs(
        [job("who", describe_worker)], markers=tmp_path / "markers", workers=1
    ).results.values()
    assert result[0] != os.getpid()
    assert result[1:] == [1, "1"]
    assert not is_running(result[0])


def test_threads_of_one_process_take_turns(run: Run, tmp_path: Path):
    jobs = [job(f"j{i}", undisturbed, i, tmp_path) for i in range(6)]
    assert list(run(jobs).results.values()) == list(range(6))


def test_a_job_that_kills_its_worker_twice_fails_and_the_innocent_finish(tmp_path: Path):
    jobs = [
        job("killer", die),
        job("unlucky", die_once, tmp_path / "flag"),
        *(job(f"j{i}", write, tmp_path / f"{i}.txt", "x") for i in range(4)),
    ]
    outcome = run_jobs(jobs, markers=tmp_path / "markers", workers=2)
    assert [f.label for f in outcome.failures] == ["killer"]
    assert "died twice" in outcome.failures[0].reason
    assert list(outcome.results) == [j.key for j in jobs[1:]]


def test_a_broken_executor_of_someone_else_is_not_hidden(tmp_path: Path):
    with (
        ProcessPoolExecutor(1, mp_context=get_context("spawn")) as theirs,
        pytest.raises(BrokenProcessPool),
    ):
        run_jobs([job("killer", die)], markers=tmp_path / "m", workers=1, executor=theirs)


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGINT], ids=["kill -9", "Ctrl-C"])
def test_when_the_parent_ends_no_worker_and_no_half_file_is_left(
    tmp_path: Path, end: signal.Signals
):
    program = subprocess.Popen(
        [sys.executable, engine_jobs.__file__, str(tmp_path)], stderr=subprocess.PIPE
    )
    workers = wait_for(lambda: two_workers(tmp_path), "two jobs under way")
    program.send_signal(end)
    _, talk = program.communicate(timeout=60)
    assert program.returncode == -end
    wait_for(lambda: not any(map(is_running, workers)), "the workers are gone")
    assert not list(tmp_path.glob(".*")), "unfinished files are removed"
    assert not list(tmp_path.glob("*.bin")) + list(tmp_path.glob("markers/*"))
    assert end != signal.SIGINT or b"KeyboardInterrupt" in talk


def two_workers(folder: Path):
    found = [int(p.suffixes[-2][1:]) for p in folder.glob("*.pid")]
    return found if len(found) == 2 else None


def wait_for(truth: Callable[[], Any], what: str, seconds: float = 60.0):
    until = time.monotonic() + seconds
    while not (found := truth()):
        assert time.monotonic() < until, f"never happened: {what}"
        time.sleep(0.05)
    return found


def is_running(pid: int):
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text().rsplit(")", 1)[1].split()[0] != "Z"


def test_a_reason_is_never_empty(tmp_path: Path):
    assert work(job("a", fail, ""), tmp_path).reason == "MediaError"
