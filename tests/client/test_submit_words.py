"""What is sent is a file of scores, and what is said of it makes sense, or nothing is sent."""

from __future__ import annotations

import os
import socket
import threading
from pathlib import Path
from typing import Any

import pytest
from judge import (
    HEAD,
    POST,
    SCORES,
    SHA256,
    WAITING,
    form_of,
    one_line,
    posted,
    run,
)
from liar import Liar, lying

from faceproof.client import scores


@pytest.mark.parametrize(
    ("content", "words", "name"),
    [
        (SCORES, (), "residual"),
        (SCORES, ("--detector", "better"), "better"),
        (b"filename,label\na.mp4,0.5\n", (), "mine"),
        (b'"protocol"\n', (), "mine"),
        (b"\xff\xfe\n", (), "mine"),
        (HEAD.replace(b'"residual"', b"7"), (), "mine"),
    ],
)
def test_the_detector_is_named_by_option_table_or_file(
    submit: Any, file: Path, content: bytes, words: tuple[str, ...], name: str
):
    forms = []

    def take(liar: Liar) -> None:
        forms.append(form_of(liar))
        liar.say(400, b'{"detail": "enough"}')

    file.write_bytes(content)
    one_line(submit({POST: take}, *words)[0], "enough")
    (form,) = forms
    assert form["detector"] == name.encode()
    assert {"seconds_per_clip", "reported_auc"}.isdisjoint(form)


def test_what_is_no_file_of_scores_is_never_sent(
    submit: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    empty, pipe, loop = (tmp_path / name for name in ("empty", "pipe", "loop"))
    empty.touch()
    os.mkfifo(pipe)
    loop.symlink_to(loop)
    monkeypatch.setattr(scores, "LARGEST", 1 << 20)
    large = tmp_path / "large"
    large.write_bytes(b"\n" * ((1 << 20) + 1))
    long = tmp_path / ("n" * 300)
    for path, words in (
        (tmp_path / "missing.jsonl", "no such file"),
        (tmp_path, "is a folder"),
        (empty, "is empty"),
        (large, "over the 1 MiB"),
        (pipe, "no plain file"),
        (loop, "expected a file"),
        (long, "cannot be read"),
    ):
        ended, asked = submit({}, send=path)
        one_line(ended, path.name[-80:], words)
        assert asked == []


def test_a_file_that_shrinks_while_it_is_sent_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], file: Path
):
    file.write_bytes(HEAD + b"\n" * (32 << 20))

    def shrink(listening: socket.socket) -> None:
        connection, _ = listening.accept()
        with connection:
            os.truncate(file, 1 << 20)
            while connection.recv(1 << 20):
                pass

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=shrink, args=(listening,))
        thread.start()
        page = f"http://127.0.0.1:{listening.getsockname()[1]}/challenges/tiny"
        ended = run(monkeypatch, capsys, page, file, "--token", "fp_secret")
        thread.join()
    one_line(ended, "changed while it was sent")


@pytest.mark.parametrize(
    "words",
    [
        ("--challenge", "other"),
        ("--receipt", "r.txt"),
        ("--reported-auc", "0.9"),
        ("--reported-source", "a paper"),
        ("--reported-auc", "1.1", "--reported-source", "a paper"),
        ("--reported-auc", "nan", "--reported-source", "a paper"),
        ("--seconds-per-clip", "-1"),
        ("--seconds-per-clip", "0"),
        ("--seconds-per-clip", "inf"),
        ("--trained-on", "a,b/c"),
        ("--trained-elsewhere", "a\x1bb"),
        ("--detector", ""),
        ("--token", ""),
    ],
)
def test_what_was_asked_wrongly_is_never_sent(submit: Any, words: tuple[str, ...]):
    ended, asked = submit({POST: WAITING}, *words)
    one_line(ended)
    assert asked == []


def test_a_challenge_is_named_by_page_or_option(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], file: Path
):
    with lying({POST: WAITING}) as (url, asked):
        words = (file, "--token", "fp_secret", "--json")
        assert run(monkeypatch, capsys, url, *words, "--challenge", "tiny").code == 0
        one_line(run(monkeypatch, capsys, url, *words), "--challenge")
        for name in ("../x", "a b"):
            one_line(run(monkeypatch, capsys, url, *words, "--challenge", name), "malformed")
        one_line(run(monkeypatch, capsys, f"{url}/releases/tiny", *words), "/challenges/NAME")
        assert posted(asked) == len(asked) == 1


def test_a_file_that_grows_is_sent_as_it_was_looked_at(file: Path):
    found = scores.read_scores(file)
    with file.open("ab") as more, file.open("rb") as sent:
        more.write(b"more")
        more.flush()
        steady = scores.Steady(sent, found)
        assert steady.seek(0, os.SEEK_END) == len(SCORES)
        assert (steady.seek(0), steady.read(1 << 16), steady.read(1 << 16)) == (0, SCORES, b"")
    assert found.sha256 == SHA256
