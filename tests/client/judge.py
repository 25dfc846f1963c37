"""A site with one challenge, as a test wants it, and `faceproof submit` to ask it with."""

from __future__ import annotations

import email
import hashlib
import json
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from liar import Liar

from faceproof.cli.main import main
from faceproof.provenance import create_key, load_private
from faceproof.provenance.log import (
    Receipt,
    append_entries,
    proof_to_json,
    prove_entry,
    read_log,
)

POST, GET = "/api/challenges/tiny/submissions", "/api/submissions/12"
WAIT = ("--wait", "--json")
HEAD = b'{"protocol": {}, "detector": "residual"}\n'
SCORES = HEAD + b'{"id": "a.c23", "llr": 1.5}\n'
SHA256 = hashlib.sha256(SCORES).hexdigest()
TEXT = '{"receipt": "of a score"}\nécrit'
DIGEST = hashlib.sha256(TEXT.encode()).hexdigest()
WAITING: dict[str, Any] = {
    "id": 12,
    "challenge": "tiny",
    "detector": "residual",
    "team": "Bea's",
    "state": "waiting",
    "position": 3,
    "running": False,
    "reason": "",
    "problems": [],
    "sha256": SHA256,
    "sent_on": "2026-11-26T10:00:00Z",
    "next_on": None,
    "receipt": None,
    "card": None,
}
CARD: dict[str, Any] = {
    "auc": 0.81,
    "low": 0.76,
    "high": 0.86,
    "coverage": 1.0,
    "by_method": {"FaceSwap": 0.8},
    "by_compression": {"c23": 0.82},
    "improved": True,
    "group": 1,
    "labels_sha256": "b" * 64,
    "scorer": "1",
}
RUNNING = WAITING | {"position": None, "running": True}
SCORED = WAITING | {"state": "scored", "position": None, "card": CARD, "receipt": DIGEST}
INVALID = WAITING | {
    "state": "invalid",
    "position": None,
    "reason": "2 problems; it has cost no attempt",
    "problems": ["line 3: clip 'x' is not asked", "line 4: not JSON"],
}
FAILED = WAITING | {"state": "failed", "position": None, "reason": "its stewards see why"}


class Ended(NamedTuple):
    """A command's exit code and words."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Asked = list[tuple[str, dict[str, str]]]


def posted(asked: Asked) -> int:
    """How often the file was sent."""
    return [path for path, _ in asked].count(POST)


def one_line(ended: Ended, *words: str) -> None:
    """It was refused in one clear line."""
    assert (ended.code, ended.out) == (2, "")
    assert len(ended.err.strip().splitlines()) == 1, ended.err
    for word in words:
        assert word in ended.err


def run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: object
) -> Ended:
    """`faceproof submit` in this process."""
    monkeypatch.setattr(sys, "argv", ["faceproof", "submit", *map(str, words)])
    code = 0
    try:
        main()
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 1
    return Ended(code, *capsys.readouterr())


def form_of(liar: Liar) -> dict[str, bytes]:
    """The fields of a form that came, by name."""
    told = f"Content-Type: {liar.headers['Content-Type']}\r\n\r\n".encode() + liar.body
    parts = email.message_from_bytes(told).get_payload()
    name = "content-disposition"
    return {part.get_param("name", header=name): part.get_payload(decode=True) for part in parts}


def in_turn(*answers: Any) -> Callable[[Liar], None]:
    """Each answer once, the last for ever: JSON, bytes, or a status with a reason."""
    left = list(answers)

    def say(liar: Liar) -> None:
        answer = left.pop(0) if len(left) > 1 else left[0]
        if callable(answer):
            answer(liar)
        elif isinstance(answer, tuple):
            status, told = answer
            liar.say(status, json.dumps(told).encode())
        else:
            liar.say(200, answer if isinstance(answer, bytes) else json.dumps(answer).encode())

    return say


def cut(liar: Liar) -> None:
    """No answer at all."""
    liar.close_connection = True
    liar.connection.close()


def proved(folder: Path, digest: str = DIGEST) -> dict[str, Any]:
    """A true proof that a log has a receipt."""
    create_key(folder, "log")
    key = load_private(folder / "log.pem")
    log = folder / f"log-{digest[:8]}"
    append_entries(log, key, [Receipt(digest=digest)], on=date(2026, 11, 26))
    return proof_to_json(prove_entry(read_log(log), 0))
