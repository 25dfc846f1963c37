"""`faceproof serve` as a process: what it refuses, how it begins and ends, what its health says."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
from pathlib import Path

import httpx
import pytest
from running import COMMAND, PATIENCE_S, begun, faceproof, own_place, until

from faceproof.core.errors import PlanError
from faceproof.service.place import read_place
from faceproof.service.run import check_free

pytestmark = pytest.mark.slow

WRONG = {
    "FACEPROOF_URL": "data.example.org/path",
    "DATABASE_URL": "mysql://ann:hunter2@host/name",
    "STORAGE_URL": "s3:///no-bucket",
    "EMAIL_URL": "smtp://ann:hunter2@host:many",
}


def children(pid: int) -> set[int]:
    """All processes below one, alive."""
    found: set[int] = set()
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, task.read_text().split()):
            found |= {child} | children(child)
    return found


def is_alive(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_all_that_is_wrong_is_said_at_once_without_passwords(tmp_path: Path) -> None:
    done = faceproof({**os.environ, **WRONG}, "serve", "--data", str(tmp_path / "data"))
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    for name in WRONG:
        assert name in done.stderr
    assert "hunter2" not in done.stderr
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("FACEPROOF_URL", "https://ann:pw@data.example.org"),
        ("FACEPROOF_URL", "https://[::1"),
        ("FACEPROOF_URL", "ftp://data.example.org"),
        ("FACEPROOF_URL", "https://data.example.org/?a"),
        ("DATABASE_URL", "postgres://host:port/name"),
        ("STORAGE_URL", "gs://bucket"),
        ("EMAIL_URL", "mail.example.org"),
    ],
)
def test_each_setting_is_looked_at(name: str, value: str) -> None:
    with pytest.raises(PlanError, match=name):
        read_place({"FACEPROOF_DATA": "data", name: value})


def test_a_port_that_is_taken_is_one_line(tmp_path: Path) -> None:
    with socket.socket() as other, own_place(tmp_path / "data") as environment:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        words = ("serve", "--data", str(tmp_path / "data"), "--port", str(port))
        done = faceproof(environment, *words)
        assert done.returncode == 2
        assert len(done.stderr.splitlines()) == 1
        assert f"port {port}" in done.stderr
        with pytest.raises(PlanError, match="cannot listen"):
            check_free("127.0.0.1", port)
    check_free("127.0.0.1", port)


def test_check_says_who_answers(tmp_path: Path) -> None:
    data = str(tmp_path / "data")
    with own_place(tmp_path / "data") as environment:
        done = faceproof(environment, "serve", "--check", "--data", data, "--json")
        assert done.returncode == 0, done.stderr
        told = json.loads(done.stdout)
        assert told["ok"]
        assert told["database_answers"]
        assert told["storage_answers"]
        away = environment | {
            "STORAGE_URL": "s3://bucket",
            "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
            "AWS_ACCESS_KEY_ID": "a",
            "AWS_SECRET_ACCESS_KEY": "b",
            "AWS_ALLOW_HTTP": "true",
        }
        done = faceproof(away, "serve", "--check", "--data", data, "--json")
        assert done.returncode == 1, done.stderr
        assert not json.loads(done.stdout)["storage_answers"]


def test_ctrl_c_ends_every_process(tmp_path: Path) -> None:
    with (
        own_place(tmp_path / "data") as environment,
        begun(environment, tmp_path / "log") as site,
    ):
        until(lambda: len(children(site.process.pid)) >= 3, site)  # web, its process, worker
        below = children(site.process.pid)
        os.killpg(site.process.pid, signal.SIGINT)
        assert site.process.wait(PATIENCE_S) == 0
        until(lambda: not any(map(is_alive, below)), site)
        assert "Traceback" not in site.log


def test_what_dies_is_started_again_and_health_tells(tmp_path: Path) -> None:
    with (
        own_place(tmp_path / "data") as environment,
        begun(environment, tmp_path / "log") as site,
    ):
        address = f"http://127.0.0.1:{site.port}/healthz"
        until(lambda: httpx.get(address).json()["worker"], site)
        assert httpx.get(address).json() == dict.fromkeys(
            ("ok", "database", "storage", "worker"), True
        )
        if "STORAGE_URL" not in environment:
            releases = tmp_path / "data" / "releases"
            releases.rename(tmp_path / "away")
            until(lambda: httpx.get(address).status_code == 503, site)
            assert not httpx.get(address).json()["storage"]
            (tmp_path / "away").rename(releases)
            until(lambda: httpx.get(address).status_code == 200, site)
        for pid in children(site.process.pid):
            os.kill(pid, signal.SIGKILL)
        until(lambda: site.log.count("starting it again") == 2, site)
        until(site.answers, site)
        assert httpx.get(address).json()["ok"]


def test_two_services_may_begin_on_one_empty_folder(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with own_place(data) as environment, (tmp_path / "second").open("wb") as out:
        words = ["--data", str(data), "--only", "worker"]
        second = subprocess.Popen(
            [*COMMAND, "serve", *words],
            env=environment,
            stderr=out,
            start_new_session=True,
        )
        try:
            with begun(environment, tmp_path / "log") as site:
                assert site.answers()
                assert second.poll() is None, (tmp_path / "second").read_text()
                codes = {
                    line.rpartition(" ")[2]
                    for told in ("log", "second")
                    for line in (tmp_path / told).read_text().splitlines()
                    if "give the code" in line
                }
                assert len(codes) == 1
        finally:
            second.send_signal(signal.SIGTERM)
            assert second.wait(PATIENCE_S) == 0


def test_lines_of_the_web_server_are_json_too(tmp_path: Path) -> None:
    with (
        own_place(tmp_path / "data") as environment,
        begun(environment, tmp_path / "log") as site,
    ):
        with socket.create_connection(("127.0.0.1", site.port)) as raw:
            raw.sendall(b"GET /files/s3cr3t-ticket ann@example.org HTTP/9\r\n\r\n")
            assert raw.recv(100).startswith(b"HTTP/1.1 4")
        until(lambda: "gunicorn.error" in site.log, site)
    lines = [line for line in site.log.splitlines() if "gunicorn" in line]
    assert all(json.loads(line)["from"] == "gunicorn.error" for line in lines)
    assert "s3cr3t" not in site.log
    assert "ann@" not in site.log
