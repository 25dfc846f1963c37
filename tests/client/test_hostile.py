"""A site that lies does no harm: nothing outside the folder, nothing endless, nothing wrong."""

from __future__ import annotations

import hashlib
import json
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from liar import OFFER, Liar, lying
from live import bring

from faceproof.client import patience
from faceproof.core.errors import FaceproofError, SiteError

DATA = b"what was promised" * 1000
GOOD = {"path": "a/b.bin", "size": len(DATA), "sha256": hashlib.sha256(DATA).hexdigest()}


@pytest.fixture(autouse=True)
def _hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "_FIRST_S", 0.001)


def routes(file: Any, link: Any = "/f", answer: Any = DATA, **more: Any) -> dict[str, Any]:
    """A site with one file, whose link leads to ``link``."""

    def links(liar: Liar) -> None:
        host = f"http://{liar.headers['Host']}"
        told = link if "://" in str(link) else f"{host}{link}"
        Liar.say(liar, 200, json.dumps({"links": {file["path"]: told}, "lasts_s": 900}).encode())

    return {
        "/api/releases/set-1": OFFER,
        "/api/releases/set-1/files": {"offered": True, "files": [file]},
        "/api/releases/set-1/links": links,
        "/f": answer,
        **more,
    }


def attempt(told: dict[str, Any], out: Path):
    with lying(told) as (url, asked):
        report = bring(url, "fp_secret", out, "set-1")
    return report, asked


def all_below(root: Path) -> set[str]:
    return {
        path.relative_to(root).as_posix()
        for path in root.rglob("*")
        if path.is_file() and ".faceproof" not in path.parts
    }


def test_an_honest_one_is_believed_and_links_are_not_shown_the_token(tmp_path: Path):
    report, asked = attempt(routes(GOOD), tmp_path / "out")
    assert report.is_whole
    shown = {path.split("?")[0]: "Authorization" in headers for path, headers in asked}
    assert shown.pop("/f") is False
    assert all(shown.values())


@pytest.mark.parametrize(
    "path",
    [
        "../x", "/etc/x", "a/../../x", "a//b", "./a", "", "a\\b", "a\nb", "a\x1b[2Jb", "\ud800",
        ".faceproof/fetched.json", ".build/x", "a.part", "n" * 300, "/".join(["d"] * 1000), 7, None,
    ],
)  # fmt: skip
def test_a_path_that_leads_elsewhere_is_refused(tmp_path: Path, path: Any):
    with pytest.raises(SiteError, match="cannot be believed"):
        attempt(routes(GOOD | {"path": path}), tmp_path / "out")
    assert all_below(tmp_path) == set()


@pytest.mark.parametrize(
    "lie",
    [
        {"size": -1}, {"size": 1 << 60}, {"size": 1.5}, {"size": True}, {"size": "1"},
        {"sha256": "0" * 63}, {"sha256": "../" + "0" * 61}, {"sha256": None},
    ],
)  # fmt: skip
def test_a_size_or_digest_that_is_none_is_refused(tmp_path: Path, lie: dict[str, Any]):
    with pytest.raises(SiteError, match="cannot be believed"):
        attempt(routes(GOOD | lie), tmp_path / "out")


def test_more_than_the_disk_holds_is_refused_before_it_begins(tmp_path: Path):
    with pytest.raises(FaceproofError, match="are free"):
        attempt(routes(GOOD | {"size": 1 << 42}), tmp_path / "out")


@pytest.mark.parametrize("size", [len(DATA) - 1, len(DATA) + 1, 0, 5])
def test_a_size_that_is_another_is_a_failure_and_nothing_is_kept(tmp_path: Path, size: int):
    report, _ = attempt(routes(GOOD | {"size": size}), tmp_path / "out")
    assert len(report.failed) == 1
    assert "a/b.bin" not in all_below(tmp_path / "out")


def test_other_bytes_are_asked_for_twice_and_not_kept(tmp_path: Path):
    report, asked = attempt(routes(GOOD, answer=DATA[:-1] + b"!"), tmp_path / "out")
    assert "sha256" in report.failed[0].why
    assert [path for path, _ in asked].count("/f") == 2
    assert all_below(tmp_path / "out") == set()


def test_a_body_without_end_is_left(tmp_path: Path):
    def endless(liar: Liar) -> None:
        liar.send_response(200)
        liar.end_headers()
        with suppress(OSError):
            while True:
                liar.wfile.write(b"x" * 65536)

    report, _ = attempt(routes(GOOD, answer=endless), tmp_path / "out")
    assert "more bytes came" in report.failed[0].why


