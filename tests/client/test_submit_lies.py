"""A site that lies about scores harms nobody: one clear line, and nothing is believed."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from judge import (
    CARD,
    GET,
    POST,
    SCORED,
    WAIT,
    WAITING,
    in_turn,
    one_line,
)
from liar import Liar


@pytest.mark.parametrize(
    "lie",
    [
        {"id": 0}, {"id": "12"}, {"id": True}, {"id": 1.5}, {"id": None}, {"id": "../../x"},
        {"state": "done"}, {"state": ["waiting"]}, {"position": -1}, {"position": "3"},
        {"running": 1}, {"reason": None}, {"reason": "a\x1b[2Jb"}, {"problems": "none"},
        {"problems": [""]}, {"problems": ["a\nb"]}, {"problems": ["x"] * 10_001},
        {"sha256": "x"}, {"sha256": "0" * 64}, {"challenge": "other"}, {"challenge": "../x"},
        {"next_on": "soon"}, {"next_on": 5}, {"receipt": "x"}, {"detector": ""}, {"team": 5},
        {"state": "scored"}, {"state": "scored", "card": []}, {"state": "scored", "card": {}},
    ],
)  # fmt: skip
def test_an_answer_that_lies_is_one_line(submit: Any, lie: dict[str, Any]):
    one_line(submit({POST: WAITING | lie}, "--json")[0], "the site")


@pytest.mark.parametrize(
    "lie",
    [
        {"auc": 1.5}, {"auc": "0.8"}, {"auc": True}, {"auc": float("nan")}, {"low": 0.9},
        {"low": None}, {"coverage": None}, {"by_method": []}, {"by_method": {"a": 2}},
        {"by_compression": {"a\n": 0.5}}, {"improved": "yes"}, {"group": 0}, {"group": 1.5},
        {"labels_sha256": ""}, {"scorer": 1},
    ],
)  # fmt: skip
def test_a_card_that_lies_is_one_line(submit: Any, lie: dict[str, Any]):
    one_line(submit({POST: SCORED | {"card": CARD | lie}}, "--json")[0], "site")


@pytest.mark.parametrize("lie", [{"id": 13}, {"sha256": "1" * 64}, {"challenge": "other"}])
def test_an_answer_of_another_submission_is_one_line(submit: Any, lie: dict[str, Any]):
    ended, _ = submit({POST: WAITING, GET: SCORED | lie}, *WAIT)
    assert (ended.code, ended.out) == (2, "")
    assert "another submission" in ended.err.splitlines()[-1]


@pytest.mark.parametrize(
    "answer", [b"", b"<html>", b"[]", b"7", b"null", b"[" * 100_000, b'{"id": NaN}', b"\xff"]
)
def test_an_answer_that_is_none_is_one_line(submit: Any, answer: bytes):
    one_line(submit({POST: in_turn(answer)})[0], "site")


def test_an_answer_without_end_is_left(submit: Any, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("faceproof.client.site._SMALL", 1 << 20)

    def endless(liar: Liar) -> None:
        liar.send_response(200)
        liar.end_headers()
        with suppress(OSError):
            while True:
                liar.wfile.write(b" " * 65536)

    one_line(submit({POST: endless})[0], "over 1 MiB")


def test_a_site_that_sends_elsewhere_is_not_followed(submit: Any):
    def elsewhere(liar: Liar) -> None:
        liar.say(307, b"", Location="/else")

    ended, asked = submit({POST: elsewhere, "/else": WAITING})
    one_line(ended, "elsewhere")
    assert [path for path, _ in asked] == [POST]
