"""How does the site hold up? 200 downloads at a time, and its release page under load.

    python benchmarks/serve.py RELEASE [--downloads 200] [--seconds 3]

RELEASE is any release of rendered actors, such as `benchmarks/factory.py --out` keeps; its page is
the one that is measured. The site runs as `faceproof serve` starts it, two processes of threads on
loopback, in a folder of its own; whoever asks runs on the same processors.

Downloads: every one is broken off once at a random byte and taken up again, by the client's own
code; files of 2 to 4 MB. The same then comes from a server that does nothing but `sendfile`.
Goal: no failed digest.

Page: requests a second and the 95th percentile, in turns with an empty view in the same processes,
once behind the site's middleware and once behind none. Goal: .3 of the first.
"""

from __future__ import annotations

import argparse
import hashlib
import logging
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import httpx
import numpy as np

from faceproof.client.answers import File
from faceproof.client.download import Downloads
from faceproof.core.errors import FaceproofError
from faceproof.service import run
from serve_load import BARE, EMPTY, Load, load

GOAL = 0.3
HERE = Path(__file__).parent
PROCESSES, ROUNDS, CONNECTIONS = 2, 3, 16
DISTINCT, SMALLEST, LARGEST = 20, 2_000_000, 4_000_000


class BrokenOffError(Exception):
    """The wire was cut, as far as the client can tell."""


class Fetched(NamedTuple):
    """What came of all downloads."""

    failed: int
    resumed: int
    size: int
    seconds: float

    @property
    def mb_a_second(self) -> float:
        """Of what came, told once."""
        return self.size / self.seconds / 1e6


def main() -> None:
    """Start, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("release", type=Path)
    parser.add_argument("--downloads", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=3.0)
    asked = parser.parse_args()
    logging.disable(logging.INFO)  # a line for each of the client's requests
    with tempfile.TemporaryDirectory() as folder:
        root, port, other = Path(folder), free_port(), free_port()
        files = make_files(root / "bulk")
        environment = prepared(root / "site", port)
        slug, links = stock(asked.release, files, root / "bulk")
        with running(web(port), environment, port):
            pages = measure_pages(port, f"/releases/{slug}", asked.seconds)
            whole = download(files, links, asked.downloads, root / "here")
        alone = [sys.executable, str(HERE / "serve_sendfile.py"), str(other), str(root / "bulk")]
        with running(alone, environment, other):
            given = {file.path: f"http://127.0.0.1:{other}/{file.path}" for file in files}
            least = download(files, given, asked.downloads, root / "there")
    tell(asked.downloads, whole, least, pages)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    return port


def make_files(bulk: Path) -> list[File]:
    """Files that nothing can shrink."""
    bulk.mkdir()
    files = []
    for seed in range(DISTINCT):
        rng = np.random.default_rng(seed)
        data = rng.bytes(int(rng.integers(SMALLEST, LARGEST)))
        (bulk / f"f{seed}").write_bytes(data)
        digest = hashlib.sha256(data).hexdigest()
        files.append(File(path=f"f{seed}", size=len(data), sha256=digest))
    return files


def prepared(data: Path, port: int) -> dict[str, str]:
    """A site's folder with its tables; the environment of whoever serves it."""
    url = f"http://127.0.0.1:{port}"
    run.prepare({**os.environ, "FACEPROOF_DATA": str(data), "FACEPROOF_URL": url})
    run.migrate()
    return dict(os.environ)


def stock(release: Path, files: Sequence[File], bulk: Path) -> tuple[str, dict[str, str]]:
    """Offer a release and the files; give somebody access, and links to the files."""
    from faceproof.service import access, setup, storage  # noqa: PLC0415 - needs settings
    from faceproof.service.catalogue import publish  # noqa: PLC0415
    from faceproof.service.files import addresses  # noqa: PLC0415
    from faceproof.service.models import Account, Agreement, Release  # noqa: PLC0415

    steward = setup.begin(email="a@example.org", password="-", name="Ann")  # noqa: S106 - no login
    shown = publish(release, ledger=None, on=datetime.now(tz=UTC).date(), by=None)
    for file in files:
        storage.put_file(f"bulk/{file.path}", bulk / file.path)
    listed = [{"path": f.path, "size": f.size, "sha256": f.sha256} for f in files]
    offer = Release.objects.create(slug="bulk", name="bulk", version="1", files=listed)
    account = Account.objects.create_user("b@example.org", None, name="Bea")
    told = {"name": "Bea", "institution": "U", "purpose": "p", "signed_as": "Bea"}
    request = access.submit(account, offer, Agreement.objects.get(), **told)
    access.approve(request, by=steward)
    return shown.slug, addresses(offer, [file.path for file in files], account)