def test_an_answer_of_the_api_without_end_is_left(tmp_path: Path, monkeypatch: Any):
    monkeypatch.setattr("faceproof.client.site._SMALL", 1 << 20)

    def endless(liar: Liar) -> None:
        liar.send_response(200)
        liar.end_headers()
        with suppress(OSError):
            while True:
                liar.wfile.write(b" " * 65536)

    with pytest.raises(SiteError, match="over 1 MiB"):
        attempt(routes(GOOD) | {"/api/releases/set-1": endless}, tmp_path / "out")


@pytest.mark.parametrize(
    "link",
    [
        "file:///etc/passwd", "http://example.org/f", "ftp://127.0.0.1/f", "https://",
        "https://user:word@example.org/f", "https://example.org/f\nx", "gopher://127.0.0.1/",
    ],
)  # fmt: skip
def test_a_link_that_leads_elsewhere_is_not_asked(tmp_path: Path, link: str):
    report, asked = attempt(routes(GOOD, link=link), tmp_path / "out")
    assert len(report.failed) == 1
    assert "/f" not in [path for path, _ in asked]


@pytest.mark.parametrize("to", ["file:///etc/passwd", "http://example.org/", "/g"])
def test_a_redirect_is_not_followed(tmp_path: Path, to: str):
    def elsewhere(liar: Liar) -> None:
        liar.say(302, b"", Location=to)

    report, asked = attempt(routes(GOOD, answer=elsewhere, **{"/g": DATA}), tmp_path / "out")
    assert len(report.failed) == 1
    with pytest.raises(SiteError, match="elsewhere"):
        attempt(routes(GOOD) | {"/api/releases/set-1": elsewhere}, tmp_path / "out")
    assert "/g" not in [path for path, _ in asked]


def test_a_part_that_was_not_asked_for_is_thrown_away(tmp_path: Path):
    def wrong_part(liar: Liar) -> None:
        if "Range" in liar.headers:
            liar.say(206, DATA, Content_Range=f"bytes 0-{len(DATA) - 1}/{len(DATA)}")
        else:
            liar.say(200, DATA)

    (tmp_path / "a").mkdir()
    (tmp_path / "a/b.bin.part").write_bytes(DATA[:100])
    report, _ = attempt(routes(GOOD, answer=wrong_part), tmp_path)
    assert report.is_whole
    assert (tmp_path / "a/b.bin").read_bytes() == DATA


def test_a_site_that_knows_no_parts_is_fetched_from_the_start(tmp_path: Path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a/b.bin.part").write_bytes(DATA[:100])
    assert attempt(routes(GOOD), tmp_path)[0].is_whole


def test_a_link_that_ran_out_is_asked_for_anew(tmp_path: Path):
    once = threading.Event()

    def run_out(liar: Liar) -> None:
        if once.is_set():
            liar.say(200, DATA)
        else:
            once.set()
            liar.say(403, b"run out")

    report, asked = attempt(routes(GOOD, answer=run_out), tmp_path)
    assert report.is_whole
    assert [path for path, _ in asked].count("/api/releases/set-1/links") == 2


def test_trouble_that_passes_is_waited_for_and_what_lasts_is_bounded(tmp_path: Path):
    left = [503, 500, 429]

    def troubled(liar: Liar) -> None:
        if left:
            liar.say(left.pop(), b"", Retry_After="0")
        else:
            liar.say(200, DATA)

    assert attempt(routes(GOOD, answer=troubled), tmp_path)[0].is_whole
    always = routes(GOOD, answer=lambda liar: liar.say(503, b""))
    report, asked = attempt(always, tmp_path / "other")
    assert "503" in report.failed[0].why
    assert [path for path, _ in asked].count("/f") == patience.TRIES


@pytest.mark.parametrize(
    "files",
    [
        [GOOD, GOOD],
        [GOOD, GOOD | {"path": "a/b.bin/c"}],
        "no list",
        [[]],
        [{}],
    ],
)
def test_a_list_that_is_none_is_refused(tmp_path: Path, files: Any):
    told = routes(GOOD) | {"/api/releases/set-1/files": {"offered": True, "files": files}}
    with pytest.raises(SiteError, match="cannot be believed"):
        attempt(told, tmp_path)


@pytest.mark.parametrize("answer", [b"", b"<html>", b"[" * 100_000, b'{"a": NaN}', b"\xff"])
def test_an_answer_that_is_no_json_is_refused(tmp_path: Path, answer: bytes):
    with pytest.raises(SiteError, match="does not answer as a site does"):
        attempt(routes(GOOD) | {"/api/releases/set-1": answer}, tmp_path)
