"""Start the service: check its settings, bring its tables up to date, serve and work.

One web server (gunicorn, processes of threads) and one worker run as children and are started
again when they die; a signal ends all three. More of either can run elsewhere against the same
database and storage: `--only web`, `--only worker`.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from faceproof.service.place import DATA, Place, read_place

THREADS = 32
_GRACE_S = 20
_CALM_S = 1.0

Say = Callable[[str], None]


def prepare(environment: Mapping[str, str]) -> Place:
    """Settings checked, and Django ready to be asked.

    Raises:
        PlanError: something is wrong with the settings.
        StorageError: the folder cannot be used.
    """
    place = read_place(environment)
    place.data.mkdir(parents=True, exist_ok=True)
    os.environ.update(environment)
    os.environ[DATA] = str(place.data.resolve())
    os.environ["DJANGO_SETTINGS_MODULE"] = "faceproof.service.settings"
    import django  # noqa: PLC0415 - reads its settings

    django.setup()
    return read_place(os.environ)


def migrate() -> None:
    """Bring tables and static files up to date."""
    from django.core.management import call_command  # noqa: PLC0415 - needs settings

    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)


def commands(*, host: str, port: int, processes: int, only: str | None) -> dict[str, list[str]]:
    """What is started, by name."""
    web = [
        sys.executable, "-m", "gunicorn", "faceproof.service.wsgi:application",
        "--bind", f"{host}:{port}", "--workers", str(processes), "--threads", str(THREADS),
        "--worker-tmp-dir", "/dev/shm" if Path("/dev/shm").is_dir() else "/tmp",  # noqa: S108
        "--graceful-timeout", str(_GRACE_S), "--log-level", "warning", "--no-control-socket",
    ]  # fmt: skip
    worker = [sys.executable, "-m", "faceproof.service.worker"]
    every = {"web": web, "worker": worker}
    return {name: line for name, line in every.items() if only in {None, name}}


def keep_running(lines: Mapping[str, list[str]], say: Say) -> None:
    """Run all until a signal comes; start again what dies."""
    running = {name: subprocess.Popen(line) for name, line in lines.items()}  # noqa: S603
    stopping = False

    def stop(*_: object) -> None:
        nonlocal stopping
        stopping = True

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    while not stopping:
        time.sleep(_CALM_S)
        for name, child in running.items():
            if child.poll() is not None and not stopping:
                say(f"{name} ended with {child.returncode}; starting it again")
                running[name] = subprocess.Popen(lines[name])  # noqa: S603
    for child in running.values():
        child.terminate()
    for child in running.values():
        try:
            child.wait(_GRACE_S)
        except subprocess.TimeoutExpired:
            child.kill()
