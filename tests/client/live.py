"""A site as it runs: gunicorn on a port, its own folder, and a wire before it."""

from __future__ import annotations

import json
import os
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from wire import Wire

from faceproof.client import Report, Wanted, claimed, fetch, open_site
from faceproof.service import run

HERE = Path(__file__).parent
_AWAKE = """\
import runpy, sys, django
django.setup()
del sys.argv[0]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """A running site.

    Attributes:
        tokens: of whoever was given ``all``, ``bulk``, ``none``, and of ``leaver``.
    """

    wire: Wire
    data: Path
    tokens: dict[str, str]

    @property
    def url(self) -> str:
        return self.wire.url

    def stored(self, path: str) -> bytes:
        return (self.data / "releases" / path).read_bytes()

    def fetch(
        self, out: Path, slug: str | None = "tiny-1", who: str = "all", **asked: Any
    ) -> Report:
        """In this process."""
        return bring(self.url, self.tokens[who], out, slug, **asked)

    def command(self, *words: object, who: str = "all") -> subprocess.Popen[str]:
        """`faceproof fetch` in a process of its own; the token comes by the environment."""
        line = [sys.executable, "-c", "from faceproof.cli.main import main; main()", "fetch"]
        return subprocess.Popen(
            [*line, self.url, *map(str, words)],
            env={**os.environ, "FACEPROOF_TOKEN": self.tokens[who]},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    @contextmanager
    def changed(self, table: str, where: str, **values: object) -> Iterator[None]:
        """A row as it would be after somebody acted, for a while."""
        before = self._set(table, where, values)
        try:
            yield
        finally:
            self._set(table, where, before)

    def _set(self, table: str, where: str, values: dict[str, object]) -> dict[str, object]:
        names, table = list(values), f"service_{table}"
        rows = sqlite3.connect(self.data / "faceproof.sqlite3", timeout=30)
        with closing(rows), rows:
            kept = f"SELECT {', '.join(names)} FROM {table} WHERE {where}"  # noqa: S608 - ours
            was = rows.execute(kept).fetchone()
            new = ", ".join(f"{name} = ?" for name in names)
            rows.execute(f"UPDATE {table} SET {new} WHERE {where}", [*values.values()])  # noqa: S608
        return dict(zip(names, was, strict=True))


def bring(
    url: str,
    token: str,
    out: Path,
    slug: str | None,
    *,
    sync: bool = False,
    jobs: int = 2,
    **asked: Any,
) -> Report:
    with open_site(url, token, threading.Event()) as site, claimed(out) as folder:
        return fetch(site, folder, slug, Wanted(**asked), sync=sync, jobs=jobs)


@contextmanager
def running(scratch: Path) -> Iterator[Live]:
    wire = Wire()
    data = scratch / "site"
    # A folder gives its files itself, which is what these tests slow, cut and count.
    elsewhere = {"DATABASE_URL", "STORAGE_URL"}
    environment = {
        **{name: value for name, value in os.environ.items() if name not in elsewhere},
        "FACEPROOF_DATA": str(data),
        "FACEPROOF_URL": wire.url,
        "DJANGO_SETTINGS_MODULE": "faceproof.service.settings",
    }
    data.mkdir()
    stocked = subprocess.run(
        [sys.executable, "-c", _AWAKE, HERE / "stock.py", scratch],
        env=environment, check=True, stdout=subprocess.PIPE,
    )  # fmt: skip
    with socket.create_server(("127.0.0.1", 0)) as free:
        wire.to = free.getsockname()[1]
    (line,) = run.commands(host="127.0.0.1", port=wire.to, processes=1, only="web").values()
    web = subprocess.Popen(line, env=environment)
    try:
        wait_for(f"http://127.0.0.1:{wire.to}/healthz")
        yield Live(wire=wire, data=data, tokens=json.loads(stocked.stdout))
    finally:
        web.terminate()
        web.wait(30)
        wire.close()


def wait_for(url: str) -> None:
    for _ in range(300):
        try:
            if httpx.get(url).status_code < 500:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise TimeoutError(url)