def web(port: int) -> list[str]:
    """The command that serves, as `faceproof serve` has it, with two empty pages beside."""
    told = run.commands(host="127.0.0.1", port=port, processes=PROCESSES, only="web")["web"]
    beside = {"faceproof.service.wsgi:application": "serve_app:application"}
    return [*(beside.get(word, word) for word in told), "--pythonpath", str(HERE)]


@contextmanager
def running(line: Sequence[str], environment: Mapping[str, str], port: int) -> Iterator[None]:
    """A server, once it answers."""
    with subprocess.Popen(line, env=dict(environment)) as server:
        try:
            until = time.monotonic() + 60
            while time.monotonic() < until:
                with socket.socket() as wire:
                    if wire.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.1)
            yield
        finally:
            server.terminate()


def measure_pages(port: int, page: str, seconds: float) -> dict[str, list[Load]]:
    """Each page in turns, after each process has met it."""
    pages = (EMPTY, BARE, page)
    for one in pages:
        load(port, one, connections=CONNECTIONS, seconds=1.0)
    found: dict[str, list[Load]] = {one: [] for one in pages}
    for _ in range(ROUNDS):
        for one in pages:
            found[one].append(load(port, one, connections=CONNECTIONS, seconds=seconds))
    return found


def download(files: Sequence[File], links: Mapping[str, str], count: int, out: Path) -> Fetched:
    """So many downloads at a time, each broken off once and taken up again."""
    out.mkdir()
    limits = httpx.Limits(max_connections=count, max_keepalive_connections=count)
    rng = np.random.default_rng(1)
    cuts = rng.random(count)
    with httpx.Client(limits=limits, timeout=60.0) as client, ThreadPoolExecutor(count) as pool:

        def one(number: int) -> int | None:
            file = files[number % len(files)]
            target = out / str(number)
            ask = _asker(client, links)
            with suppress(BrokenOffError):
                ask(_cutting(int(cuts[number] * file.size))).bring(file, target)
            try:
                resumed = ask(lambda _: None).bring(file, target)
            except FaceproofError as error:
                print(f"download {number}: {error}", file=sys.stderr)
                return None
            is_right = hashlib.sha256(target.read_bytes()).hexdigest() == file.sha256
            target.unlink()
            return resumed if is_right else None

        began = time.perf_counter()
        ended = list(pool.map(one, range(count)))
        seconds = time.perf_counter() - began
    size = sum(files[number % len(files)].size for number in range(count))
    return Fetched(ended.count(None), sum(1 for one in ended if one), size, seconds)


def _asker(
    client: httpx.Client, links: Mapping[str, str]
) -> Callable[[Callable[[int], None]], Downloads]:
    return lambda came: Downloads(
        client=client, links=Known(links), stopped=threading.Event(), came=came
    )


class Known:
    """Links that need not be asked for."""

    def __init__(self, links: Mapping[str, str]) -> None:
        self.to = links.__getitem__

    def forget(self, path: str) -> None:
        """It stays."""


def _cutting(after: int) -> Callable[[int], None]:
    left = after

    def came(count: int) -> None:
        nonlocal left
        left -= count
        if left < 0:
            raise BrokenOffError

    return came


def tell(count: int, whole: Fetched, least: Fetched, pages: Mapping[str, Sequence[Load]]) -> None:
    """All figures."""
    print(
        f"{count} downloads at a time, {whole.size / 1e6:.0f} MB: {whole.failed} failed, "
        f"{whole.resumed} resumed"
    )
    print(f"  site      {whole.mb_a_second:6.0f} MB/s")
    print(f"  sendfile  {least.mb_a_second:6.0f} MB/s, {least.failed} failed")
    print(f"  ratio     {whole.mb_a_second / least.mb_a_second:6.2f}")
    middle = {}
    for page, loads in pages.items():
        middle[page] = sorted(loads, key=lambda one: one.a_second)[len(loads) // 2]
        shown = middle[page]
        print(
            f"{page[:40]:40} {shown.a_second:7.0f} a second, "
            f"p50 {shown.p50_ms:6.1f} ms, p95 {shown.p95_ms:6.1f} ms"
        )
    empty, bare, page = middle.values()
    print(
        f"page against the empty view: {page.a_second / empty.a_second:.2f} (goal {GOAL}), "
        f"p95 {empty.p95_ms / page.p95_ms:.2f}; behind no middleware: "
        f"{page.a_second / bare.a_second:.2f}"
    )


if __name__ == "__main__":
    main()
