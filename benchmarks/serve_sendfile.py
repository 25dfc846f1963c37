"""A server that gives files of a folder by `sendfile` and does nothing else: what could be had.

python benchmarks/serve_sendfile.py PORT FOLDER
"""

from __future__ import annotations

import re
import socketserver
import sys
from contextlib import suppress
from pathlib import Path

_ASK = re.compile(rb"GET /(\w+) HTTP/1.1\r\n(?:.*?range: bytes=(\d+)-)?", re.DOTALL | re.IGNORECASE)


class Give(socketserver.BaseRequestHandler):
    """Answers on one connection until it is closed."""

    def handle(self) -> None:
        """File after file; that they hang up in the middle is what is tried here."""
        with suppress(ConnectionError):
            self.answer()

    def answer(self) -> None:
        """As long as something is asked."""
        while ask := self.request.recv(1 << 16):
            match = _ASK.match(ask)
            if match is None:
                return
            path, start = FOLDER / match[1].decode(), int(match[2] or 0)
            size = path.stat().st_size
            status = b"206 Partial Content" if start else b"200 OK"
            self.request.sendall(
                b"HTTP/1.1 %b\r\nContent-Length: %d\r\nContent-Range: bytes %d-%d/%d\r\n\r\n"
                % (status, size - start, start, size - 1, size)
            )
            with path.open("rb") as file:
                self.request.sendfile(file, start, size - start)


class Server(socketserver.ThreadingTCPServer):
    """A thread for each connection."""

    allow_reuse_address = daemon_threads = True
    request_queue_size = 512


FOLDER = Path(sys.argv[2])
Server(("127.0.0.1", int(sys.argv[1])), Give).serve_forever()
