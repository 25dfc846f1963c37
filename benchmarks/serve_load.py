"""Asks one page over and over on a few kept connections, and times each answer."""

from __future__ import annotations

import socket
import threading
import time
from typing import NamedTuple

import numpy as np

EMPTY, BARE = "/empty", "/bare"  # views of `serve_app`


class Load(NamedTuple):
    """What a page did under load."""

    a_second: float
    p50_ms: float
    p95_ms: float


def load(port: int, page: str, *, connections: int, seconds: float) -> Load:
    """Ask for a page as fast as answers come.

    Raises:
        RuntimeError: an answer is not 200.
    """
    times: list[float] = []
    troubles: list[str] = []
    until = time.perf_counter() + seconds
    ask = f"GET {page} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()

    def one() -> None:
        with socket.create_connection(("127.0.0.1", port)) as wire:
            while time.perf_counter() < until:
                began = time.perf_counter()
                wire.sendall(ask)
                status, keeps = _answer(wire)
                times.append(time.perf_counter() - began)
                if status != 200 or not keeps:
                    troubles.append(f"{page} answers {status}, kept {keeps}")
                    return

    threads = [threading.Thread(target=one) for _ in range(connections)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if troubles:
        raise RuntimeError(troubles[0])
    took = time.perf_counter() - began
    p50, p95 = np.percentile(times, [50, 95]) * 1000
    return Load(len(times) / took, float(p50), float(p95))


def _answer(wire: socket.socket) -> tuple[int, bool]:
    """Status of one answer, read to its end, and whether the connection is kept."""
    data = bytearray()
    while b"\r\n\r\n" not in data:
        data += wire.recv(1 << 16)
    head, _, body = bytes(data).partition(b"\r\n\r\n")
    lines = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
    left = int(lines[b"content-length"]) - len(body)
    while left > 0:
        left -= len(wire.recv(1 << 16))
    return int(head.split(b" ", 2)[1]), lines.get(b"connection") != b"close"
