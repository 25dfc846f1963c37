"""Files that were made to break something: each is refused with a reason, and costs nothing."""

from __future__ import annotations

import gzip
import io
import json
import pickle
import struct
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from challenged import a_challenge, answers, hidden_release, somebody, write_labels
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from everybody import bearer, let_go
from working import work_off

from faceproof.service.challenges import uploads
from faceproof.service.challenges.attempts import attempts
from faceproof.service.challenges.teams import team_of
from faceproof.service.models import Challenge, Evaluation, Submission

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("labels")]

_MOST_MEMORY = 400 << 20


@pytest.fixture
def truth(labels: Path) -> dict[str, bool]:
    return write_labels("set", people=20)


@pytest.fixture
def challenge(truth: dict[str, bool]) -> Challenge:
    return a_challenge(hidden_release("set", truth), attempts=3)


def zipped(*members: tuple[str, bytes], packed: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packed) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return out.getvalue()


def encrypted(data: bytes) -> bytes:
    """A zip whose headers say that it needs a password."""
    flagged = bytearray(data)
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = flagged.index(mark) + at
        flagged[place : place + 2] = struct.pack("<H", 1)
    return bytes(flagged)


def with_first(line: str) -> Callable[[str], bytes]:
    """Good answers but for the first line."""
    return lambda good: "\n".join([line, *good.splitlines()[1:]]).encode()


def first_with(value: str) -> Callable[[str], bytes]:
    """Good answers, the first of which has this for a number."""
    return lambda good: with_first(
        f'{{"id": "{json.loads(good.splitlines()[0])["id"]}", "llr": {value}}}'
    )(good)


def as_json(good: str) -> bytes:
    """The same as the benchmark's JSON, for a zip."""
    return json.dumps({json.loads(line)["id"]: "fake" for line in good.splitlines()}).encode()


HOSTILE: dict[str, Callable[[str], bytes]] = {
    "zip bomb": lambda _: zipped(("a.json", b"0" * (200 << 20))),
    "zip traversal": lambda good: zipped(("../../a.json", as_json(good))),
    "zip absolute": lambda good: zipped(("/etc/a.json", as_json(good))),
    "zip of two": lambda good: zipped(("a.json", as_json(good)), ("b.json", as_json(good))),
    "zip of nothing": lambda _: zipped(),
    "zip in zip": lambda good: zipped(("a.zip", zipped(("a.json", as_json(good))))),
    "zip encrypted": lambda good: encrypted(zipped(("a.json", as_json(good)))),
    "zip cut off": lambda good: zipped(("a.json", as_json(good)))[:-30],
    "polyglot of lines and zip": lambda good: good.encode() + zipped(("a.json", as_json(good))),
    "polyglot of picture and lines": lambda good: b"\x89PNG\r\n\x1a\n" + good.encode(),
    "gzip bomb": lambda _: gzip.compress(b"0" * (64 << 20)),
    "pickle": lambda _: pickle.dumps({"llr": [1.0]}),
    "NaN": first_with("NaN"),
    "infinity": first_with("-Infinity"),
    "too large a float": first_with("1e999"),
    "huge integer": first_with("9" * 5000),
    "true for a number": first_with("true"),
    "text for a number": first_with('"1.0"'),
    "list for a number": first_with("[1.0]"),
    "nested deeply": first_with("[" * 100_000),
    "duplicate ids": lambda good: (good + good.splitlines()[0]).encode(),
    "duplicate keys": with_first('{"id": "a", "id": "b", "llr": 1}'),
    "missing ids": lambda good: "\n".join(good.splitlines()[1:]).encode(),
    "answers without end": lambda _: (
        b"id,llr\n" + b"".join(b"%x,1\n" % n for n in range(2_500_000))
    ),
    "segments without end": lambda _: b'{"a.mp4":[' + b"[]," * 10_000_000 + b"[]]}",
    "extra ids": lambda good: (good + '{"id": "more", "llr": 1}').encode(),
    "ids that are paths": with_first('{"id": "../../../etc/passwd", "llr": 1}'),
    "ids that are not text": with_first('{"id": {"$ne": 1}, "llr": 1}'),
    "ids with a NUL": with_first('{"id": "a\\u0000b", "llr": 1}'),
    "half a surrogate": with_first('{"id": "\\ud800", "llr": 1}'),
    "unknown fields": with_first('{"id": "a", "llr": 1, "__class__": "x"}'),
    "UTF-16": lambda good: good.encode("utf-16"),
    "Latin-1": lambda good: good.encode() + '{"id": "é", "llr": 1}'.encode("latin-1"),
    "NUL bytes": lambda good: good.encode() + b"\0" * 1000,
    "one endless line": lambda _: b'{"id": "' + b"a" * (17 << 20),
    "an endless id": lambda good: good.encode() + b'{"id": "' + b"a" * 9000 + b'", "llr": 1}',
    "blank": lambda _: b"\n \n",
    "CSV without a head": lambda good: ",".join(good.splitlines()[:3]).encode(),
    "CSV with ragged rows": lambda _: b"filename,label\na.mp4,.5,7\n",
    "CSV formula": lambda _: b'filename,label\n=cmd|"/c calc"!A1,0.5\n',
}


