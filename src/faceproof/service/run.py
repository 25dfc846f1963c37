"""Start the service: check its settings, bring its tables up to date, serve and work.

One web server (gunicorn, processes of threads) and one worker run as children and are started
again when they die; a signal ends all three. More of either can run elsewhere against the same
database and storage: `--only web`, `--only worker`, and `--only scorer` where the labels are.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from faceproof.core.errors import BackupError, PlanError
from faceproof.service.place import DATA, LABELS, RESTORING_FILE, Place, read_place
from faceproof.service.worker import SCORING_ALONE

THREADS = 32
_GRACE_S = 20
_CALM_S = 1.0
_YOUNG_S, _LONGEST_PAUSE_S = 60.0, 60.0

Say = Callable[[str], None]


def prepare(environment: Mapping[str, str], *, restoring: bool = False) -> Place:
    """Settings checked, and Django ready to be asked.

    Args:
        environment: the settings.
        restoring: a backup is coming back into the folder; nobody else may use it meanwhile.

    Raises:
        PlanError: something is wrong with the settings.
        BackupError: a restore into the folder was interrupted.
        StorageError: the folder cannot be used.
    """
    place = read_place(environment)
    place.data.mkdir(parents=True, exist_ok=True, mode=0o700)  # rows and mails name people
    if (place.data / RESTORING_FILE).exists() and not restoring:
        raise BackupError(f"a restore into {place.data} did not end; run it again, then this")
    os.environ.update(environment)
    os.environ[DATA] = str(place.data.resolve())
    os.environ["DJANGO_SETTINGS_MODULE"] = "faceproof.service.settings"
    import django  # noqa: PLC0415 - reads its settings

    django.setup()
    return read_place(os.environ)


def answers(place: Place) -> dict[str, Any]:
    """What is used, and whether it answers."""
    from faceproof.service import answering  # noqa: PLC0415 - needs settings

    database, storage = answering.database_answers(), answering.storage_answers()
    return {
        "ok": database and storage,
        "database": urlsplit(place.database_url).scheme,
        "database_answers": database,
        "storage": urlsplit(place.storage_url).scheme,
        "storage_answers": storage,
    }


def migrate() -> None:
    """Bring tables and static files up to date."""
    from faceproof.service.upgrade import upgrade  # noqa: PLC0415 - needs settings

    upgrade()


def check_free(host: str, port: int) -> None:
    """Return only when something can listen there.

    Raises:
        PlanError: something else does, or may not.
    """
    try:
        family, kind, number, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, number) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise PlanError(
            f"cannot listen on {host}, port {port} ({error.strerror or error}); "
            "name another with --port or --host, or end what listens there"
        ) from error


def commands(*, host: str, port: int, processes: int, only: str | None) -> dict[str, list[str]]:
    """What is started, by name."""
    web = [
        sys.executable, "-m", "gunicorn", "faceproof.service.wsgi:application",
        "--config", "python:faceproof.service.web",
        "--bind", f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
        "--workers", str(processes), "--threads", str(THREADS),
        "--worker-tmp-dir", "/dev/shm" if Path("/dev/shm").is_dir() else "/tmp",  # noqa: S108
        "--graceful-timeout", str(_GRACE_S), "--no-control-socket",
    ]  # fmt: skip
    worker = [sys.executable, "-m", "faceproof.service.worker"]
    every = {"web": web, "worker": worker}
    if only == "scorer":
        return {only: [*worker, SCORING_ALONE]}
    return {name: line for name, line in every.items() if only in {None, name}}


def environment_of(name: str) -> dict[str, str]:
    """What a child is told; where the labels are, a worker alone."""
    return {key: value for key, value in os.environ.items() if key != LABELS or name != "web"}


def keep_running(lines: Mapping[str, list[str]], say: Say) -> None:
    """Run all until a signal comes; start again what dies, later each time it dies young."""
    stopping = False

    def stop(*_: object) -> None:
        nonlocal stopping
        stopping = True

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, stop)
    kept = {name: _Kept(line, environment_of(name)) for name, line in lines.items()}
    while not stopping:
        time.sleep(_CALM_S)
        for name, child in kept.items():
            ended = child.look_after(time.monotonic())
            if ended is not None and not stopping:
                say(f"{name} ended with {ended}; starting it again in {child.pause_s:.0f} s")
    for child in kept.values():
        child.process.terminate()
    for child in kept.values():
        try:
            child.process.wait(_GRACE_S)
        except subprocess.TimeoutExpired:
            child.process.kill()


class _Kept:
    """A child that is started again when it has died."""

    def __init__(self, line: list[str], environment: Mapping[str, str]) -> None:
        self.line = line
        self.environment = environment
        self.pause_s = _CALM_S
        self.again_at: float | None = None
        self._begin(time.monotonic())

    def look_after(self, now: float) -> int | None:
        """Start it again if it is time; its exit code when it was just found dead."""
        if self.again_at is not None:
            if now >= self.again_at:
                self._begin(now)
            return None
        ended = self.process.poll()
        if ended is None:
            return None
        young = now - self.began < _YOUNG_S
        self.pause_s = min(2 * self.pause_s, _LONGEST_PAUSE_S) if young else _CALM_S
        self.again_at = now + self.pause_s
        return ended

    def _begin(self, now: float) -> None:
        self.process, self.began, self.again_at = _begin(self.line, self.environment), now, None


def _begin(line: list[str], environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """A child that Ctrl-C in a terminal does not reach: we end it, in order."""
    return subprocess.Popen(line, env=environment, process_group=0)  # noqa: S603 - lines of our own
