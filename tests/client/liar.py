"""A server that says whatever a test wants it to say."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Say = Callable[["Liar"], None]
OFFER: dict[str, Any] = {
    "slug": "set-1",
    "name": "set",
    "version": "1",
    "methods": [],
    "compressions": [],
    "splits": [],
    "offered": True,
    "replaced_by": None,
    "granted": True,
}


class Liar(BaseHTTPRequestHandler):
    """Answers by ``routes``: path to JSON, to bytes, or to what answers itself."""

    routes: dict[str, Any]
    asked: list[tuple[str, dict[str, str]]]
    body = b""

    def do_GET(self) -> None:
        self.asked.append((self.path, dict(self.headers)))
        answer = self.routes.get(self.path.split("?")[0])
        if callable(answer):
            answer(self)
        elif isinstance(answer, bytes):
            self.say(200, answer)
        elif answer is None:
            self.say(404, b"{}")
        else:
            self.say(200, json.dumps(answer).encode())

    def do_POST(self) -> None:
        self.body = self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def say(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def lying(routes: dict[str, Any]) -> Iterator[tuple[str, list[tuple[str, dict[str, str]]]]]:
    """Its address, and all that was asked."""
    asked: list[tuple[str, dict[str, str]]] = []
    kind = type("Told", (Liar,), {"routes": routes, "asked": asked})
    server = ThreadingHTTPServer(("127.0.0.1", 0), kind)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
