"""The service as a process of its own, and a browser that shows everything it is told."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlsplit

import httpx

PATIENCE_S = 90
COMMAND = [sys.executable, "-c", "from faceproof.cli.main import main; main()"]


@contextmanager
def own_place(folder: Path, **settings: str) -> Iterator[dict[str, str]]:
    """An environment that gives a service its own folder and, on PostgreSQL, its own database."""
    environment = {
        **os.environ,
        "FACEPROOF_DATA": str(folder),
        "FACEPROOF_PASSWORD": "hill 9 staple",
    }
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    if "STORAGE_URL" in environment:
        environment["STORAGE_URL"] += f"/{uuid.uuid4().hex}"
    with _own_database(environment.get("DATABASE_URL", "")) as database:
        yield environment | {"DATABASE_URL": database} | settings


@contextmanager
def _own_database(address: str) -> Iterator[str]:
    if not address.startswith("postgres"):
        yield ""
        return
    import psycopg  # noqa: PLC0415 - only where there is PostgreSQL

    name = f"own_{uuid.uuid4().hex}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield urlsplit(address)._replace(path=f"/{name}").geturl()
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def faceproof(environment: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    """Run the command line."""
    return subprocess.run(
        [*COMMAND, *words],
        env=environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )


def in_django(environment: dict[str, str], code: str) -> str:
    """What a few lines print that run beside the service, in its place."""
    lines = (
        "import os, django\n"
        "os.environ['DJANGO_SETTINGS_MODULE'] = 'faceproof.service.settings'\n"
        f"django.setup()\n{code}"
    )
    done = subprocess.run(
        [sys.executable, "-c", lines],
        env=environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=True,
    )
    return done.stdout.strip()


@dataclass
class Site:
    """A running service."""

    process: subprocess.Popen[bytes]
    port: int
    told: Path

    @property
    def log(self) -> str:
        return self.told.read_text()

    def answers(self) -> bool:
        try:
            return httpx.get(f"http://127.0.0.1:{self.port}/static/site.css").status_code < 500
        except httpx.TransportError:
            return False


@contextmanager
def begun(environment: dict[str, str], told: Path, *words: str) -> Iterator[Site]:
    """`faceproof serve`, until the block ends; all it prints goes into a file."""
    port = free_port()
    data = environment["FACEPROOF_DATA"]
    options = ["--port", str(port), "--processes", "1", "--data", data, *words]
    with told.open("ab") as out:
        process = subprocess.Popen(
            [*COMMAND, "serve", *options],
            env=environment,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    site = Site(process, port, told)
    try:
        until(lambda: site.answers() or process.poll() is not None, site)
        assert process.poll() is None, site.log
        yield site
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            process.wait(PATIENCE_S)


def until(holds: object, site: Site | None = None) -> None:
    """Wait for something to hold."""
    end = time.monotonic() + PATIENCE_S
    while not holds():  # type: ignore[operator]
        assert time.monotonic() < end, site.log if site else "it never held"
        time.sleep(0.1)


@dataclass
class Browser:
    """Keeps cookies, sends forms with their token, and goes through whatever adds TLS."""

    site: Site
    host: str
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self._ask("GET", path, None, headers)

    def post(self, path: str, **fields: str) -> httpx.Response:
        """Send a form that stands on a page."""
        page = self.get(path).text
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        assert token, page
        return self._ask("POST", path, {**fields, "csrfmiddlewaretoken": token[1]}, {})

    def ask_json(self, path: str, value: object, **headers: str) -> httpx.Response:
        """What programs send."""
        told = {"Content-Type": "application/json"}
        return self._ask("POST", path, json.dumps(value), headers | told)

    def _ask(
        self, method: str, path: str, data: dict[str, str] | str | None, headers: dict[str, str]
    ) -> httpx.Response:
        shown = {
            "Host": self.host,
            "X-Forwarded-Proto": "https",
            "X-Forwarded-For": "192.0.2.7",
            "Referer": f"https://{self.host}/",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
        }
        address = f"http://127.0.0.1:{self.site.port}{path}"
        body = {"content": data} if isinstance(data, str) else {"data": data}
        answer = httpx.request(method, address, headers=shown | headers, timeout=30, **body)
        for line in answer.headers.get_list("set-cookie"):
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        return answer