def sent(challenge: Challenge, data: bytes, name: str = "scores.jsonl") -> tuple[int, dict]:
    answer = Client().post(
        f"/api/challenges/{challenge.slug}/submissions",
        {"scores": SimpleUploadedFile(name, data)},
        headers=bearer(somebody()),
    )
    let_go(answer)
    return answer.status_code, answer.json()


def left(challenge: Challenge) -> int:
    team = team_of(somebody())
    assert team is not None
    return attempts(challenge, team, timezone.now()).left


@pytest.mark.parametrize("what", HOSTILE)
def test_it_is_refused_with_a_reason_and_costs_nothing(
    what: str, challenge: Challenge, truth: dict[str, bool]
) -> None:
    data = HOSTILE[what](answers(truth))
    tracemalloc.start()
    status, told = sent(challenge, data)
    assert status == 201, told
    work_off()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    made = Submission.objects.get()
    assert made.stands == "invalid"
    assert made.problems
    assert all(len(line) <= 300 and line.isprintable() for line in made.problems), made.problems
    assert not Evaluation.objects.exists()
    assert left(challenge) == 3
    assert peak < _MOST_MEMORY


def test_the_good_file_among_them_is_taken(challenge: Challenge, truth: dict[str, bool]) -> None:
    status, told = sent(challenge, answers(truth).encode(), name="../../my detector.jsonl")
    work_off()
    assert (status, told["detector"]) == (201, "my detector")
    assert Submission.objects.get().stands == "scored"
    assert left(challenge) == 2


def test_what_is_too_large_is_not_read_to_its_end(
    challenge: Challenge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "LARGEST", 1 << 20)
    for size in (1 << 20) + 1, 4 << 20:  # found while it comes, and said before
        status, told = sent(challenge, b"0" * size)
        assert status == 413, told
    assert not Submission.objects.exists()


@pytest.mark.parametrize("size", [1, 2 << 20])
def test_of_strangers_no_file_is_written_down(challenge: Challenge, size: int) -> None:
    for address in ("/accounts/login/", f"/challenges/{challenge.slug}/submit"):
        client = Client(enforce_csrf_checks=True)
        client.get("/accounts/login/")
        form = {
            "scores": SimpleUploadedFile("s.jsonl", b"0" * size),
            "csrfmiddlewaretoken": client.cookies["csrftoken"].value,
        }
        answer = client.post(address, form)
        let_go(answer)
        assert answer.status_code == 400


def test_an_empty_file_is_refused_at_once(challenge: Challenge) -> None:
    status, _ = sent(challenge, b"")
    assert status in {400, 422}
    assert not Submission.objects.exists()
