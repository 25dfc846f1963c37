"""A wire between a client and a site, which counts what goes back, slows it, and can be cut."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import suppress


class Wire:
    """Listens on a port of its own and passes everything on to another.

    Attributes:
        served: bytes that went to clients.
        mb_a_second: at most, over one connection; None as fast as it goes.
        cut_after: bytes to clients after which a connection is cut, once; None never.
    """

    def __init__(self) -> None:
        self.served = 0
        self.mb_a_second: float | None = None
        self.cut_after: int | None = None
        self.to = 0
        self._lock = threading.Lock()
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self._listening.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def close(self) -> None:
        self._listening.close()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                threading.Thread(target=self._pass, args=(client,), daemon=True).start()

    def _pass(self, client: socket.socket) -> None:
        with client, suppress(OSError):
            # Little may be under way, so that what was served and what was read hardly differ.
            client.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 32 << 10)
            with socket.create_connection(("127.0.0.1", self.to)) as site:
                up = threading.Thread(target=self._up, args=(client, site), daemon=True)
                up.start()
                self._down(site, client)

    def _up(self, client: socket.socket, site: socket.socket) -> None:
        with suppress(OSError):
            while data := client.recv(1 << 16):
                site.sendall(data)
            site.shutdown(socket.SHUT_WR)

    def _down(self, site: socket.socket, client: socket.socket) -> None:
        sent = 0
        while data := site.recv(1 << 14):
            with self._lock:
                cut = self.cut_after is not None and sent + len(data) > self.cut_after
                if cut:
                    self.cut_after = None
            if cut:
                client.shutdown(socket.SHUT_RDWR)
                return
            client.sendall(data)
            sent += len(data)
            with self._lock:
                self.served += len(data)
            if self.mb_a_second:
                time.sleep(len(data) / self.mb_a_second / 1e6)
