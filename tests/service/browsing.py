"""A real `faceproof serve` with a folder of its own, and a browser that uses the keyboard only."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, sync_playwright
from running import own_place

COMMAND = Path(sys.executable).with_name("faceproof")
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
SHOTS = "FACEPROOF_SHOTS"  # a folder for pictures of every page, to be looked at
_MOST_TABS = 120
_PATIENCE_S = 90


@dataclass(frozen=True, slots=True)
class Site:
    """A running site."""

    data: Path
    url: str
    environment: dict[str, str]

    def faceproof(self, *words: object) -> dict[str, Any]:
        """A command of whoever keeps it."""
        line = [COMMAND, *map(str, words), "--data", self.data, "--json"]
        ran = subprocess.run(line, env=self.environment, capture_output=True, text=True, check=True)
        return json.loads(ran.stdout)

    def mail(self, pattern: str) -> str:
        """The last thing in any mail that looks like this."""
        mails = sorted((self.data / "mail").glob("*"), key=lambda path: path.stat().st_mtime)
        found = re.findall(pattern, "\n".join(path.read_text() for path in mails))
        assert found, f"no mail holds {pattern}"
        return found[-1]


@contextmanager
def serving(data: Path, *words: object) -> Iterator[Site]:
    """A site in an empty folder, until the block ends."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://localhost:{port}"
    line: list[object] = [COMMAND, "serve", "--data", data, "--port", port, "--processes", "1"]
    with own_place(data, FACEPROOF_URL=url) as environment:
        site = Site(data=data, url=url, environment=environment)
        with (data.parent / "serve.log").open("w") as log:
            process = subprocess.Popen(
                [*map(str, line), *map(str, words)], env=environment, stdout=log, stderr=log
            )
            try:
                wait_until(lambda: _answers(f"{url}/healthz"))
                yield site
            finally:
                process.terminate()
                process.wait(60)


def wait_until(true: Any) -> None:
    """Fails when something does not become true in a while."""
    end = time.monotonic() + _PATIENCE_S
    while not true():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.5)


def _answers(url: str) -> bool:
    try:
        return httpx.get(url).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False


@dataclass  # playwright writes into it, so it has no slots
class Person:
    """Somebody in front of a browser, without a mouse."""

    page: Page
    site: Site
    name: str
    complaints: list[str] = field(default_factory=list)
    seen: int = 0

    def __post_init__(self) -> None:
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def open(self, path: str) -> None:
        """Type an address."""
        self.page.goto(path if path.startswith("http") else self.site.url + path)
        self.look()

    def press(self, name: str, *, role: str = "button") -> None:
        """Go with Tab to what is called so, and press Enter; then look at the page that comes."""
        self.enter(self.page.get_by_role(role, name=name, exact=True).first)  # type: ignore[arg-type]

    def enter(self, wanted: Locator) -> None:
        """The same, for what is found otherwise."""
        self.reach(wanted)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.look()

    def follow(self, name: str) -> None:
        """Follow a link."""
        self.press(name, role="link")

    def give(self, label: str, file: Path) -> None:
        """Choose a file; the system's own window for it is no page, so it is passed by."""
        self.reach(self.page.get_by_label(label, exact=True))
        self.page.get_by_label(label, exact=True).set_input_files(file)

    def write(self, label: str, text: str) -> None:
        """Fill in a field."""
        self.reach(self.page.get_by_label(label, exact=True))
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(text)

    def tick(self, label: str) -> None:
        """Tick a box."""
        self.reach(self.page.get_by_label(label))
        self.page.keyboard.press("Space")

    def reach(self, wanted: Locator) -> None:
        """Tab until it has the focus, which must be seen."""
        wanted.wait_for()
        for _ in range(_MOST_TABS):
            if wanted.evaluate("it => it === document.activeElement"):
                style = wanted.evaluate("it => getComputedStyle(it).outlineStyle")
                assert style != "none", f"nobody sees that {wanted} has the focus"
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"no way to {wanted} by keyboard on {self.page.url}")

    def look(self) -> None:
        """Everything that must hold of every page; and a picture of it, where one is wanted."""
        page = self.page
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{page.url} is {wide} px too wide"
        faults = Axe().run(page)["violations"]
        bad = [one for one in faults if one["impact"] in {"serious", "critical"}]
        told = [(one["id"], [node["html"] for node in one["nodes"]]) for one in bad]
        assert not told, f"{page.url}: {told}"
        if folder := os.environ.get(SHOTS):
            self.seen += 1
            place = re.sub(r"\W+", "-", page.url.removeprefix(self.site.url))[:40]
            path = Path(folder) / f"{self.name}-{self.seen:02d}{place}.png"
            page.screenshot(path=path, full_page=True, caret="initial")

    def _hear(self, message: Any) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(f"{self.page.url}: {message.text}")


@contextmanager
def visitors(site: Site) -> Iterator[Callable[..., Person]]:
    """New people, each with a browser of their own; nothing may be complained of in any of them."""
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("no chromium on this machine")
    people: list[Person] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])

        def come(name: str, viewport: Any, scheme: Any) -> Person:
            context = browser.new_context(viewport=viewport, color_scheme=scheme)
            people.append(Person(context.new_page(), site, name))
            return people[-1]

        yield come
    assert [told for person in people for told in person.complaints] == []
