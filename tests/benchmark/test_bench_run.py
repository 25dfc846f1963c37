"""`bench run` from outside: several detectors at once, a killed run, a cluster."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from filmed import filmed_release
from typer.testing import CliRunner

from faceproof.benchmark import read_table
from faceproof.cli.main import app
from faceproof.core.errors import FaceproofError
from faceproof.detectors import DETECTORS, Trained
from faceproof.detectors.calibration import Affine
from machines import begun_scheduler, begun_worker, kill, wait_for_workers

CLIPS = 6


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return filmed_release(tmp_path_factory.mktemp("filmed") / "release")


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of a coin that is ten times as sure."""
    folder = tmp_path_factory.mktemp("weights")
    sure = Affine(slope=10.0, bias=0.0, limit=9.0)
    Trained(detector=DETECTORS["coin"](), clip_llr=sure, frame_llr=sure).save(folder)
    return folder


@pytest.fixture
def program(tmp_path: Path) -> Path:
    path = tmp_path / "predict.py"
    path.write_text("def predict(path):\n    return 0.5")
    return path


def ended(*words: object) -> Any:
    """What the command printed, run in this process."""
    done = CliRunner().invoke(app, ["bench", "run", *map(str, words), "--json"])
    if done.exception is not None:
        raise done.exception
    return json.loads(done.stdout)


def test_several_detectors_give_a_table_each(
    release: Path, weights: Path, program: Path, tmp_path: Path
) -> None:
    out, cache = tmp_path / "tables", tmp_path / "cache"
    words = [release, "-d", "coin", "-d", f"coin={weights}", "-d", program]
    found = ended(*words, "--out", out, "--cache", cache)["tables"]
    names = ["coin.jsonl", "coin-2.jsonl", "predict.py.jsonl"]
    assert [Path(row["scores"]).name for row in found] == names
    coin, sure, stranger = (read_table(out / name) for name in names)
    assert len({coin.weights_sha256, sure.weights_sha256, stranger.weights_sha256}) == 3
    assert coin.scores != sure.scores
    assert {table.detector for table in (coin, sure, stranger)} == {"coin", "predict.py"}
    assert len(list((cache / "features").iterdir())) == CLIPS  # two coins look alike
    for row in found:
        assert set(row["seconds_per_clip"]) == {"look", "own"}
        assert row["clips"] == CLIPS
    alone = ended(
        release, "-d", "coin", "--weights", weights, "--out", out / "one", "--cache", cache
    )
    assert read_table(out / "one").scores == sure.scores
    assert alone["detector"] == "coin"
    assert alone["seconds_per_clip"]["look"] == found[1]["seconds_per_clip"]["look"] > 0


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["-d", "coin", "-d", "coin", "--weights", "w", "--out", "o"], "NAME=WEIGHTS"),
        (["-d", "coin", "-d", "coin", "--out", __file__], "expected a folder"),
        (["-d", "oracle=w", "--out", "o"], "'oracle=w' is unknown"),
    ],
)
def test_what_does_not_fit_together_is_refused(
    release: Path, words: list[str], complaint: str
) -> None:
    with pytest.raises(FaceproofError, match=complaint):
        ended(release, *words)


def test_a_killed_run_goes_on(release: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    words = [release, "-d", "coin", "--out", tmp_path / "s.jsonl", "--cache", cache, "-j", "1"]
    command = [Path(sys.executable).with_name("faceproof"), "bench", "run", *words]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    while process.poll() is None and not list(cache.glob("features/[0-9a-f]*")):
        time.sleep(0.002)
    process.send_signal(signal.SIGKILL)
    process.communicate()  # ends when the last worker has let go of the pipes
    written = {file: file.stat().st_mtime_ns for file in cache.glob("features/[0-9a-f]*")}
    assert 0 < len(written) < CLIPS
    assert not (tmp_path / "s.jsonl").exists()
    ended(*words)
    whole = read_table(tmp_path / "s.jsonl")
    assert len(list(cache.glob("features/*"))) == CLIPS
    assert sum(file.stat().st_mtime_ns == at for file, at in written.items()) >= len(written) - 1
    ended(release, "-d", "coin", "--out", tmp_path / "t.jsonl", "--cache", tmp_path / "other")
    assert read_table(tmp_path / "t.jsonl").scores == whole.scores


@pytest.mark.extra
def test_a_cluster_gives_the_same_answers(release: Path, program: Path, tmp_path: Path) -> None:
    words = [release, "-d", "coin", "-d", program]
    ended(*words, "--out", tmp_path / "here", "--cache", tmp_path / "a")
    with ExitStack() as stack:
        scheduler = stack.enter_context(begun_scheduler(tmp_path)).address
        stack.callback(kill, begun_worker(scheduler, tmp_path))
        wait_for_workers(scheduler, 1)
        there = ["--out", tmp_path / "there", "--cache", tmp_path / "b"]
        ended(*words, *there, "--scheduler", scheduler)
    for name in ("coin.jsonl", "predict.py.jsonl"):
        here, there_ = (read_table(tmp_path / folder / name) for folder in ("here", "there"))
        assert here.scores == there_.scores
